package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestAddressProblem(t *testing.T) {
	t.Parallel()
	const (
		separated = "spaces, hyphens, dots or brackets"
		noPlus    = "without a plus sign"
		capitals  = "in capitals; Twilio writes "
		digits    = "too few or too many digits"
	)
	for value, want := range map[string]string{
		"15005550006":                noPlus,
		"0015005550006":              noPlus,
		"15005550006\n":              noPlus,
		" +15005550006":              "",
		"1234567":                    noPlus,
		"whatsapp:15005550006":       noPlus + " after the channel prefix",
		"whatsapp:1555":              noPlus,
		"rcs:15005550006":            noPlus,
		"+1 500 555 0006":            separated,
		"+1-500-555-0006":            separated,
		"+1.500.555.0006":            separated,
		"+1\u00A0500\u00A05550006":   separated,
		"+44 (0)7700 900123":         separated,
		"(500) 555-0006":             separated,
		"+1[500]5550006":             separated,
		"whatsapp: +15005550006":     separated,
		"whatsapp:+1 500 555 0006":   separated,
		"WhatsApp:+15005550006":      capitals + "whatsapp:",
		"WHATSAPP:15005550006":       capitals,
		"Messenger:1234":             capitals + "messenger:",
		"RCS:+15005550006":           capitals + "rcs:",
		"+":                          digits,
		"+150055":                    digits,
		"+1500555000600000":          digits,
		"whatsapp:+1555":             digits,
		"+015005550006":              "a zero after the plus sign",
		"++15005550006":              "more than one plus sign",
		"+15005550006+1":             "more than one plus sign",
		" +15005550006\r\n":          "", // has the warning about its white space
		"+15005550006":               "",
		"+6904000":                   "", // Tokelau
		"+123456789012345":           "",
		"whatsapp:+15005550006":      "",
		"rcs:+15005550006":           "",
		"rcs:brand_agent":            "",
		"messenger:1234":             "",
		"messenger:1234567890123456": "",
		"whatsapp:US.13491208655302": "",
		"ada@example.com":            "",
		"1234567@example.com":        "",
		"+15005550006@example.com":   "",
		"urn:mbid:AQAAYyUbut6E4B3T":  "",
		"sip:ada@example.com":        "",
		"client:ada":                 "",
		"ada":                        "",
		"Ada Lovelace":               "",
		"12345":                      "", // a short code
		"123456":                     "",
		"12-34":                      "",
		"+1500CALLADA":               "",
		"":                           "",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			if got := addressProblem(value); !strings.Contains(got, want) || (got == "") != (want == "") {
				t.Errorf("the address %q %q, want %q", value, got, want)
			}
		})
	}
}

func TestIdentityProblem(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"whatsapp:+15005550006":   "begins with the channel prefix whatsapp:, as an address does.",
		"WhatsApp:+15005550006":   "begins with the channel prefix whatsapp:, as an address does.",
		"\uFEFFmessenger:1234":    "begins with the channel prefix messenger:, as an address does.",
		"rcs:+15005550006":        "begins with the channel prefix rcs:, as an address does.",
		"whatsapp":                "",
		"my whatsapp:1":           "",
		"team:ada":                "",
		"+15005550006":            "",
		"ada@example.com":         "",
		"https://example.com/ada": "",
		"":                        "",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			if got := identityProblem(value); got != want {
				t.Errorf("the identity %q %q, want %q", value, got, want)
			}
		})
	}
}

// TestParticipantWarnings: each has its summary, its cause and a remedy, on the
// element of a list as well, and never holds the value.
func TestParticipantWarnings(t *testing.T) {
	t.Parallel()
	const trim = `[for name in split("\n", file("names.txt")) : trimspace(name)]`
	for name, test := range map[string]struct {
		kind      participantKind
		value     string
		summaries []string
		holds     []string
	}{
		"CR": {
			identityKind, "secretada\r",
			[]string{"Invisible Character in Identity"},
			[]string{"U+000D", "at the end", "CRLF", trim, "an identity exactly"},
		},
		"byte order mark": {
			identityKind, "\uFEFFsecretada",
			[]string{"Invisible Character in Identity"},
			[]string{"Some editors", `replace(name, "\uFEFF", "")`},
		},
		"both": {
			identityKind, "\uFEFFsecretada\r",
			[]string{"Invisible Character in Identity"},
			[]string{"CRLF", trim, `replace(name, "\uFEFF", "")`},
		},
		"inner tab": {
			identityKind, "secret\tada",
			[]string{"Invisible Character in Identity"},
			[]string{`replace(name, "\u0009", "")`},
		},
		"tag": {
			identityKind, "secret\U000E0041ada",
			[]string{"Invisible Character in Identity"},
			[]string{`replace(name, "\U000E0041", "")`},
		},
		"address": {
			identityKind, "whatsapp:+15005550006",
			[]string{"Identity Looks Like an Address"},
			[]string{"Use address"},
		},
		"address with space": {
			identityKind, "whatsapp:+15005550006 ",
			[]string{"Invisible Character in Identity", "Identity Looks Like an Address"},
			nil,
		},
		"identity":        {identityKind, "secretada", nil, nil},
		"percent sign":    {identityKind, "secret%2Bada", nil, nil},
		"number identity": {identityKind, "15005550006", nil, nil},
		"number with CR": {
			addressKind, "+15005550006\r",
			[]string{"Invisible Character in Address"},
			[]string{"an address exactly", trim},
		},
		"no plus": {
			addressKind, "15005550006",
			[]string{"Unexpected Form of Address"},
			[]string{"without a plus sign", "whatsapp:+15005550006"},
		},
		"encoded": {
			addressKind, "%2B15005550008",
			[]string{"Address Looks URL-Encoded"},
			[]string{"not %2B15005550006", "encodes"},
		},
		"number": {addressKind, "+15005550008", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := path.Root("names").AtListIndex(3)
			resp := &validator.StringResponse{}
			req := validator.StringRequest{Path: p, ConfigValue: types.StringValue(test.value)}
			participantWarnings{test.kind}.ValidateString(t.Context(), req, resp)
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
			if len(test.summaries) > 0 && !resp.Diagnostics.Contains(participantDiagnostics(p, test.kind, test.value)[0]) {
				t.Errorf("the path is missing in %v", resp.Diagnostics)
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

// TestParticipantWarningsAtValidate: the arguments have the warnings, and a
// value that is unknown or null has none.
func TestParticipantWarningsAtValidate(t *testing.T) {
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
