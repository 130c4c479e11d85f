package check

import (
	"net/url"
	"strings"
	"testing"
)

func TestProxy(t *testing.T) {
	t.Parallel()
	const global, good = "https://conversations.twilio.com", "http://proxy.example.com:3128"
	type environment map[string]string
	for name, test := range map[string]struct {
		environment environment
		target      string
		want        string
	}{
		"unset":                       {target: global},
		"good":                        {environment: environment{"HTTPS_PROXY": good}, target: global},
		"host and port":               {environment: environment{"HTTPS_PROXY": "proxy.example.com:3128"}, target: global},
		"password":                    {environment: environment{"HTTPS_PROXY": "http://u:p%25@proxy.example.com:3128"}, target: global},
		"SOCKS":                       {environment: environment{"HTTPS_PROXY": "socks5://proxy.example.com"}, target: global},
		"SOCKS, names resolved there": {environment: environment{"HTTPS_PROXY": "socks5h://proxy.example.com"}, target: global},
		"https":                       {environment: environment{"HTTPS_PROXY": "https://proxy.example.com"}, target: global},
		"scheme in capitals":          {environment: environment{"HTTPS_PROXY": "HTTP://proxy.example.com:3128"}, target: global},
		"user, host and port":         {environment: environment{"HTTPS_PROXY": "u:p@proxy.example.com:3128"}, target: global},
		"SOCKS 4":                     {environment: environment{"HTTPS_PROXY": "socks4://proxy.example.com"}, target: global, want: "HTTPS_PROXY"},
		"SOCKS 4a":                    {environment: environment{"https_proxy": "socks4a://proxy.example.com:1080"}, target: global, want: "https_proxy"},
		"SOCKS without version":       {environment: environment{"HTTPS_PROXY": "socks://proxy.example.com:1080"}, target: global, want: "HTTPS_PROXY"},
		"misspelled scheme":           {environment: environment{"HTTPS_PROXY": "htp://proxy.example.com:3128"}, target: global, want: "HTTPS_PROXY"},
		"SOCKS 4, excluded":           {environment: environment{"HTTPS_PROXY": "socks4://proxy.example.com", "NO_PROXY": "twilio.com"}, target: global},
		"SOCKS 4, loopback":           {environment: environment{"HTTPS_PROXY": "socks4://proxy.example.com"}, target: "https://127.0.0.1:8443"},
		"raw percent sign": {
			environment: environment{"HTTPS_PROXY": "http://u:p%ss@proxy.example.com:3128"}, target: global,
			want: "HTTPS_PROXY",
		},
		"leading blank":        {environment: environment{"HTTPS_PROXY": " " + good}, target: global, want: "HTTPS_PROXY"},
		"trailing newline":     {environment: environment{"HTTPS_PROXY": good + "\n"}, target: global, want: "HTTPS_PROXY"},
		"lower case":           {environment: environment{"https_proxy": good + "\n"}, target: global, want: "https_proxy"},
		"upper case first":     {environment: environment{"HTTPS_PROXY": good + "\n", "https_proxy": good}, target: global, want: "HTTPS_PROXY"},
		"lower case not read":  {environment: environment{"HTTPS_PROXY": good, "https_proxy": good + "\n"}, target: global},
		"no host":              {environment: environment{"HTTPS_PROXY": "/proxy"}, target: global, want: "HTTPS_PROXY"},
		"port that is none":    {environment: environment{"HTTPS_PROXY": "proxy.example.com:port"}, target: global, want: "HTTPS_PROXY"},
		"excluded host":        {environment: environment{"HTTPS_PROXY": good + "\n", "NO_PROXY": ".twilio.com"}, target: global},
		"excluded, lower case": {environment: environment{"HTTPS_PROXY": good + "\n", "no_proxy": "*"}, target: global},
		"other exclusion": {
			environment: environment{"HTTPS_PROXY": good + "\n", "NO_PROXY": "example.com"}, target: global,
			want: "HTTPS_PROXY",
		},
		"proxy of the other kind":  {environment: environment{"HTTP_PROXY": good + "\n"}, target: global},
		"proxy for http":           {environment: environment{"http_proxy": good + "\n"}, target: "http://gateway.example.com", want: "http_proxy"},
		"loopback address":         {environment: environment{"HTTPS_PROXY": good + "\n"}, target: "https://127.0.0.1:8443"},
		"localhost":                {environment: environment{"HTTP_PROXY": good + "\n"}, target: "http://localhost:8080"},
		"localhost in upper case":  {environment: environment{"HTTP_PROXY": good + "\n"}, target: "http://LOCALHOST"},
		"localhost with final dot": {environment: environment{"HTTP_PROXY": good + "\n"}, target: "http://localhost."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target, err := url.Parse(test.target)
			if err != nil {
				t.Fatal(err)
			}
			got, problem := Proxy(func(name string) string { return test.environment[name] }, target)
			if got != test.want || (problem == "") != (got == "") || strings.Contains(problem, "example") {
				t.Errorf("%q %q, want %q", got, problem, test.want)
			}
		})
	}
}

func TestUnheededProxy(t *testing.T) {
	t.Parallel()
	const global, proxy = "https://conversations.twilio.com", "socks5://proxy.example.com"
	for name, test := range map[string]struct {
		environment map[string]string
		target      string
		want        string
	}{
		"unset":             {nil, global, ""},
		"upper case":        {map[string]string{"ALL_PROXY": proxy}, global, "ALL_PROXY"},
		"lower case":        {map[string]string{"all_proxy": proxy}, global, "all_proxy"},
		"of another scheme": {map[string]string{"ALL_PROXY": proxy, "HTTP_PROXY": proxy}, global, "ALL_PROXY"},
		"another is heeded": {map[string]string{"ALL_PROXY": proxy, "https_proxy": proxy}, global, ""},
		"excluded":          {map[string]string{"ALL_PROXY": proxy, "NO_PROXY": ".twilio.com"}, global, ""},
		"loopback":          {map[string]string{"ALL_PROXY": proxy}, "http://localhost:8080", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target, err := url.Parse(test.target)
			if err != nil {
				t.Fatal(err)
			}
			if got := UnheededProxy(func(name string) string { return test.environment[name] }, target); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
