package provider

import (
	"math"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestArguments: wrong ones are found by validation, before any request.
func TestArguments(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	with := func(more m) m { return byIdentity(more) }
	address := func(value any) m { return m{"chat_service_sid": twiliotest.ServiceSID, "address": value} }
	timeouts := func(value string) m { return with(timeoutOf(value)) }
	for name, test := range map[string]struct {
		arguments m
		problems  []message
	}{
		"identity":           {with(nil), nil},
		"identity of 256":    {with(m{"identity": strings.Repeat("🙂", 256)}), nil},
		"address":            {address("+15005550006"), nil},
		"WhatsApp":           {address("whatsapp:+15005550006"), nil},
		"messenger":          {address("messenger:1234"), nil},
		"e-mail":             {address("me%x@example.com"), nil},
		"encoded address":    {address("%2B15005550006"), []message{warningOn("address", "encodes", "+15005550006")}},
		"lower-case encoded": {address("whatsapp%3a%2b1555"), []message{warningOn("address")}},
		"everything":         {with(m{"page_size": 1, "limit": 1}), nil},
		"largest page":       {with(m{"page_size": 1000}), nil},
		"timeout":            {timeouts("90s"), nil},
		"unknown values": {
			m{"chat_service_sid": unknown, "identity": unknown, "address": unknown, "page_size": unknown, "limit": unknown},
			nil,
		},
		"one of two unknown": {m{"chat_service_sid": unknown, "identity": "a", "address": unknown}, nil},
		"no service":         {m{"chat_service_sid": "", "identity": "a"}, []message{errorOn("chat_service_sid", "IS", "32")}},
		"another SID":        {m{"chat_service_sid": twiliotest.AccountSID, "identity": "a"}, []message{errorOn("chat_service_sid")}},
		"a long SID":         {m{"chat_service_sid": twiliotest.ServiceSID + "0", "identity": "a"}, []message{errorOn("chat_service_sid")}},
		"a SID and a line":   {m{"chat_service_sid": twiliotest.ServiceSID + "\n", "identity": "a"}, []message{errorOn("chat_service_sid")}},
		"neither":            {m{"chat_service_sid": twiliotest.ServiceSID}, []message{errorOn("identity", "identity", "address")}},
		"both": {
			m{"chat_service_sid": twiliotest.ServiceSID, "identity": "a", "address": "+15005550006"},
			[]message{errorOn("identity", "identity", "address")},
		},
		"empty identity":         {with(m{"identity": ""}), []message{errorOn("identity")}},
		"long identity":          {with(m{"identity": strings.Repeat("é", 257)}), []message{errorOn("identity", "256")}},
		"empty address":          {address(""), []message{errorOn("address", "empty")}},
		"page_size 0":            {with(m{"page_size": 0}), []message{errorOn("page_size", "1000")}},
		"page_size 1001":         {with(m{"page_size": 1001}), []message{errorOn("page_size", "1000")}},
		"limit 0":                {with(m{"limit": 0}), []message{errorOn("limit", "1")}},
		"limit -1":               {with(m{"limit": -1}), []message{errorOn("limit")}},
		"no time":                {timeouts("0s"), []message{errorOn("timeouts", "greater than zero")}},
		"less than none":         {timeouts("-5m"), []message{errorOn("timeouts", "greater than zero")}},
		"a timeout without unit": {timeouts("90"), []message{errorOn("timeouts")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := h.validateData(test.arguments)
			mustReport(t, diags, test.problems...)
			if text, ok := test.arguments["identity"].(string); ok && len(text) > 10 && strings.Contains(render(diags), text) {
				t.Errorf("the diagnostics tell the identity:\n%s", render(diags))
			}
		})
	}
	tiny, _, err := big.ParseFloat("1e-400", 10, 512, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		arguments m
		problems  []message
	}{
		"no retries": {m{"max_retries": 0}, nil},
		"a pace":     {m{"max_requests_per_second": 0.5}, nil},
		"no pace":    {m{"max_requests_per_second": 0}, []message{errorOn("max_requests_per_second", "above 0")}},
		"less pace":  {m{"max_requests_per_second": -1.5}, []message{errorOn("max_requests_per_second", "above 0")}},
		"a pace that a float64 calls 0": {
			m{"max_requests_per_second": tiny}, []message{errorOn("max_requests_per_second", "above 0")},
		},
		"a pace without end": {m{"max_requests_per_second": math.Inf(1)}, []message{errorOn("max_requests_per_second", "above 0")}},
		"negative":           {m{"max_retries": -1}, []message{errorOn("max_retries", "0")}},
		"malformed":          {m{"api_key": "hunter2", "edge": "a b"}, []message{errorOn("api_key", "TWILIO_API_KEY"), errorOn("edge", "TWILIO_EDGE")}},
		"empty":              {m{"auth_token": ""}, []message{errorOn("auth_token", "TWILIO_AUTH_TOKEN")}},
		"exclusive": {
			m{"base_url": "https://gateway.example.com", "region": "ie1", "edge": "dublin"},
			[]message{errorOn("region", "base_url"), errorOn("edge", "base_url")},
		},
		"unknown":         {m{"auth_token": unknown, "base_url": unknown, "region": unknown}, nil},
		"unknown edge":    {m{"base_url": "https://gateway.example.com", "edge": unknown}, nil},
		"unknown URL":     {m{"base_url": unknown, "edge": "dublin"}, nil},
		"unknown region":  {m{"region": unknown, "account_sid": unknown}, nil},
		"nothing is fine": {m{}, nil},
	} {
		t.Run("provider/"+name, func(t *testing.T) {
			t.Parallel()
			diags := h.validate(test.arguments)
			mustReport(t, diags, test.problems...)
			if strings.Contains(render(diags), "hunter2") {
				t.Errorf("the diagnostics tell a value:\n%s", render(diags))
			}
		})
	}
}

// TestSensitive: exactly the secrets are marked as such.
func TestSensitive(t *testing.T) {
	t.Parallel()
	var sensitive []string
	for _, attribute := range newHarness(t, nil, nil).Schema.Provider.Block.Attributes {
		if attribute.Sensitive {
			sensitive = append(sensitive, attribute.Name)
		}
	}
	slices.Sort(sensitive)
	if !slices.Equal(sensitive, []string{"api_secret", "auth_token", "client_secret"}) {
		t.Errorf("sensitive are %v", sensitive)
	}
}

// TestArgumentsAreInADocument: a table that somebody wrote names each argument of the
// provider, next to its variable where it has one.
func TestArgumentsAreInADocument(t *testing.T) {
	t.Parallel()
	var tables strings.Builder
	for _, pattern := range []string{"../../templates/*.tmpl", "../../templates/guides/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, "|") {
					tables.WriteString(line)
				}
			}
		}
	}
	var cells []string
	for _, a := range textArguments {
		cells = append(cells, "| `"+a.variable+"` | `"+a.name+"` |")
	}
	for _, n := range numberArguments {
		cells = append(cells, "`"+n.name+"` |")
	}
	for _, cell := range cells {
		if !strings.Contains(tables.String(), cell) {
			t.Errorf("no table has %s", cell)
		}
	}
	if all := len(newHarness(t, nil, nil).Schema.Provider.Block.Attributes); all != len(cells) {
		t.Errorf("the schema has %d arguments, want %d", all, len(cells))
	}
}
