package twilio

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestProxyProblem(t *testing.T) {
	t.Parallel()
	const global, good = "https://conversations.twilio.com", "http://proxy.example.com:3128"
	type environment map[string]string
	for name, test := range map[string]struct {
		environment environment
		target      string
		want        string
	}{
		"unset":         {target: global},
		"good":          {environment: environment{"HTTPS_PROXY": good}, target: global},
		"host and port": {environment: environment{"HTTPS_PROXY": "proxy.example.com:3128"}, target: global},
		"password":      {environment: environment{"HTTPS_PROXY": "http://u:p%25@proxy.example.com:3128"}, target: global},
		"SOCKS":         {environment: environment{"HTTPS_PROXY": "socks5://proxy.example.com"}, target: global},
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
			if got := ProxyProblem(func(name string) string { return test.environment[name] }, target); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestNoProxyForLoopback runs itself again, since Go reads the proxy's variables
// once in a process: a proxy would see credentials that go over http.
func TestNoProxyForLoopback(t *testing.T) {
	t.Parallel()
	if os.Getenv("TWILIOTEST_LOOPBACK") != "" {
		for host, loopback := range map[string]bool{
			"localhost:1": true, "LOCALHOST:1": true, "localhost.": true, "127.0.0.1:1": true, "127.8.8.8": true, "[::1]:1": true,
			"[::ffff:127.0.0.1]:1": true, "example.com": false, "localhost.example.com": false, "127.0.0.1.example.com": false,
		} {
			for _, scheme := range []string{"http", "https"} {
				request := httptest.NewRequest(http.MethodGet, scheme+"://"+host, http.NoBody)
				proxy, err := NewTransport(1).Proxy(request)
				if err != nil || (proxy == nil) != loopback {
					t.Errorf("%s://%s goes to the proxy %v, %v", scheme, host, proxy, err)
				}
			}
		}
		return
	}
	self := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNoProxyForLoopback$")
	self.Env = append(withoutProxy(os.Environ()), "TWILIOTEST_LOOPBACK=1", "HTTP_PROXY=http://proxy.invalid", "HTTPS_PROXY=http://proxy.invalid")
	if out, err := self.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// withoutProxy leaves out the proxy's variables.
func withoutProxy(environment []string) (rest []string) {
	for _, variable := range environment {
		if name, _, _ := strings.Cut(variable, "="); !strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			rest = append(rest, variable)
		}
	}
	return rest
}
