package provider

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
			for _, check := range []struct{ got, want string }{{baseURLProblem(value), test.base}, {urlProblem(value), test.other}} {
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
			if u, err := parseURL(value); err != nil || u.Host != want {
				t.Errorf("%v and %v, want %s", u, err, want)
			}
		})
	}
}

func TestRegionAndEdgeNames(t *testing.T) {
	t.Parallel()
	const form = "must be a name such as ie1 or dublin"
	for value, want := range map[string]string{
		"ie1":                   "",
		"sao-paulo":             "",
		"x":                     "",
		"xx9":                   "",
		strings.Repeat("a", 63): "",
		strings.Repeat("a", 64): form,
		"":                      form,
		"IE1":                   form,
		"-ie1":                  form,
		"ie1-":                  form,
		"ie1.evil.example/":     form,
		"ie 1":                  form,
		"ie1\n":                 "a line feed (U+000A) at the end",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			edge, region := labelProblem(value), regionProblem(value)
			if !strings.Contains(edge, want) || (edge == "") != (want == "") {
				t.Errorf("edge: %q, want %q", edge, want)
			}
			listed := edge + " Known regions: au1, br1, de1, ie1, jp1, jp2, sg1, us1 and us2."
			if want == "" {
				listed = ""
			}
			if region != listed {
				t.Errorf("region: %q, want %q", region, listed)
			}
		})
	}
}
