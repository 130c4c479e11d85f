package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestNameWarnings: each has its summary, its cause and a remedy, on the
// element of a list as well, and never holds the value.
func TestNameWarnings(t *testing.T) {
	t.Parallel()
	const trim = `[for name in split("\n", file("names.txt")) : trimspace(name)]`
	for name, test := range map[string]struct {
		warnings  textChecks
		value     string
		summaries []string
		holds     []string
	}{
		"CR": {
			identityWarnings, "secretada\r",
			[]string{"Invisible Character in Identity"},
			[]string{"U+000D", "at the end", "CRLF", trim, "an identity exactly"},
		},
		"byte order mark": {
			identityWarnings, "\uFEFFsecretada",
			[]string{"Invisible Character in Identity"},
			[]string{"Some editors", `replace(name, "\uFEFF", "")`},
		},
		"both": {
			identityWarnings, "\uFEFFsecretada\r",
			[]string{"Invisible Character in Identity"},
			[]string{"CRLF", trim, `replace(name, "\uFEFF", "")`},
		},
		"inner tab": {
			identityWarnings, "secret\tada",
			[]string{"Invisible Character in Identity"},
			[]string{`replace(name, "\u0009", "")`},
		},
		"tag": {
			identityWarnings, "secretada\U000E0041",
			[]string{"Invisible Character in Identity"},
			[]string{`replace(name, "\U000E0041", "")`},
		},
		"address": {
			identityWarnings, "whatsapp:+15005550006",
			[]string{"Identity Looks Like an Address"},
			[]string{"Use address"},
		},
		"address with space": {
			identityWarnings, "whatsapp:+15005550006 ",
			[]string{"Invisible Character in Identity", "Identity Looks Like an Address"},
			nil,
		},
		"identity": {identityWarnings, "secretada", nil, nil},
		"phone number": {
			identityWarnings, "+15005550008",
			[]string{"Identity Looks Like an Address"},
			[]string{"is a phone number"},
		},
		"name as address": {
			addressWarnings, "secretada",
			[]string{"Address Looks Like an Identity"},
			[]string{"no phone number", "Use identity"},
		},
		"e-mail address":  {addressWarnings, "secret@b.example", nil, nil},
		"percent sign":    {identityWarnings, "secret%2Bada", nil, nil},
		"number identity": {identityWarnings, "15005550006", nil, nil},
		"number with CR": {
			addressWarnings, "+15005550006\r",
			[]string{"Invisible Character in Address"},
			[]string{"an address exactly", trim},
		},
		"no plus": {
			addressWarnings, "15005550006",
			[]string{"Unexpected Form of Address"},
			[]string{"without a plus sign", "whatsapp:+15005550006"},
		},
		"encoded": {
			addressWarnings, "%2B15005550008",
			[]string{"Address Looks URL-Encoded"},
			[]string{"not %2B15005550006", "encodes"},
		},
		"number": {addressWarnings, "+15005550008", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := path.Root("names").AtListIndex(3)
			resp := &validator.StringResponse{}
			req := validator.StringRequest{Path: p, ConfigValue: types.StringValue(test.value)}
			test.warnings.ValidateString(t.Context(), req, resp)
			if len(resp.Diagnostics) != resp.Diagnostics.WarningsCount() || len(resp.Diagnostics) != len(test.summaries) {
				t.Fatalf("the warnings are %v, want %v", resp.Diagnostics, test.summaries)
			}
			var details string
			for i, d := range resp.Diagnostics.Warnings() {
				if d.Summary() != test.summaries[i] {
					t.Errorf("the summary is %q, want %q", d.Summary(), test.summaries[i])
				}
				details += d.Detail()
			}
			for _, d := range resp.Diagnostics {
				if at, ok := d.(diag.DiagnosticWithPath); !ok || !at.Path().Equal(p) {
					t.Errorf("the path is missing in %v", d)
				}
			}
			for _, text := range test.holds {
				if !strings.Contains(details, text) {
					t.Errorf("%q is missing in:\n%s", text, details)
				}
			}
			if strings.Contains(details, "secret") || strings.Contains(details, "0008") {
				t.Errorf("the value is in:\n%s", details)
			}
		})
	}
}

