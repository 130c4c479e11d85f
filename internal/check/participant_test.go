package check

import (
	"strings"
	"testing"
)

func TestAddressForm(t *testing.T) {
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
			if got := AddressForm(value); !strings.Contains(got, want) || (got == "") != (want == "") {
				t.Errorf("the address %q %q, want %q", value, got, want)
			}
		})
	}
}

func TestIdentityForm(t *testing.T) {
	t.Parallel()
	const number = "is a phone number, as an address is."
	for value, want := range map[string]string{
		"whatsapp:+15005550006":   "begins with the channel prefix whatsapp:, as an address does.",
		"WhatsApp:+15005550006":   "begins with the channel prefix whatsapp:, as an address does.",
		"\uFEFFmessenger:1234":    "begins with the channel prefix messenger:, as an address does.",
		"rcs:+15005550006":        "begins with the channel prefix rcs:, as an address does.",
		"whatsapp":                "",
		"my whatsapp:1":           "",
		"team:ada":                "",
		"+15005550006":            number,
		" +1 (500) 555-0006\r\n":  number,
		"+6904000":                number,
		"+150055":                 "",
		"+1500555000600000":       "",
		"+":                       "",
		"+ada":                    "",
		"15005550006":             "", // may be a customer's number
		"1500-555":                "",
		"+15005550006@a.example":  "",
		"ada@example.com":         "",
		"https://example.com/ada": "",
		"":                        "",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			if got := IdentityForm(value); got != want {
				t.Errorf("the identity %q %q, want %q", value, got, want)
			}
		})
	}
}

// TestAddressName: what has the form of no address warns, and no honest address does.
func TestAddressName(t *testing.T) {
	t.Parallel()
	for value, wrong := range map[string]bool{
		"ada":                        true,
		"Ada Lovelace":               true,
		"ada\r":                      true,
		"ada.lovelace":               true,
		"ada@":                       true,
		"@ada":                       true,
		"+1500CALLADA":               true,
		":1234":                      true,
		"whatsapp:":                  true,
		"CH0123456789abcdef":         true,
		"":                           false,
		"+15005550006":               false,
		"15005550006":                false, // has a warning of its own
		"(500) 555-0006":             false,
		"12345":                      false,
		"%2B15005550006":             false,
		"a@b.example":                false,
		" a@b.example\n":             false,
		"a b@example.com":            false,
		"whatsapp:+15005550006":      false,
		"WhatsApp:+15005550006":      false,
		"whatsapp:US.13491208655302": false,
		"messenger:1234":             false,
		"rcs:brand_agent":            false,
		"urn:mbid:AQAAYyUbut6E4B3T":  false,
		"sip:ada@example.com":        false,
		"client:ada":                 false,
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			if got := AddressName(value); (got != "") != wrong {
				t.Errorf("the address %q %q", value, got)
			}
		})
	}
}
