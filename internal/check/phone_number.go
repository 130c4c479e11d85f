package check

import (
	"regexp"
	"strings"
)

// e164 has at least 7 digits: some islands have such short numbers.
var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// PhoneNumber checks a phone number in E.164 form.
func PhoneNumber(value string) string {
	const form = " Write it in E.164 form, such as +15005550006."
	prefix := channelPrefix.FindString(value)
	switch problem := Invisible(value); {
	case e164.MatchString(value):
		return ""
	case value == "":
		return "is empty." + form
	case problem != "":
		return problem + " " + InvisibleRemedy(value)
	case prefix != "":
		return "begins with the channel prefix " + strings.ToLower(prefix) + ". phone_numbers adds the channels: " +
			"remove the prefix, or put the address under addresses."
	case Encoding(value) != "":
		return Encoding(value) + " Do not URL-encode it." + form
	case !numberLike.MatchString(value):
		return "has characters that no phone number has." + form
	}
	return numberProblem(value) + form
}

var (
	numberLike = regexp.MustCompile(`^[0-9+ \x{A0}().\-\x{2010}-\x{2015}/\[\]]+$`)
	separators = regexp.MustCompile(`[^0-9+]`)
	nonDigits  = regexp.MustCompile(`[^0-9]`)
)

// numberProblem says what keeps digits, plus signs and separators from being a
// number in E.164 form.
func numberProblem(number string) string {
	digits := digitsOf(number)
	switch {
	case separators.MatchString(number):
		return "is a phone number with spaces, hyphens, dots or brackets."
	case !strings.HasPrefix(number, "+"):
		return "is a phone number without a plus sign before the country code."
	case strings.LastIndex(number, "+") > 0:
		return "is a phone number with more than one plus sign."
	case digits < 7 || digits > 15:
		return "is a phone number with too few or too many digits after the plus sign; E.164 allows 7 to 15."
	}
	return "is a phone number with a zero after the plus sign; no country code begins with it."
}

func digitsOf(number string) int { return len(nonDigits.ReplaceAllString(number, "")) }

// channelPrefix is what an address of a channel other than SMS and e-mail begins
// with. Source: Twilio's OpenAPI document.
var channelPrefix = regexp.MustCompile(`^(?i:whatsapp|messenger|rcs):`)

// channels are what stands before a phone number in the addresses under which it may
// be stored: nothing for SMS.
var channels = []string{"", "whatsapp:", "rcs:"}

// numberForms are the countries whose numbers WhatsApp writes in a form of its own,
// with a digit more or less than E.164. In Brazil only eight digits that begin with
// 6 to 9 are a mobile number: a landline's with a 9 is another subscriber's number.
var numberForms = []struct {
	digit string
	form  *regexp.Regexp // what stands before the digit, the digit, and what follows
}{
	{"1", regexp.MustCompile(`^(\+52)(1?)([0-9]{10})$`)},             // Mexico
	{"9", regexp.MustCompile(`^(\+54)(9?)([0-9]{10})$`)},             // Argentina
	{"9", regexp.MustCompile(`^(\+55[0-9]{2})(9?)([6-9][0-9]{7})$`)}, // Brazil
}

// OtherForm returns a number in WhatsApp's form for one in E.164 form, the other way
// round, or an empty string where the two do not differ.
func OtherForm(number string) string {
	for _, country := range numberForms {
		switch parts := country.form.FindStringSubmatch(number); {
		case parts == nil:
		case parts[2] == "":
			return parts[1] + country.digit + parts[3]
		default:
			return parts[1] + parts[3]
		}
	}
	return ""
}

// Addresses returns every address that a phone number in E.164 form may be stored
// under, first of all the number as it is. WhatsApp user ids and addresses of
// messenger hold no number, so that no number finds them.
func Addresses(number string) (addresses []string) {
	for _, form := range []string{number, OtherForm(number)} {
		if form == "" {
			continue
		}
		for _, channel := range channels {
			addresses = append(addresses, channel+form)
		}
	}
	return addresses
}
