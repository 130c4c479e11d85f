package twilio

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"unicode"
)

const (
	redacted = "(redacted: contains request data)"
	// maxPrintable is the length in characters to which texts are cut.
	maxPrintable = 300
	// maxChecked bounds the work for one text. Twilio's are below 1 KiB. A longer
	// one is redacted unread.
	maxChecked = 8 << 10
)

// redactor keeps credentials and participants out of texts that a service sends:
// one that quotes the request would carry them into logs. It compares normal
// forms (see fold) of every text that the service's could stand for (see
// unescapings and decode). A false alarm costs one message, a miss costs a secret,
// so in doubt it redacts:
//   - "anna" is found in "can name", since white space may be inserted anywhere;
//   - "José" is found in "jose", since accents are dropped;
//   - "20240501" is found in "2024-05-01", as any number of 7 digits or more.
//
// Not recognized are parts of a secret, other encodings (base32, UTF-16, a
// digest), base64 within base64, participants of nothing but white space, and an
// escaped secret whose first characters complete an escape in front of it.
type redactor struct {
	secrets []string
	forms   func() []form
}

// newRedactor takes passwords and secrets alone: base64 of user:password is
// recognized by its end. Empty ones are ignored. The forms are prepared when a text
// needs them, which the request id of a good page does not.
func newRedactor(credentials []string, participants ...string) *redactor {
	secrets := slices.Concat(credentials, participants)
	return &redactor{secrets, sync.OnceValue(func() []form {
		var forms []form
		for _, secret := range secrets {
			forms = append(forms, formsOf(secret)...)
		}
		return forms
	})}
}

// printable returns a service's text as one line of at most 300 characters, or a
// note that it was redacted.
func (r *redactor) printable(text string) string {
	if text == "" {
		return ""
	}
	if isRequestID(text) {
		id := strings.ToLower(text)
		if !slices.ContainsFunc(r.secrets, func(secret string) bool { return mayBeIn(id, secret) }) {
			return text
		}
	}
	if len(text) > maxChecked || found(r.forms(), text) {
		return redacted
	}
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\ufffd"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(text); len(runes) > maxPrintable {
		return string(runes[:maxPrintable]) + "…"
	}
	return text
}

// found reports whether the text, or one that it could stand for, contains one of
// the forms.
func found(forms []form, text string) bool {
	long := slices.DeleteFunc(slices.Clone(forms), form.short)
	views, complete := unescapings(text)
	if !complete {
		return true
	}
	for _, view := range views {
		if slices.ContainsFunc(forms, fold(view).contains) {
			return true
		}
		whole, guesses := decode(view)
		if foundPlain(forms, whole) {
			return true
		}
		// Guesses are noise for the most part, in which a short form turns up by chance.
		if slices.ContainsFunc(guesses, func(guess string) bool { return foundPlain(long, guess) }) {
			return true
		}
	}
	return false
}

// foundPlain is found without a second decoding.
func foundPlain(forms []form, text string) bool {
	views, complete := unescapings(text)
	return !complete || slices.ContainsFunc(views, func(view string) bool {
		return slices.ContainsFunc(forms, fold(view).contains)
	})
}

// isRequestID reports whether the text is a request id of Twilio's form.
func isRequestID(text string) bool {
	digits, ok := strings.CutPrefix(text, "RQ")
	return ok && len(digits) == 32 && strings.Trim(digits, "0123456789abcdef") == ""
}

// mayBeIn reports whether a request id of Twilio's form, given in lower case, could
// contain the secret. It costs little for each page. Where it says no, the id holds
// the secret neither plain nor in hexadecimal or base64, in the letter case given or
// in lower case.
func mayBeIn(id, secret string) bool {
	if strings.ContainsAny(secret, escapeStarts) {
		return true
	}
	// The number of whatsapp:+15005550006 counts alone as well. What contains all of
	// a text, encoded or not, contains its end.
	end := secret[strings.LastIndex(secret, ":")+1:]
	plain := fold(end).letters
	if plain == "" {
		end, plain = secret, fold(secret).letters
	}
	return holds(id, []byte(plain)) || mayEncode(id, end) || plain != end && mayEncode(id, plain)
}

// mayEncode reports whether the id could contain the text in an encoding.
func mayEncode(id, text string) bool {
	if len(text)*8/6 > len(id) { // too long for either encoding
		return false
	}
	var buffer [64]byte
	if holds(id, hex.AppendEncode(buffer[:0], []byte(text))) {
		return true
	}
	for alignment := range 3 {
		core := base64Core(buffer[:0], text, alignment)
		if strings.Trim(string(core), "0123456789abcdefABCDEFqrQR") == "" && holds(id, bytes.ToLower(core)) {
			return true
		}
	}
	return false
}

func holds(id string, part []byte) bool { return len(part) > 0 && strings.Contains(id, string(part)) }
