package connect

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

const (
	// connections is the bound of most tests, as many as the provider's default.
	connections = 12
	// requestTimeout is how long the client gives one request, its body included.
	requestTimeout = 30 * time.Second
)

var discard = log.New(io.Discard, "", 0)

// server is reached over pipes, by TLS where it speaks HTTP/2.
type server struct {
	*pipes
	url     string
	streams int // of one connection, at a time; 0: Go's default
	roots   *x509.CertPool
}

func newServer() *server { return &server{pipes: newPipes(), url: "http://127.0.0.1:1"} }

// serve answers with the handler until the test ends.
func serve(t *testing.T, http2 bool, handler http.HandlerFunc) *server {
	t.Helper()
	s := newServer()
	s.serve(t, http2, handler)
	return s
}

func (s *server) serve(t *testing.T, http2 bool, handler http.HandlerFunc) {
	t.Helper()
	served := httptest.NewUnstartedServer(handler)
	_ = served.Listener.Close()
	served.Listener = s
	served.Config.ErrorLog = discard
	served.Config.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: s.streams}
	if served.EnableHTTP2 = http2; http2 {
		served.StartTLS()
		s.trust(served.Certificate())
	} else {
		served.Start()
	}
	s.url = served.URL
	t.Cleanup(served.Close)
}

func (s *server) trust(certificate *x509.Certificate) {
	s.roots = x509.NewCertPool()
	s.roots.AddCert(certificate)
}

// tls returns the configuration of a server that speaks HTTP/2 over TLS by hand.
func (s *server) tls(t *testing.T) *tls.Config {
	t.Helper()
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	defer certified.Close()
	s.trust(certified.Certificate())
	s.url = "https://127.0.0.1:1"
	return &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12}
}

// transports returns those of a client of the server.
func (s *server) transports(t *testing.T, change ...func(*http.Transport)) *Transports {
	t.Helper()
	transports := New(connections, func(transport *http.Transport) {
		transport.DialContext = s.Dial
		transport.TLSClientConfig.RootCAs = s.roots
		for _, f := range change {
			f(transport)
		}
	})
	t.Cleanup(transports.CloseIdle)
	return transports
}

// read makes up to so many attempts as the client does, over a pooled connection and
// after a failure over a new one, and returns how many it took.
func read(ctx context.Context, t *Transports, address string, attempts int) (body string, attempt int, err error) {
	transport := t.Pooled
	for attempt = 1; ; attempt++ {
		if body, err = get(ctx, transport, address); err == nil || attempt == attempts {
			return body, attempt, err
		}
		t.CloseIdle()
		transport = t.Fresh
		time.Sleep(500 * time.Millisecond) // of the bubble's clock
	}
}

// get makes one attempt, with the client's limit of time.
func get(ctx context.Context, transport http.RoundTripper, address string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return "", err
	}
	request.SetBasicAuth("user", "password")
	response, err := transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close() //nolint:errcheck // the body has been read
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

// mustGet is get of a reply that must come.
func mustGet(t *testing.T, transport http.RoundTripper, address string) string {
	t.Helper()
	body, err := get(t.Context(), transport, address)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// flush writes a part of a body.
func flush(w http.ResponseWriter, text string) {
	_, _ = io.WriteString(w, text)
	w.(http.Flusher).Flush()
}

// pause waits on the bubble's clock, or until the client gives up.
func pause(r *http.Request, wait time.Duration) {
	select {
	case <-time.After(wait):
	case <-r.Context().Done():
	}
}

// ownProcess runs a test again in a process of its own with these variables, which Go
// reads once, and those of a proxy left out otherwise. It returns what that one printed,
// and whether this process is it.
func ownProcess(t *testing.T, variables ...string) (out string, inside bool) {
	t.Helper()
	const mark = "TWILIOTEST_OWN_PROCESS"
	if os.Getenv(mark) != "" {
		return "", true
	}
	self := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$", "-test.v")
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); !strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			self.Env = append(self.Env, variable)
		}
	}
	self.Env = append(append(self.Env, mark+"=1", "GORACE=atexit_sleep_ms=0"), variables...)
	printed, err := self.CombinedOutput()
	if err != nil || !strings.Contains(string(printed), "--- PASS: "+t.Name()+" ") {
		t.Fatalf("%v: %s", err, printed)
	}
	return string(printed), false
}
