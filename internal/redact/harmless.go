package redact

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
)

// documentation is where Twilio's more_info leads.
const documentation = "https://www.twilio.com/docs/"

const (
	decimals       = "0123456789"
	maxDigits      = 5 // as Twilio's codes have
	minDigits      = 3 // as a status has
	maxPunctuation = 5 // as in ("name").
)

//go:embed words.txt
var wordList string

// vocabulary is what the error messages of Twilio, HTTP, gateways and OAuth are made
// of. A word that is also a person's name is in it only where a message needs it.
var vocabulary = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(wordList) {
		words[word] = true
	}
	return words
}()

// sidForm is the SID of what this API knows, of an account, a key, an app, or a
// request. Source: the patterns in Twilio's OpenAPI document. Replies have the
// hexadecimal digits in lower case.
var sidForm = regexp.MustCompile(`\b(?:AC|BS|CH|CR|DY|FW|HX|IG|IM|IS|MB|ME|MG|OQ|RL|RQ|SK|US|WH)[0-9a-f]{32}\b`)

func isSID(text string) bool { return len(text) == 34 && sidForm.MatchString(text) }

// numbers are those that a text may show.
type numbers struct {
	only  string // the text's only one, where it is short
	codes []string
}

var numeral = regexp.MustCompile(`\p{N}+`) // of any script

func newNumbers(text string, whole bool, codes []int) (n numbers) {
	for _, code := range codes {
		if decimal := strconv.Itoa(code); len(decimal) >= minDigits && len(decimal) <= maxDigits {
			n.codes = append(n.codes, decimal)
		}
	}
	found := numeral.FindAllString(sidForm.ReplaceAllString(text, ""), 2)
	if whole && len(found) == 1 && len(found[0]) <= maxDigits {
		n.only = found[0]
	}
	return n
}

func isLetter(r rune) bool       { return 'a' <= r && r <= 'z' }
func isDigit(r rune) bool        { return '0' <= r && r <= '9' }
func isAlphanumeric(r rune) bool { return isLetter(r) || isDigit(r) }
func isJoint(r rune) bool        { return r == '-' || r == '_' }
func isForeign(r rune) bool      { return r > '~' || r < ' ' }
