package twilio

import (
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"

	"terraform-provider-twilio/internal/lenientjson"
)

// A gateway that is one reply behind on a connection, or a cache whose key leaves
// out the query, answers with somebody else's list. So each page is held against
// the request, as a DNS resolver compares the question section of an answer.

// describes reports whether a page's own URL, meta.url, is that of the list: the same
// path, and the same participant. A gateway may put a prefix before the path.
func (l *list) describes(pageURL string) bool {
	page, err := url.Parse(pageURL)
	if err != nil || !strings.HasSuffix(strings.ToLower(strings.TrimSuffix(page.Path, "/")), strings.ToLower(l.path)) {
		return false
	}
	if l.participant == (Participant{}) {
		return true
	}
	same := sameName
	if l.participant.parameter == "Address" {
		same = sameAddress
	}
	named := false
	for field := range strings.SplitSeq(page.RawQuery, "&") {
		name, value, _ := strings.Cut(field, "=")
		if name != "Identity" && name != "Address" {
			continue
		}
		space, err := url.QueryUnescape(value)
		plus, _ := url.PathUnescape(value)
		own := l.participant
		if err != nil || name != own.parameter || !same(space, own.value) && !same(plus, own.value) {
			return false
		}
		named = true
	}
	return named
}

// matchesText reports whether a field is the text that was requested, or no text
// and thus nothing to compare.
func matchesText(value jsontext.Value, text string, same func(a, b string) bool) bool {
	if value.Kind() != '"' {
		return true
	}
	if sent := value[1 : len(value)-1]; string(sent) == text && !strings.Contains(text, `\`) {
		return true // the usual case, without a copy
	}
	return len(value) <= maxTextBytes && same(string(lenientjson.Unquote(nil, value)), text)
}

// matchesBinding reports whether a participant_messaging_binding is that of the
// address: by its address, or by the one that is shown to others.
func matchesBinding(d *lenientjson.Decoder, binding jsontext.Value, address string) bool {
	if binding.Kind() != '{' {
		return true
	}
	var own, projected jsontext.Value
	d.Reset(binding)
	_ = d.Members(func(name []byte) (err error) { // the binding is valid JSON
		switch {
		case string(name) == "address" && own == nil:
			own, err = d.ReadValue()
			return err
		case string(name) == "projected_address" && projected == nil:
			projected, err = d.ReadValue()
			return err
		}
		return d.SkipValue()
	})
	hasOwn, hasProjected := own.Kind() == '"', projected.Kind() == '"'
	return !hasOwn && !hasProjected ||
		hasOwn && matchesText(own, address, sameAddress) || hasProjected && matchesText(projected, address, sameAddress)
}

// sameName compares names as the service may have normalized them: without regard
// to letter case, outer white space and the Unicode form.
func sameName(a, b string) bool {
	return a == b || strings.EqualFold(normalized(a), normalized(b))
}

func normalized(name string) string { return norm.NFC.String(strings.TrimSpace(name)) }

// sameAddress compares a number by its digits as well. Identities are no numbers,
// whatever they look like: 12.34 and 1.234 are two of them.
func sameAddress(a, b string) bool {
	if sameName(a, b) {
		return true
	}
	channelA, digitsA := number(normalized(a))
	channelB, digitsB := number(normalized(b))
	return digitsA != "" && digitsA == digitsB && (channelA == "" || channelB == "" || strings.EqualFold(channelA, channelB))
}

// number splits a phone number into its channel and its digits. The digits are
// empty where the address is none.
func number(address string) (channel, digits string) {
	if i := strings.IndexByte(address, ':'); i >= 0 {
		channel, address = address[:i], address[i+1:]
	}
	var number strings.Builder
	for _, r := range address {
		switch {
		case r >= '0' && r <= '9':
			number.WriteRune(r)
		case !strings.ContainsRune("+-.() \u00a0", r):
			return "", ""
		}
	}
	return channel, number.String()
}
