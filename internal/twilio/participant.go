package twilio

import (
	"net/url"
	"strings"
)

// Participant is whose rows a list holds: everybody's where it is the zero value.
type Participant struct{ parameter, value string }

// Identity returns the participant who is the Conversation User of that identity, as
// it is, not encoded. The service matches it exactly.
func Identity(identity string) Participant { return Participant{"Identity", identity} }

// Address returns the participant with that address, as it is, not encoded. The
// service matches it exactly.
func Address(address string) Participant { return Participant{"Address", address} }

// encode returns the participant as part of a query.
func (p Participant) encode() string { return p.parameter + "=" + escape(p.value) }

// escape encodes all but RFC 3986's unreserved characters, for a query's value or a
// segment of a path. A space becomes %20, which no server takes for anything else,
// instead of a plus sign.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// fact is how a row shows the participant.
func (p Participant) fact() fact {
	if p.parameter == "Address" {
		return fact{"participant_messaging_binding", bindingOf(p.value)}
	}
	return mayBe("participant_identity", p.value)
}

// countIn counts the parameters of a query that are this participant. It is not ok
// where one could be another participant: a name in other letters than the client's
// own, or one that is not plain, so that servers differ in how they read it. For some
// of them, a semicolon ends a parameter as well, so that none may follow one.
func (p Participant) countIn(query string) (n int, ok bool) {
	for parameter := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(parameter, "="); name != "" && name == p.parameter && encodes(value, p.value) {
			n++
			continue
		}
		for i, part := range strings.Split(parameter, ";") {
			name, _, hasValue := strings.Cut(part, "=")
			if strings.Trim(name, plainCharacters) != "" || name == "" && part != "" || i > 0 && hasValue ||
				strings.EqualFold(name, "Identity") || strings.EqualFold(name, "Address") {
				return 0, false
			}
		}
	}
	return n, true
}

const plainCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."

// encodes reports whether an encoded query value stands for the text. A plus sign
// may stand for a space or for itself.
func encodes(value, text string) bool {
	space, err := url.QueryUnescape(value)
	plus, _ := url.PathUnescape(value)
	return err == nil && (space == text || plus == text)
}