// TestNameWarningsOfLists: one for each kind of fault, with the places, however many
// elements have it.
func TestNameWarningsOfLists(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	repeat := func(name any, n int) []any { return slices.Repeat([]any{name}, n) }
	mixed := []any{"ada", "bob\r", unknown, "\uFEFFcleo", "+15005550006", "dan\r", "eve\u200B", "fay\r", "whatsapp:+1555", "gil\t"}
	const invisible, address = "Invisible Character in Identity", "Identity Looks Like an Address"
	for name, test := range map[string]struct {
		argument string
		elements []any
		messages []message
	}{
		"one":   {"identities", []any{"ada", "bob\r"}, []message{warningOn("identities[1]", invisible, "identities[1]: The value has a carriage return")}},
		"two":   {"identities", repeat("bob\r", 2), []message{warningOn("identities[0]", invisible, "identities[0] and identities[1]: The")}},
		"three": {"identities", repeat("bob\r", 3), []message{warningOn("identities[0]", invisible, "identities[0], identities[1] and identities[2]: The")}},
		"seven": {
			"identities", append([]any{"a", "b", "c"}, repeat("bob\r", 7)...),
			[]message{warningOn("identities[3]", invisible, "identities[3], identities[4] and 5 others: The value has a carriage return")},
		},
		"mixed": {"identities", mixed, []message{
			warningOn("identities[1]", invisible, "identities[1], identities[3] and 4 others: The value has a carriage return (U+000D) at the end. "+
				"identities[3] has a byte order mark (U+FEFF) at the beginning. identities[6] has a zero-width space (U+200B) at the end.",
				"CRLF", "trimspace"),
			warningOn("identities[4]", address, "identities[4] and identities[8]: The value is a phone number, as an address is. identities[8] begins with"),
		}},
		"addresses": {"addresses", repeat("ada", 5), []message{
			warningOn("addresses[0]", "Address Looks Like an Identity", "addresses[0], addresses[1] and 3 others: The value"),
		}},
		"errors": {"identities", []any{"", nil, strings.Repeat("x", 257), "", ""}, []message{
			errorOn("identities[0]", "identities[0], identities[1] and 3 others: An element of identities must have 1 to 256 characters; the value is empty. "+
				"identities[1] is null. Leave it out, for example with compact. identities[2] must have"),
		}},
		"5,000":      {"identities", repeat("ada", 5000), nil},
		"5,000 odd":  {"identities", repeat("ada\r", 5000), []message{warningOn("identities[0]", "and 4998 others")}},
		"5,000 null": {"identities", repeat(nil, 5000), []message{errorOn("identities[0]", "and 4998 others")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mustReport(t, h.validateData(m{"chat_service_sid": twiliotest.ServiceSID, test.argument: test.elements}), test.messages...)
		})
	}
}

// TestNameWarningsAtValidate: the arguments have the warnings, and a
// value that is unknown or null has none.
func TestNameWarningsAtValidate(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	for name, test := range map[string]struct {
		arguments m
		problems  []message
	}{
		"identity": {m{"identity": "ada\r"}, []message{warningOn("identity", "Invisible Character in Identity", "U+000D")}},
		"address":  {m{"address": "+15005550006\u200B"}, []message{warningOn("address", "Invisible Character in Address", "U+200B")}},
		"no plus":  {m{"address": "15005550006"}, []message{warningOn("address", "plus sign")}},
		"unknown":  {m{"identity": unknown}, nil},
		"emoji":    {m{"identity": "👩\u200D🚀"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.arguments["chat_service_sid"] = twiliotest.ServiceSID
			mustReport(t, h.validateData(test.arguments), test.problems...)
		})
	}
}
