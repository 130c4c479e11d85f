package twilio

// MaxParticipantsPageSize is how many participants a page holds at most.
// Source: Twilio's OpenAPI document.
const MaxParticipantsPageSize = 100

// ConversationParticipants is the list of all participants of a Conversation.
type ConversationParticipants struct {
	// ChatServiceSID is the Conversation Service; empty means the account's
	// default one.
	ChatServiceSID string
	// ConversationSID is the Conversation.
	ConversationSID string
	// PageSize is how many participants to request per page, 1 to
	// MaxParticipantsPageSize.
	PageSize int
	// Limit is how many participants to read at most; 0 means all.
	Limit int
}

// Source of path, parameters and names: Twilio's OpenAPI document.
func (p ConversationParticipants) list() *list {
	conversation := inService(p.ChatServiceSID).in("Conversations", mayBe("conversation_sid", p.ConversationSID), p.ConversationSID)
	return conversation.list("Participants", rowForm{member: "participants", sid: "sid", sidPrefix: "MB"}, p.PageSize, p.Limit)
}
