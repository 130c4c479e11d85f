package check

import (
	"strings"
	"testing"
)

func TestURLProblems(t *testing.T) {
	t.Parallel()
	for value, test := range map[string]struct{ base, other string }{
		"https://gateway.example.com":              {"", ""},
		"https://gateway.example.com/":             {"", ""},
		"https://gateway.example.com:8443/twilio":  {"", ""},
		"https://gateway.example.com:/":            {"", ""},
		"https://gateway.example.com:65535":        {"", ""},
		"https://gateway.example.com/v1":           {"adds /v1", ""},
		"https://gateway.example.com/v1/":          {"adds /v1", ""},
		"https://gateway.example.com/twilio/v1//":  {"adds /v1", ""},
		"https://gateway.example.com/v10":          {"", ""},
		"https://gateway.example.com/v1/twilio":    {"", ""},
		"https://gateway.example.com/dev1":         {"", ""},
		"https://v1":                               {"", ""},
		"https://gateway.example.com:0":            {"1 to 65535", "1 to 65535"},
		"https://gateway.example.com:00":           {"1 to 65535", "1 to 65535"},
		"https://gateway.example.com:65536":        {"1 to 65535", "1 to 65535"},
		"https://gateway.example.com:99999":        {"1 to 65535", "1 to 65535"},
		"http://127.0.0.1:99999":                   {"1 to 65535", "1 to 65535"},
		"https://gateway.example.com:http":         {"with scheme and host", "with scheme and host"},
		" https://gateway.example.com":             {"a space (U+0020) at the beginning", "a space (U+0020) at the beginning"},
		"https://gateway.example.com\n":            {"a line feed (U+000A) at the end", "a line feed (U+000A) at the end"},
		"\uFEFFhttps://gateway.example.com":        {"a byte order mark (U+FEFF)", "a byte order mark (U+FEFF)"},
		"":                                         {"with scheme and host", "with scheme and host"},
		"gateway.example.com":                      {"with scheme and host", "with scheme and host"},
		"ftp://gateway.example.com":                {"with scheme and host", "with scheme and host"},
		"https:///v2":                              {"with scheme and host", "with scheme and host"},
		"https://u:hunter2@gateway.example.com/v1": {"credentials", "credentials"},
		"https://gateway.example.com/?a=1":         {"no query", "no query"},
		"https://gateway.example.com/?":            {"no query", "no query"},
		"https://gateway.example.com/#a":           {"no fragment", "no fragment"},
		"http://gateway.example.com":               {"must use https", "must use https"},
		"http://127.0.0.1.example.com":             {"must use https", "must use https"},
		"http://localhost.example.com":             {"must use https", "must use https"},
		"http://localhost..":                       {"must use https", "must use https"},
		"http://localhost:8080":                    {"", ""},
		"http://LOCALHOST:8080":                    {"", ""},
		"http://localhost.:8080":                   {"", ""},
		"http://127.9.9.9":                         {"", ""},
		"http://[::1]:8080":                        {"", ""},
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			for _, check := range []struct{ got, want string }{{BaseURL(value), test.base}, {TokenURL(value), test.other}} {
				if !strings.Contains(check.got, check.want) || (check.got == "") != (check.want == "") {
					t.Errorf("%q, want %q", check.got, check.want)
				}
				if strings.Contains(check.got, "hunter2") {
					t.Errorf("the credentials are in %q", check.got)
				}
			}
		})
	}
}

func TestLocalhostIsWrittenTheUsualWay(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"http://LOCALHOST.:8080/a":        "localhost:8080",
		"http://localhost.":               "localhost",
		"http://localhost:8080":           "localhost:8080",
		"https://gateway.example.com.:80": "gateway.example.com.:80",
		"http://[::1]:8080":               "[::1]:8080",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			if u, err := ParseURL(value); err != nil || u.Host != want {
				t.Errorf("%v and %v, want %s", u, err, want)
			}
		})
	}
}

// TestURLsMeantOtherwise: the check says what was probably meant.
func TestURLsMeantOtherwise(t *testing.T) {
	t.Parallel()
	const scheme, path = "Write https:// before the host.", "Remove /v1 and all after it."
	for name, test := range map[string]struct {
		check       func(string) string
		value, want string
	}{
		"no scheme":              {BaseURL, "gateway.example.com", scheme},
		"no scheme, port":        {BaseURL, "gateway.example.com:8443/twilio", scheme},
		"no scheme, slashes":     {BaseURL, "//gateway.example.com", scheme},
		"no scheme, token":       {TokenURL, "oauth.twilio.com/v2/token", scheme},
		"no scheme, loopback":    {BaseURL, "localhost:8080", "Write http:// or https:// before the host."},
		"no scheme, address":     {BaseURL, "127.0.0.1:8080", "Write http:// or https:// before the host."},
		"API's path":             {BaseURL, "https://conversations.twilio.com/v1/Services/", path},
		"another path":           {BaseURL, "https://conversations.twilio.com/Services", path},
		"API's path, gateway":    {BaseURL, "https://gateway.example.com/a/v1/Services/IS/ParticipantConversations", path},
		"API's path, regional":   {BaseURL, "https://conversations.dublin.ie1.twilio.com/v1", "must not end in /v1"},
		"API's host":             {BaseURL, "https://conversations.twilio.com", ""},
		"API's host, slash":      {BaseURL, "https://conversations.twilio.com/", ""},
		"API's host, regional":   {BaseURL, "https://conversations.dublin.ie1.twilio.com", ""},
		"API's host, one region": {BaseURL, "https://conversations.ie1.twilio.com", ""},
		"another API":            {BaseURL, "https://API.twilio.com", "names another API of Twilio"},
		"a console":              {BaseURL, "https://console.twilio.com/us1", "names another API of Twilio"},
		"token endpoint":         {BaseURL, "https://oauth.twilio.com", "It belongs into token_url"},
		"name like Twilio's":     {BaseURL, "https://conversations-twilio.com/v2", ""},
		"name ending like it":    {BaseURL, "https://mytwilio.com", ""},
		"API as token endpoint":  {TokenURL, "https://conversations.twilio.com/v2/token", "names the host of the API"},
		"token host alone":       {TokenURL, "https://oauth.twilio.com/", "with its path"},
		"token URL":              {TokenURL, "https://oauth.twilio.com/v2/token", ""},
		"token URL, regional":    {TokenURL, "https://oauth.dublin.ie1.twilio.com/v2/token", ""},
		"another token endpoint": {TokenURL, "https://preview-iam.twilio.com/v1/token", ""},
		"gateway's host alone":   {TokenURL, "https://gateway.example.com", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.check(test.value); !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestIsLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST.": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true,
		"": false, "localhost..": false, "localhost.example.com": false, "127.0.0.1.example.com": false, "0.0.0.0": false, "::": false,
	} {
		if got := IsLoopback(host); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
}
