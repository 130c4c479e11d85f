package redact

import (
	"slices"
	"strings"
)

// name is a participant or a credential, in lower case.
type name struct {
	parts                  []string // its words and its numbers
	plain, letters, digits string   // what is left of all: letters and digits, letters, digits
	// From these lengths, a piece of the name counts. What is random holds shorter ones
	// by chance, and they say nothing of it.
	letterPiece, digitPiece int
}

const (
	// minWhole is the length from which a name, or a word of it, is in another word or in
	// a SID for a reason.
	minWhole = 5
	// minPhoneNumber is the same for digits alone, of which a SID has many.
	minPhoneNumber = 7
)

func newParticipant(text string) name { return newName(text, 1, 3, 1) }
func newCredential(text string) name  { return newName(text, 4, 4, 4) }

func newName(text string, part, letterPiece, digitPiece int) name {
	text = strings.ToLower(text)
	parts := slices.Concat(strings.FieldsFunc(text, not(isLetter)), strings.FieldsFunc(text, not(isDigit)))
	return name{
		slices.DeleteFunc(parts, func(p string) bool { return len(p) < part }),
		only(text, isAlphanumeric), only(text, isLetter), only(text, isDigit),
		letterPiece, digitPiece,
	}
}

// has reports whether a word or a number is a piece of the name: bad and gateway are of
// "bad gateway" and of "badgateway". So is a longer word that holds one of the name's.
func (n name) has(word string) bool {
	word = only(word, isAlphanumeric) // client_id and don't
	return word == n.plain || slices.Contains(n.parts, word) ||
		len(word) >= n.letterPiece && strings.Contains(n.letters, word) ||
		len(word) >= n.digitPiece && strings.Contains(n.digits, word) ||
		slices.ContainsFunc(n.parts, func(part string) bool { return len(part) >= minWhole && strings.Contains(word, part) })
}

// isIn reports whether a SID, in lower case, holds the name or is in it.
func (n name) isIn(sid string) bool {
	return len(n.plain) >= minWhole && strings.Contains(sid, n.plain) ||
		len(n.digits) >= minPhoneNumber && strings.Contains(sid, n.digits) ||
		strings.Contains(n.plain, sid[len("AC"):])
}

func not(is func(rune) bool) func(rune) bool { return func(r rune) bool { return !is(r) } }

// only returns the text without all other characters.
func only(text string, is func(rune) bool) string {
	return strings.Join(strings.FieldsFunc(text, not(is)), "")
}
