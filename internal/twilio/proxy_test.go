package twilio

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
)

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
