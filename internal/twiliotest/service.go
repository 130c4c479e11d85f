package twiliotest

import "fmt"

// NewService makes up a Conversation Service.
func NewService(sid, friendlyName string) Row {
	url := base + "/v1/Services/" + sid
	return Row{
		"sid":           sid,
		"account_sid":   AccountSID,
		"friendly_name": friendlyName,
		"date_created":  "2025-11-03T07:15:00Z",
		"date_updated":  "2026-01-12T16:40:00Z",
		"url":           url,
		"links": map[string]any{
			"conversations":                  url + "/Conversations",
			"users":                          url + "/Users",
			"roles":                          url + "/Roles",
			"bindings":                       url + "/Bindings",
			"configuration":                  url + "/Configuration",
			"participant_conversations":      url + "/ParticipantConversations",
			"conversation_with_participants": url + "/ConversationWithParticipants",
		},
	}
}

// Services makes up n Conversation Services.
func Services(n int) []Row {
	services := make([]Row, n)
	for i := range services {
		services[i] = NewService(SID("IS", i+1), fmt.Sprintf("Service %03d", i+1))
	}
	return services
}
