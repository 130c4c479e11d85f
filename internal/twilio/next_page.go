package twilio

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// nextQuery returns the query of the next page: what next_page_url carries, byte for
// byte, but for the parameter that names the participant, which is always the
// client's own. The URL's scheme, host and path are ignored: it names the global
// host even when a regional one was asked, and must not lead the credentials
// elsewhere.
func (l *list) nextQuery(nextPageURL string) (string, error) {
	if nextPageURL == "" {
		return "", nil
	}
	next, err := url.Parse(nextPageURL)
	if err != nil || next.RawQuery == "" {
		return "", ErrNextPage
	}
	if l.participant == (Participant{}) {
		return next.RawQuery, nil
	}
	query, own := make([]string, 0, 8), false
	for field := range strings.SplitSeq(next.RawQuery, "&") {
		name, value, _ := strings.Cut(field, "=")
		switch {
		case name == l.participant.parameter && encodes(value, l.participant.value):
			if !own {
				query = append(query, l.participant.encode())
			}
			own = true
		case namesParticipant(field):
			return "", ErrNextPage
		default:
			query = append(query, field)
		}
	}
	if !own {
		query = append([]string{l.participant.encode()}, query...)
	}
	return strings.Join(query, "&"), nil
}

// encodes reports whether an encoded query value stands for the text. A plus sign
// may stand for a space or for itself.
func encodes(value, text string) bool {
	space, err := url.QueryUnescape(value)
	plus, _ := url.PathUnescape(value)
	return err == nil && (space == text || plus == text)
}

// namesParticipant reports whether some server could take a part of the query for
// one that names a participant. Servers differ in what ends a parameter (; counts
// for some), in when and how often they decode, in letter case, and in what they
// drop from a name: white space, control characters, accents, and brackets with
// what is in them.
func namesParticipant(field string) bool {
	for range maxDecodings {
		for parameter := range strings.FieldsFuncSeq(field, func(r rune) bool { return r == '&' || r == ';' }) {
			name, _, _ := strings.Cut(parameter, "=")
			for _, reading := range []string{name, name[:indexOrEnd(name, "[\x00")]} {
				switch lettersOf(reading) {
				case "identity", "address":
					return true
				}
			}
		}
		if !strings.ContainsAny(field, `%\`) {
			break // nothing is encoded
		}
		decoded := unescapePercent(unescapeBackslash(percentU.Replace(field)))
		if decoded == field {
			break
		}
		field = decoded
	}
	return false
}

// maxDecodings bounds how many times an encoding is undone.
const maxDecodings = 4

// percentU: some servers know %u0049 as well.
var percentU = strings.NewReplacer("%u", `\u`, "%U", `\u`)

func indexOrEnd(text, characters string) int {
	if i := strings.IndexAny(text, characters); i >= 0 {
		return i
	}
	return len(text)
}

// lettersOf returns the letters and digits of a text, in lower case and in their
// plainest form.
func lettersOf(text string) string {
	if strings.Contains(text, "%") {
		text = percentEncoded.ReplaceAllLiteralString(text, "") // what is left of it is no UTF-8
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(unicode.ToUpper(r)) // upper case first: of a dotless i as well it is I
	}, norm.NFKD.String(text))
}
