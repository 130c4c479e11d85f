package twiliotest

import (
	"fmt"
	"strings"
)

// Conversations makes up n conversations of one participant, who is found by
// Identity (a chat user) or by Address (who has a messaging binding). Every
// third is active, every third inactive, every third closed.
func Conversations(serviceSID, parameter, value string, n int) []Row {
	conversations := make([]Row, n)
	for i := range conversations {
		conversations[i] = newConversation(serviceSID, parameter, value, i+1, i+1)
	}
	return conversations
}

// newConversation makes up the n-th conversation, with the m-th participant.
func newConversation(serviceSID, parameter, value string, n, m int) Row {
	conversationSID, participantSID := SID("CH", n), SID("MB", m)
	conversationURL := urlIn(serviceSID, "/Conversations/"+conversationSID)
	conversation := Row{
		"account_sid":                   AccountSID,
		"chat_service_sid":              serviceSID,
		"participant_sid":               participantSID,
		"participant_user_sid":          nil,
		"participant_identity":          nil,
		"participant_messaging_binding": nil,
		"conversation_sid":              conversationSID,
		"conversation_unique_name":      nil,
		"conversation_friendly_name":    fmt.Sprintf("Order %05d", n),
		"conversation_attributes":       fmt.Sprintf(`{"order":%d}`, n),
		"conversation_date_created":     fmt.Sprintf("2026-01-%02dT08:00:00Z", n%28+1),
		"conversation_date_updated":     fmt.Sprintf("2026-02-%02dT09:30:00Z", n%28+1),
		"conversation_created_by":       "system",
		"conversation_state":            []string{"closed", "active", "inactive"}[n%3],
		"conversation_timers":           map[string]any{},
		"links": map[string]any{
			"conversation": conversationURL,
			"participant":  conversationURL + "/Participants/" + participantSID,
		},
	}
	if n%3 == 0 {
		conversation["conversation_timers"] = map[string]any{
			"date_inactive": "2026-03-01T00:00:00Z", "date_closed": "2026-04-01T00:00:00Z",
		}
	}
	if parameter == "Identity" {
		conversation["participant_identity"] = value
		conversation["participant_user_sid"] = SID("US", 1)
		return conversation
	}
	channel, _, found := strings.Cut(value, ":")
	prefix := channel + ":"
	if !found {
		channel, prefix = "sms", ""
	}
	conversation["participant_messaging_binding"] = map[string]any{
		"type": channel, "address": value, "proxy_address": prefix + "+15005550006",
		"projected_address": nil, "name": nil, "level": nil,
	}
	return conversation
}
