package twilio

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/lenientjson"
)

// fact is what a field of each row has to show, for the reply to be about what was
// requested. The value is nil where the row does not have the field.
type fact struct {
	field string
	holds func(value jsontext.Value) bool
}

// mayBe: the field is the text, in the service's own spelling, or no text and thus
// nothing to compare.
func mayBe(field, text string) fact {
	return fact{field, func(value jsontext.Value) bool { return matchesText(value, text, sameName) }}
}

// mustBe: the field is the text, byte for byte.
func mustBe(field, text string) fact {
	return fact{field, func(value jsontext.Value) bool {
		sent, isText := textOf(value)
		return isText && sent == text
	}}
}

func matchesText(value jsontext.Value, text string, same func(a, b string) bool) bool {
	if value.Kind() != '"' {
		return true
	}
	if sent := value[1 : len(value)-1]; string(sent) == text && !strings.Contains(text, `\`) {
		return true // the usual case, without a copy
	}
	return len(value) <= maxTextBytes && same(string(lenientjson.Unquote(nil, value)), text)
}

// bindingOf: a participant_messaging_binding is that of the address, by its address or
// by the one that is shown to others.
func bindingOf(address string) func(binding jsontext.Value) bool {
	var d lenientjson.Decoder
	return func(binding jsontext.Value) bool {
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
}

// sameName compares names as the service may have normalized them: without regard
// to letter case, outer white space and the Unicode form.
func sameName(a, b string) bool {
	return a == b || strings.EqualFold(normalized(a), normalized(b))
}

func normalized(name string) string { return norm.NFC.String(strings.TrimSpace(name)) }

// sameAddress compares a number of one channel by its digits as well, WhatsApp's in both
// of its forms. Identities are no numbers, whatever they look like: 12.34 and 1.234 are
// two of them.
func sameAddress(a, b string) bool {
	if sameName(a, b) {
		return true
	}
	channelA, digitsA := number(normalized(a))
	channelB, digitsB := number(normalized(b))
	return digitsA != "" && channelA == channelB &&
		(digitsA == digitsB || channelA == "whatsapp" && check.OtherForm("+"+digitsA) == "+"+digitsB)
}

// number splits a phone number into its channel and its digits. The digits are
// empty where the address is none.
func number(address string) (channel, digits string) {
	if i := strings.IndexByte(address, ':'); i >= 0 {
		channel, address = strings.ToLower(address[:i]), address[i+1:]
	}
	if strings.Trim(address, "0123456789+-.() \u00a0") != "" {
		return "", ""
	}
	digits = strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, address)
	return channel, digits
}
