package check

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// sidLength is a prefix of two letters and 32 hexadecimal digits.
// Source: the patterns in Twilio's OpenAPI document.
const sidLength = 34

var sidForm = regexp.MustCompile(`^[A-Z]{2}[0-9a-fA-F]{32}$`)

// sidNames are what the prefixes of SIDs stand for.
// Source: Twilio's OpenAPI document and its glossary.
var sidNames = map[string]string{
	"AC": "an Account SID",
	"AD": "an Address SID",
	"AP": "an Application SID",
	"BN": "a Brand SID",
	"BU": "a Regulatory Bundle SID",
	"CA": "a Call SID",
	"CF": "a Conference SID",
	"CH": "a Conversation SID",
	"CR": "a Credential SID",
	"DY": "a delivery receipt SID",
	"FW": "a Studio Flow SID",
	"HX": "a Content SID",
	"IG": "an Address Configuration SID",
	"IM": "a Conversation Message SID",
	"IS": "a Conversation Service SID",
	"MB": "a Participant SID",
	"ME": "a Media SID",
	"MG": "a Messaging Service SID",
	"MM": "an MMS message SID",
	"OQ": "an OAuth app client ID",
	"PN": "a Phone Number SID",
	"RE": "a Recording SID",
	"RL": "a Role SID",
	"RM": "a Room SID",
	"SC": "a Short Code SID",
	"SK": "an API key SID",
	"SM": "a message SID",
	"US": "a User SID",
	"VA": "a Verify Service SID",
	"WH": "a Webhook SID",
	"WS": "a Workspace SID",
	"ZS": "a Serverless Service SID",
}

// SID checks the form of a SID with a prefix. Anything without a SID's form may be a
// secret in the wrong place: of such a value it gives the length alone.
func SID(prefix string) func(string) string {
	want := fmt.Sprintf("takes %s (%s and 32 hexadecimal digits)", sidNames[prefix], prefix)
	return func(value string) string {
		if problem := Invisible(value); problem != "" {
			return problem + " Remove it: the argument " + want + "."
		}
		own := strings.HasPrefix(value, prefix)
		switch length := utf8.RuneCountInString(value); {
		case sidForm.MatchString(value) && own:
			return ""
		case sidForm.MatchString(value):
			return want + "; this is " + sidName(value[:2]) + "."
		case value == "":
			return want + "; the value is empty."
		case length != sidLength:
			return fmt.Sprintf("%s; the value has %d characters, not %d.", want, length, sidLength)
		case own:
			return want + "; the value has other characters after " + prefix + "."
		}
		return want + "; the value has another form."
	}
}

func sidName(prefix string) string {
	if name := sidNames[prefix]; name != "" {
		return fmt.Sprintf("%s (%s…)", name, prefix)
	}
	return "a SID of another kind (" + prefix + "…)"
}
