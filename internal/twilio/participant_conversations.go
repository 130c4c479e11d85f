package twilio

import (
	"slices"

	"terraform-provider-twilio/internal/lenientjson"
)

// States are the known states of a Conversation. Others appear in time.
// Source: Twilio's OpenAPI document.
var States = []string{"initializing", "active", "inactive", "closed"}

// ParticipantConversations is the list of the Conversations that a participant
// belongs to, closed ones included. Each pair of conversation SID and participant
// SID comes once.
type ParticipantConversations struct {
	// ChatServiceSID is the Conversation Service; empty means the account's
	// default one.
	ChatServiceSID string
	// Participant whose Conversations are listed.
	Participant Participant
	// States are those of the Conversations to keep; empty means all. One whose
	// state is not known is always kept.
	States []string
	// PageSize is how many Conversations to request per page, at least 1. The
	// service may send fewer: 50 is what it sends at most today.
	PageSize int
	// Limit is how many Conversations to keep at most; 0 means all.
	Limit int
}

// Source of path, parameters and names: Twilio's OpenAPI document.
func (p ParticipantConversations) list() *list {
	l := inService(p.ChatServiceSID).of(p.Participant).list("ParticipantConversations", rowForm{
		member: "conversations", sid: "conversation_sid", sidPrefix: "CH", key: "participant_sid", state: "conversation_state",
	}, p.PageSize, p.Limit)
	l.states = p.States
	return l
}

const (
	// OtherStates stands for states that are not known and too many or too long to name.
	OtherStates = "others"
	// maxUnknownStates bounds how many of them are named in one read.
	maxUnknownStates = 20
	// maxStateBytes bounds a state, as JSON. The longest known one has 74 bytes at most,
	// however it is escaped.
	maxStateBytes = 128
)

// keeps reports whether the list keeps a row in the state it is in, and that state
// where it is none of the known ones.
func (l *list) keeps(row *Row) (keep bool, unknown string) {
	switch {
	case len(l.states) == 0:
		return true, ""
	case row.state.Kind() != '"':
		return true, "null"
	case len(row.state) > maxStateBytes:
		return true, OtherStates
	}
	switch state := string(lenientjson.Unquote(nil, row.state)); {
	case slices.Contains(States, state):
		return slices.Contains(l.states, state), ""
	case state == "":
		return true, "null"
	default:
		return true, state
	}
}
