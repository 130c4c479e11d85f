package check

import (
	"slices"
	"strings"
	"testing"
)

func TestPhoneNumber(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"+15005550006":          "",
		"+6904000":              "", // Tokelau
		"+123456789012345":      "",
		"":                      "is empty",
		"15005550006":           "without a plus sign",
		"0015005550006":         "without a plus sign",
		"+1 500 555 0006":       "spaces, hyphens, dots or brackets",
		"+1-500-555-0006":       "spaces, hyphens, dots or brackets",
		"(500) 555-0006":        "spaces, hyphens, dots or brackets",
		"+1\u00A05005550006":    "spaces, hyphens, dots or brackets",
		"+123456":               "too few or too many digits",
		"+1234567890123456":     "too few or too many digits",
		"+":                     "too few or too many digits",
		"+015005550006":         "a zero after the plus sign",
		"++15005550006":         "more than one plus sign",
		"+15005550006\r":        "a carriage return (U+000D) at the end. Lines of a file with CRLF",
		"\uFEFF+15005550006":    "a byte order mark (U+FEFF) at the beginning. Some editors",
		"+1500\u200B5550006":    "a zero-width space (U+200B) at character 6",
		"whatsapp:+15005550006": "prefix whatsapp:. phone_numbers adds the channels: remove the prefix, or put the address under addresses",
		"WhatsApp:+15005550006": "prefix whatsapp:. phone_numbers adds the channels",
		"rcs:+15005550006":      "prefix rcs:. phone_numbers adds the channels",
		"messenger:1234":        "prefix messenger:. phone_numbers adds the channels",
		"%2B15005550006":        "Do not URL-encode it",
		"tel:+15005550006":      "characters that no phone number has",
		"ada@example.com":       "characters that no phone number has",
		"+１５００５５５０００６":          "characters that no phone number has",
		"+1500CALLADA":          "characters that no phone number has",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			got := PhoneNumber(value)
			if !strings.Contains(got, want) || (got == "") != (want == "") {
				t.Errorf("%q %q, want %q", value, got, want)
			}
			if strings.Contains(strings.ReplaceAll(got, "+15005550006", ""), "5550006") || strings.Contains(got, "CALL") {
				t.Errorf("the value is in %q", got)
			}
		})
	}
}

// TestAddresses: a number has one form more in three countries, whichever of the two
// is written.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ number, other string }{
		"United States":                       {"+15005550006", ""},
		"Germany":                             {"+4915112345678", ""},
		"Mexico":                              {"+525512345678", "+5215512345678"},
		"Mexico, a digit too few":             {"+52551234567", ""},
		"Mexico, a digit too many":            {"+52551234567890", ""},
		"Mexico, eleven digits and no 1":      {"+5225512345678", ""},
		"Argentina":                           {"+541123456789", "+5491123456789"},
		"Argentina, a digit too few":          {"+54112345678", ""},
		"Argentina, eleven digits and no 9":   {"+5481123456789", ""},
		"Argentina, a digit too many":         {"+54911234567890", ""},
		"Brazil":                              {"+551187654321", "+5511987654321"},
		"Brazil, 6":                           {"+551161234567", "+5511961234567"},
		"Brazil, begins with 9":               {"+551191234567", "+5511991234567"},
		"Brazil, a landline":                  {"+551123456789", ""},
		"Brazil, another landline":            {"+551151234567", ""},
		"Brazil, a 9 before what is landline": {"+5511923456789", ""},
		"Brazil, a 9 before 5":                {"+5511951234567", ""},
		"Brazil, another digit than 9":        {"+5511887654321", ""},
		"Brazil, a digit too few":             {"+55118765432", ""},
		"Brazil, a digit too many":            {"+55119876543210", ""},
		"Paraguay, whose code begins alike":   {"+595981234567", ""},
		"Bolivia, whose code begins alike":    {"+59171234567", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of := func(number string) []string { return []string{number, "whatsapp:" + number, "rcs:" + number} }
			want := of(test.number)
			if test.other != "" {
				want = append(want, of(test.other)...)
				if got := Addresses(test.other); !slices.Equal(got, append(of(test.other), of(test.number)...)) {
					t.Errorf("%s has the addresses %v", test.other, got)
				}
			}
			if got := Addresses(test.number); !slices.Equal(got, want) {
				t.Errorf("%s has the addresses %v, want %v", test.number, got, want)
			}
		})
	}
}
