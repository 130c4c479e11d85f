package twiliotest

import "fmt"

// NewParticipant makes up the participant whom a row of conversations is about.
func NewParticipant(of Row) Row {
	serviceSID, _ := of["chat_service_sid"].(string)
	sid, created := of["participant_sid"], of["conversation_date_created"]
	participant := Row{
		"sid":                     sid,
		"account_sid":             of["account_sid"],
		"chat_service_sid":        serviceSID,
		"conversation_sid":        of["conversation_sid"],
		"identity":                of["participant_identity"],
		"attributes":              "{}",
		"messaging_binding":       of["participant_messaging_binding"],
		"role_sid":                SID("RL", 2),
		"date_created":            created,
		"date_updated":            created,
		"url":                     urlIn(serviceSID, fmt.Sprintf("/Conversations/%s/Participants/%s", of["conversation_sid"], sid)),
		"last_read_message_index": nil,
		"last_read_timestamp":     nil,
	}
	if of["participant_user_sid"] != nil { // Only the SDKs report what was read.
		participant["last_read_message_index"], participant["last_read_timestamp"] = 41, created
	}
	return participant
}

// Participants makes up n participants of a conversation, with the identities user-1
// and so on.
func Participants(serviceSID, conversationSID string, n int) []Row {
	participants := make([]Row, n)
	for i := range participants {
		of := newConversation(serviceSID, "Identity", fmt.Sprintf("user-%d", i+1), 1, i+1)
		of["conversation_sid"] = conversationSID
		participants[i] = NewParticipant(of)
	}
	return participants
}
