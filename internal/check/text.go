// Package check says what is wrong with a value of an argument or of a variable.
// A check returns the end of a sentence whose subject is the value, empty where
// nothing is wrong. It never repeats the value, which may be a secret in the wrong
// place or a person's name.
package check

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// NotEmpty checks a value that may be anything else.
func NotEmpty(value string) string {
	if value == "" {
		return "is empty. Give it a value, or leave it out."
	}
	return ""
}

// Length checks that a value has from least to most Unicode characters.
func Length(least, most int) func(string) string {
	return func(value string) string {
		length := utf8.RuneCountInString(value)
		switch {
		case length == 0 && least > 0:
			return fmt.Sprintf("must have %d to %d characters; the value is empty.", least, most)
		case length < least || length > most:
			return fmt.Sprintf("must have %d to %d characters; the value has %d.", least, most, length)
		}
		return ""
	}
}

var urlEncoded = regexp.MustCompile("%[0-9A-Fa-f]{2}")

// Encoding finds a value that was encoded by hand, as Twilio's documentation seems to
// ask for.
func Encoding(value string) string {
	if urlEncoded.MatchString(value) {
		return "has a percent sign and two hexadecimal digits."
	}
	return ""
}

// UserIdentity checks an identity that becomes a segment of a URL's path. Clients
// and servers resolve these two before anybody sees them.
func UserIdentity(value string) string {
	if value == "." || value == ".." {
		return "is a segment of a path that no server sees, so that the User cannot be requested."
	}
	return ""
}

// Enumerate renders names for a sentence: "a", "a and b", "a, b and c".
func Enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
