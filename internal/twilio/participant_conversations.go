package twilio

import (
	"net/url"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

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
	path := "/v1/ParticipantConversations"
	if p.ChatServiceSID != "" {
		path = "/v1/Services/" + url.PathEscape(p.ChatServiceSID) + "/ParticipantConversations"
	}
	return &list{
		path: path, rows: "conversations", participant: p.Participant, sidPrefix: "CH",
		fields: []string{
			"conversation_sid", "participant_sid", "conversation_state",
			"chat_service_sid", "participant_identity", "participant_messaging_binding",
		},
		keys: 2, state: 2, states: p.States,
		matches:  p.matches,
		pageSize: p.PageSize, limit: p.Limit,
	}
}

func (p ParticipantConversations) matches(d *lenientjson.Decoder, values []jsontext.Value) bool {
	service, identity, binding := values[3], values[4], values[5]
	if p.ChatServiceSID != "" && !matchesText(service, p.ChatServiceSID, sameName) {
		return false
	}
	if p.Participant.parameter == "Address" {
		return matchesBinding(d, binding, p.Participant.value)
	}
	return matchesText(identity, p.Participant.value, sameName)
}

// keeps reports whether the list keeps a row in the state it is in, and that state
// where it is none of the known ones.
func (l *list) keeps(row *Row) (keep bool, unknown string) {
	if len(l.states) == 0 {
		return true, ""
	}
	value := row.values[l.state]
	if value.Kind() != '"' {
		return true, "null"
	}
	switch state := string(lenientjson.Unquote(nil, value)); {
	case slices.Contains(States, state):
		return slices.Contains(l.states, state), ""
	case state == "":
		return true, "null"
	default:
		return true, state
	}
}
