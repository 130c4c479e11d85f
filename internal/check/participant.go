package check

import (
	"fmt"
	"regexp"
	"strings"
)

// addressForm is what an address has that is no number: a prefix with a colon, or
// the at sign of an e-mail address.
var addressForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.\-]*:.|[^\s@]@[^\s@]`)

// IdentityForm finds an address in the place of an identity. A number without a plus
// sign may be an identity, such as a customer's number.
func IdentityForm(value string) string {
	value = strings.TrimFunc(value, unseen)
	if prefix := channelPrefix.FindString(value); prefix != "" {
		return fmt.Sprintf("begins with the channel prefix %s, as an address does.", strings.ToLower(prefix))
	}
	if digits := digitsOf(value); strings.HasPrefix(value, "+") && numberLike.MatchString(value) && digits >= 7 && digits <= 15 {
		return "is a phone number, as an address is."
	}
	return ""
}

// AddressName finds an identity in the place of an address: a text that is no number
// and names no channel.
func AddressName(value string) string {
	value = strings.TrimFunc(value, unseen)
	if value == "" || numberLike.MatchString(value) || addressForm.MatchString(value) || Encoding(value) != "" {
		return ""
	}
	return "is no phone number and no e-mail address, and begins with no channel prefix such as whatsapp:."
}

// AddressForm finds a phone number that Twilio writes in another form, and a
// channel prefix in capitals. It accepts all other forms, and numbers of up to 6
// digits, which may be short codes.
func AddressForm(value string) string {
	value = strings.TrimFunc(value, unseen)
	prefix := channelPrefix.FindString(value)
	if lower := strings.ToLower(prefix); prefix != lower {
		return fmt.Sprintf("begins with a channel prefix in capitals; Twilio writes %s in lower case.", lower)
	}
	number := strings.TrimPrefix(value, prefix)
	plus := strings.HasPrefix(number, "+")
	switch {
	case prefix == "messenger:", !numberLike.MatchString(number), e164.MatchString(number):
		return ""
	case prefix == "" && !plus && digitsOf(number) < 7:
		return ""
	case separators.MatchString(number), plus:
		return numberProblem(number)
	case prefix == "":
		return "is a number without a plus sign or a channel prefix, such as messenger: or whatsapp:."
	}
	return "is a phone number without a plus sign after the channel prefix."
}
