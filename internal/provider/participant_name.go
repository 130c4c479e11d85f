package provider

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// participantKind is how a participant is named.
type participantKind string

const (
	identityKind participantKind = "identity"
	addressKind  participantKind = "address"
)

// participantWarnings warns of an identity or an address that most likely
// matches no participant. Twilio matches exactly, so such a value gives an empty
// list and no error. It serves an argument and the elements of a list alike.
// Terraform validates again once all values are known, so a read need not.
type participantWarnings struct{ kind participantKind }

func (w participantWarnings) Description(context.Context) string {
	return fmt.Sprintf("Warns of an %s that most likely matches no participant.", w.kind)
}

func (w participantWarnings) MarkdownDescription(ctx context.Context) string {
	return w.Description(ctx)
}

func (w participantWarnings) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	resp.Diagnostics.Append(participantDiagnostics(req.Path, w.kind, req.ConfigValue.ValueString())...)
}

// participantDiagnostics never holds the value: it is personal data.
func participantDiagnostics(p path.Path, kind participantKind, value string) (diags diag.Diagnostics) {
	warn := func(summary, problem, advice string) {
		if problem != "" {
			diags.AddAttributeWarning(p, summary, "The value "+problem+" "+advice)
		}
	}
	noMatch := fmt.Sprintf("Twilio matches an %s exactly, so this value most likely matches no participant, "+
		"and the list would be empty without an error.", kind)
	if kind == identityKind {
		warn(invisibleInIdentity.summary, invisibleProblem(value), noMatch+invisibleAdvice(value))
		warn(identityIsAddress.summary, identityProblem(value),
			"A participant who joined with an address has no identity. Use address for this value.")
		return diags
	}
	warn(invisibleInAddress.summary, invisibleProblem(value), noMatch+invisibleAdvice(value))
	warn(encodedAddress.summary, encodedProblem(value),
		noMatch+" The provider encodes addresses for the URL. Write +15005550006, not %2B15005550006.")
	warn(oddAddress.summary, addressProblem(value),
		noMatch+" Write a phone number in E.164 form: +15005550006 for SMS, whatsapp:+15005550006 for WhatsApp.")
	return diags
}

// invisibleAdvice gives the usual sources of the characters found and the
// functions that remove them.
func invisibleAdvice(value string) string {
	var source, trim, replace string
	for _, found := range invisibleCharacters(value) {
		r := found.character
		switch r {
		case '\r':
			source = " Lines of a file with CRLF line endings end with a carriage return."
		case byteOrderMark:
			source = " Some editors save a byte order mark at the beginning of a file."
		}
		switch {
		case unicode.IsSpace(r) && !strings.HasPrefix(found.place, "at character"):
			trim = ` Remove white space with trimspace, for example [for name in split("\n", file("names.txt")) : trimspace(name)].`
		case replace == "" && r > 0xFFFF:
			replace = fmt.Sprintf(` Remove the character with replace(name, "\U%08X", "").`, r)
		case replace == "":
			replace = fmt.Sprintf(` Remove the character with replace(name, "\u%04X", "").`, r)
		}
	}
	return source + trim + replace
}

// channelPrefix is what an address of a channel other than SMS and e-mail begins
// with. Source: Twilio's OpenAPI document.
var channelPrefix = regexp.MustCompile(`^(?i:whatsapp|messenger|rcs):`)

// identityProblem finds an address in the place of an identity.
func identityProblem(value string) string {
	prefix := channelPrefix.FindString(trimInvisible(value))
	if prefix == "" {
		return ""
	}
	return fmt.Sprintf("begins with the channel prefix %s, as an address does.", strings.ToLower(prefix))
}

var urlEncoded = regexp.MustCompile("%[0-9A-Fa-f]{2}")

// encodedProblem finds an address that was encoded by hand, as Twilio's
// documentation seems to ask for.
func encodedProblem(value string) string {
	if urlEncoded.MatchString(value) {
		return "has a percent sign and two hexadecimal digits."
	}
	return ""
}

var (
	numberLike = regexp.MustCompile(`^[0-9+ \x{A0}().\-\x{2010}-\x{2015}/\[\]]+$`)
	separators = regexp.MustCompile(`[^0-9+]`)
	// e164 has at least 7 digits: some islands have such short numbers.
	e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// addressProblem finds a phone number that Twilio writes in another form, and a
// channel prefix in capitals. It accepts e-mail addresses, all other forms, and
// numbers of up to 6 digits, which may be short codes.
func addressProblem(value string) string {
	value = trimInvisible(value)
	prefix := channelPrefix.FindString(value)
	if lower := strings.ToLower(prefix); prefix != lower {
		return fmt.Sprintf("begins with a channel prefix in capitals; Twilio writes %s in lower case.", lower)
	}
	number := strings.TrimPrefix(value, prefix)
	if prefix == "messenger:" || !numberLike.MatchString(number) || e164.MatchString(number) {
		return ""
	}
	digits := 0
	for _, r := range number {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	plus := strings.HasPrefix(number, "+")
	if prefix == "" && !plus && digits < 7 {
		return ""
	}
	switch {
	case separators.MatchString(number):
		return "is a phone number with spaces, hyphens, dots or brackets."
	case !plus && prefix == "":
		return "is a number without a plus sign or a channel prefix, such as messenger: or whatsapp:."
	case !plus:
		return "is a phone number without a plus sign after the channel prefix."
	case digits < 7 || digits > 15:
		return "is a phone number with too few or too many digits after the plus sign; E.164 allows up to 15."
	case strings.HasPrefix(number, "+0"):
		return "is a phone number with a zero after the plus sign; no country code begins with it."
	}
	return "is a phone number with more than one plus sign."
}

// trimInvisible keeps what has a warning of its own out of the other checks.
func trimInvisible(value string) string {
	return strings.TrimFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
}
