// Package redact says what may be printed of a text that a server sent. It does not
// search for what is secret, which has as many forms as there are encodings. It prints
// what is known to be harmless, and nothing else.
package redact

import (
	"regexp"
	"slices"
	"strings"
)

// Redacted stands for what is not printed.
const Redacted = "…"

const (
	maxRead    = 1000 // bytes of a text that are read; Twilio's messages are shorter
	maxPrinted = 300  // bytes that are printed, and one more Redacted
	maxState   = 32   // bytes of a state
)

// Redactor knows the participant and the credentials of a request. Nothing of theirs is
// printed, whatever else it means.
type Redactor struct{ names []name }

// New takes an empty participant for a request that is about nobody. A credential is
// the password or secret alone: of user:password, the user is not printed either.
func New(participant string, credentials ...string) *Redactor {
	r := &Redactor{[]name{newParticipant(participant)}}
	for _, credential := range credentials {
		r.names = append(r.names, newCredential(credential))
	}
	return r
}

// Printable returns the text as one line, with Redacted in place of everything but
//   - the words of words.txt, in any letter case,
//   - SIDs, and links to Twilio's documentation,
//   - numbers that are one of the codes (the reply's status and Twilio's code), and the
//     text's only number where it has at most five digits.
//
// It returns an empty text where nothing else would be left.
func (r *Redactor) Printable(text string, codes ...int) string {
	text, whole := beginning(text)
	fields, shown := strings.Fields(text), newNumbers(text, whole, codes)
	if !whole {
		fields = append(fields, Redacted)
	}
	var printed []string
	for i, length := 0, 0; i < len(fields) && length <= maxPrinted; i++ {
		field := fields[i]
		if length += len(field) + len(" "); length > maxPrinted || !r.shows(field, shown, touches(fields, i)) {
			field = Redacted
		}
		if field == Redacted && len(printed) > 0 && printed[len(printed)-1] == Redacted {
			length -= len(fields[i]) + len(" ")
			continue
		}
		printed = append(printed, field)
	}
	if len(printed) == 1 && printed[0] == Redacted {
		return ""
	}
	return strings.Join(printed, " ")
}

// RequestID returns the text where it has Twilio's form, and otherwise an empty one.
func (r *Redactor) RequestID(text string) string {
	if !r.isHarmlessSID(text) {
		return ""
	}
	return text
}

var plainState = regexp.MustCompile(`^[a-z]+(?:[-_][a-z]+)*$`)

// State returns a state that was not known when this was written. It is in no
// vocabulary, so any plain words in lower case are printed.
func (r *Redactor) State(text string) string {
	words := append(strings.FieldsFunc(text, isJoint), text)
	if len(text) > maxState || !plainState.MatchString(text) || slices.ContainsFunc(words, r.isName) {
		return Redacted
	}
	return text
}

// beginning cuts a long text between words. It reports whether that is the whole text.
func beginning(text string) (string, bool) {
	if len(text) <= maxRead {
		return text, true
	}
	text = text[:maxRead]
	return text[:max(0, strings.LastIndexAny(text, " \t\r\n"))], false
}

// touches reports whether a neighbor of the field has digits: an area code can be a
// status.
func touches(fields []string, i int) bool {
	return i > 0 && strings.ContainsAny(fields[i-1], decimals) ||
		i+1 < len(fields) && strings.ContainsAny(fields[i+1], decimals)
}

// shows reports whether a text without white space is printed. Punctuation may enclose
// it; inside, it could be part of an encoding.
func (r *Redactor) shows(field string, n numbers, touched bool) bool {
	inner := strings.TrimRight(strings.TrimLeft(field, `("'[`), `.,:;!?)"']`)
	path, isLink := strings.CutPrefix(inner, documentation)
	switch {
	case len(field) > len(inner)+maxPunctuation || strings.ContainsFunc(inner, isForeign):
		return false
	case isLink:
		return r.isHarmless(path, n.codes)
	case inner != "" && strings.Trim(inner, decimals) == "":
		return (inner == n.only || !touched && slices.Contains(n.codes, inner)) && !r.isName(inner)
	default:
		return r.isHarmless(strings.TrimPrefix(inner, "/"), nil)
	}
}

// isHarmless reports whether each segment of a path is a SID, words, or one of the
// codes: the link about an error ends with its code.
func (r *Redactor) isHarmless(path string, codes []string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if !slices.Contains(codes, segment) && !r.isHarmlessSID(segment) && !r.areHarmlessWords(strings.ToLower(segment)) {
			return false
		}
	}
	return true
}

func (r *Redactor) isHarmlessSID(text string) bool {
	return isSID(text) && !slices.ContainsFunc(r.names, func(n name) bool { return n.isIn(strings.ToLower(text)) })
}

func (r *Redactor) areHarmlessWords(text string) bool {
	if vocabulary[text] { // as client_id
		return !r.isName(text)
	}
	for word := range strings.SplitSeq(strings.ReplaceAll(text, "_", "-"), "-") {
		if !vocabulary[word] || r.isName(word) {
			return false
		}
	}
	return true
}

func (r *Redactor) isName(word string) bool {
	return slices.ContainsFunc(r.names, func(n name) bool { return n.has(word) })
}
