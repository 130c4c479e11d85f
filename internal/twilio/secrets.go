package twilio

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// secrets are what no foreign text may repeat: credentials and participant, in
// lower case and in each form in which a service could quote them.
type secrets []string

// newSecrets is called once for a read, which checks a text of each page.
func newSecrets(username, password string, participant ...string) secrets {
	plain := participant
	for _, credential := range []string{password, username + ":" + password} { // the second is the Authorization header's
		plain = append(plain, credential, hex.EncodeToString([]byte(credential)),
			base64.RawStdEncoding.EncodeToString([]byte(credential)), base64.RawURLEncoding.EncodeToString([]byte(credential)))
	}
	var forms secrets
	for _, secret := range plain {
		number := strings.TrimPrefix(secret[strings.LastIndex(secret, ":")+1:], "+") // of whatsapp:+15005550006
		for _, form := range []string{
			secret, escapeQuery(secret), escapeQuery(escapeQuery(secret)), url.QueryEscape(secret), url.PathEscape(secret),
			html.EscapeString(secret), number,
		} {
			if form != "" {
				forms = append(forms, strings.ToLower(form))
			}
		}
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// printable returns a foreign text as one line of at most 300 characters. One
// that repeats a secret is withheld: a service that quotes the request would
// carry an identity or a credential into logs.
func (s secrets) printable(text string) string {
	if s.repeatedBy(strings.ToLower(text)) {
		return "(withheld: it repeats what was asked for)"
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(text); len(runes) > 300 {
		return string(runes[:300]) + "…"
	}
	return text
}

// repeatedBy tells whether the text, in lower case, holds a secret. One of up to
// three characters counts only as a word of its own.
func (s secrets) repeatedBy(text string) bool {
	return slices.ContainsFunc(s, func(form string) bool {
		if len(form) > 3 {
			return strings.Contains(text, form)
		}
		words := strings.FieldsFunc(text, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(form, r)
		})
		return slices.Contains(words, form)
	})
}
