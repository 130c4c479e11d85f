package twiliotest

import "fmt"

// NewUser makes up the n-th User of a service.
func NewUser(serviceSID, identity string, n int) Row {
	url := urlIn(serviceSID, "/Users/"+SID("US", n))
	return Row{
		"sid":              SID("US", n),
		"account_sid":      AccountSID,
		"chat_service_sid": serviceSID,
		"role_sid":         SID("RL", 1),
		"identity":         identity,
		"friendly_name":    fmt.Sprintf("User %03d", n),
		"attributes":       fmt.Sprintf(`{"desk":%d}`, n),
		"is_online":        n%2 == 0,
		"is_notifiable":    []any{nil, true, false}[n%3],
		"date_created":     fmt.Sprintf("2025-12-%02dT07:30:00Z", n%28+1),
		"date_updated":     fmt.Sprintf("2026-02-%02dT18:00:00Z", n%28+1),
		"url":              url,
		"links":            map[string]any{"user_conversations": url + "/Conversations"},
	}
}

// Users makes up n Users of a service, user-1 and so on.
func Users(serviceSID string, n int) []Row {
	users := make([]Row, n)
	for i := range users {
		users[i] = NewUser(serviceSID, fmt.Sprintf("user-%d", i+1), i+1)
	}
	return users
}
