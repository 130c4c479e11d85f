package twilio

import (
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	redacted = "(redacted: contains request data)"
	// maxPrintable is the length in characters to which texts are cut.
	maxPrintable = 300
	// maxChecked bounds the work for one text. Twilio's are below 1 KiB. A longer
	// one is redacted unread.
	maxChecked = 16 << 10
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
// digest), base64 within base64, and participants of nothing but white space.
type redactor struct {
	secrets []string
	forms   func() []form
}

// newRedactor takes whole credentials, without the user name: base64 of
// user:password is recognized by its end. The forms are prepared when a text
// needs them, which the request id of a good page does not.
func newRedactor(credentials []string, participants ...string) *redactor {
	secrets := slices.DeleteFunc(slices.Concat(credentials, participants), func(secret string) bool { return secret == "" })
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
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
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
// contain the secret: plain, in hexadecimal or in base64. It is quick, and sure
// where it says no.
func mayBeIn(id, secret string) bool {
	var buffer [64]byte
	plain, number := buffer[:0], 0
	foreign, other := false, false // since the last colon
	for _, c := range []byte(secret) {
		switch {
		case strings.IndexByte(escapeStarts, c) >= 0:
			return true
		case c >= utf8.RuneSelf:
			other = true // can fold to anything
		case c == ':': // the number of whatsapp:+15005550006 counts alone as well
			number, foreign, other = len(plain), false, false
		case isDigit(rune(c)):
			plain = append(plain, c)
		case isAlphanumeric(rune(c)):
			plain = append(plain, c|0x20)
			foreign = foreign || strings.IndexByte("abcdefqr", c|0x20) < 0
		}
	}
	holds := func(part []byte) bool { return len(part) > 0 && strings.Contains(id, string(part)) }
	if other && !foreign || holds(plain) || holds(plain[number:]) {
		return true
	}
	if 2*len(secret) <= len(id) && strings.Contains(id, hex.EncodeToString([]byte(secret))) {
		return true
	}
	return len(secret) < len(id) && slices.ContainsFunc(base64Cores(secret), func(core string) bool {
		return core != "" && strings.Contains(id, strings.ToLower(core))
	})
}
