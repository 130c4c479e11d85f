package twilio

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

var discard = log.New(io.Discard, "", 0)

// TestConnections: 40 reads of 3 pages, ten at a time, share connections, also
// where errors come in between.
func TestConnections(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(int, *http.Request) twiliotest.Fault{
		"all well": nil,
		"with refusals": func(n int, _ *http.Request) twiliotest.Fault {
			if n%10 == 0 {
				return func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Retry-After", "0")
					twiliotest.Refuse(503, 20503, strings.Repeat("Down ", 10000))(w, r)
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(150)
			api.Fault = fault
			server := twiliotest.NewServer(api)
			mustReadAll(t, newClient(t, server), 40, 10, 150)
			if n := server.Connections(); n > 12 {
				t.Errorf("%d connections, want at most 12", n)
			}
		})
	}
}

// TestMoreReadsThanConnections: reads beyond the connections wait for one.
func TestMoreReadsThanConnections(t *testing.T) {
	t.Parallel()
	api := apiWith(150)
	full := make(chan struct{})
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		if n == DefaultMaxConcurrentRequests {
			close(full)
		}
		<-full // every connection is in use before the first is free again
		return nil
	}
	server := twiliotest.NewServer(api)
	mustReadAll(t, newClient(t, server), 40, 40, 150)
	if n := server.Connections(); n != DefaultMaxConcurrentRequests {
		t.Errorf("%d connections, want %d", n, DefaultMaxConcurrentRequests)
	}
}

func TestOneConnectionPerRead(t *testing.T) {
	t.Parallel()
	server := twiliotest.NewServer(apiWith(1003))
	mustRead(t, newClient(t, server), service(), 1003)
	if n := server.Connections(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}

// TestPermanentConnectionFailures: a wrong host or certificate is not retried.
func TestPermanentConnectionFailures(t *testing.T) {
	t.Parallel()
	notTrusted := httptest.NewUnstartedServer(apiWith(0))
	notTrusted.Config.ErrorLog = discard
	notTrusted.StartTLS()
	t.Cleanup(notTrusted.Close)
	noTLS := httptest.NewServer(apiWith(0))
	t.Cleanup(noTLS.Close)
	// As the resolver says it, without a question to one.
	noSuchHost := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}
	}
	for name, test := range map[string]struct {
		address string
		dial    dialFunc
		class   error
	}{
		"a certificate that is not trusted": {notTrusted.URL, hostDialer().DialContext, ErrCertificate},
		"no TLS":                            {strings.Replace(noTLS.URL, "http:", "https:", 1), hostDialer().DialContext, errTLS},
		"no such host":                      {"https://conversations.nowhere.invalid", noSuchHost, ErrNoSuchHost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, err := url.Parse(test.address)
			if err != nil {
				t.Fatal(err)
			}
			transport := newTransport(DefaultMaxConcurrentRequests, test.dial)
			client := NewClient(Options{BaseURL: base, Credentials: BasicAuth("u", "p"), MaxRetries: 10, Transport: transport})
			failure := mustFail(t, client, service(), nil)
			if failure.Attempts != 1 || failure.Status != 0 || !errors.Is(newConnectionError(failure.Cause), test.class) {
				t.Errorf("ended with %v after %d attempts, want 1 and %v", failure, failure.Attempts, test.class)
			}
		})
	}
}

func TestTLS12AtLeast(t *testing.T) {
	t.Parallel()
	for version, accepted := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		server := httptest.NewUnstartedServer(apiWith(1))
		server.Config.ErrorLog = discard
		server.TLS = &tls.Config{MinVersion: version, MaxVersion: version}
		if _, err := sids(t.Context(), newTLSClient(t, server), service()); (err == nil) != accepted {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		} else if failure, ok := errors.AsType[*Error](err); ok && failure.Attempts != 1 {
			t.Errorf("%s: tried %d times", tls.VersionName(version), failure.Attempts)
		}
	}
}

// newTLSClient starts the server with TLS and returns a client that trusts it.
func newTLSClient(t *testing.T, server *httptest.Server) *Client {
	t.Helper()
	server.StartTLS()
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := NewTransport(DefaultMaxConcurrentRequests)
	transport.TLSClientConfig.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return NewClient(Options{BaseURL: base, Credentials: BasicAuth(twiliotest.AccountSID, twiliotest.AuthToken), MaxRetries: 3, Transport: transport})
}

// TestHTTP2 is spoken where the server can, and what breaks in it passes.
func TestHTTP2(t *testing.T) {
	t.Parallel()
	api := apiWith(120)
	api.Fault = func(n int, r *http.Request) twiliotest.Fault {
		if r.ProtoMajor != 2 {
			return twiliotest.Refuse(http.StatusHTTPVersionNotSupported, 1, r.Proto)
		}
		if n == 2 {
			return twiliotest.CutOff
		}
		return nil
	}
	server := httptest.NewUnstartedServer(api)
	server.Config.ErrorLog = discard
	server.EnableHTTP2 = true
	mustRead(t, newTLSClient(t, server), service(), 120)
	if n := len(api.Requests()); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
}

// TestQueueIsNoRequestTime: reads that wait for a connection don't spend the time
// of their request.
func TestQueueIsNoRequestTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		api.Fault = func(int, *http.Request) twiliotest.Fault {
			time.Sleep(silenceTimeout - time.Second) // of the bubble's clock
			return nil
		}
		client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 0 })
		reads := DefaultMaxConcurrentRequests * (2 + int(requestTimeout/(silenceTimeout-time.Second)))
		mustReadAll(t, client, reads, reads, 1)
	})
}

// TestProxy runs itself again, since Go reads the proxy's variables once in a
// process.
func TestProxy(t *testing.T) {
	t.Parallel()
	if os.Getenv("TWILIOTEST_PROXIED") != "" {
		transport := NewTransport(DefaultMaxConcurrentRequests)
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if address == "conversations.twilio.invalid:443" {
				return nil, net.ErrClosed // past the proxy, which is not to leave the machine
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		base := url.URL{Scheme: "https", Host: "conversations.twilio.invalid"}
		_, err := sids(t.Context(), NewClient(Options{BaseURL: &base, Credentials: BasicAuth("u", "p"), Transport: transport}), service())
		t.Log(err)
		return
	}
	for name, test := range map[string]struct {
		noProxy string
		asked   bool
	}{"HTTPS_PROXY": {"", true}, "NO_PROXY": {".twilio.invalid", false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			requests := make(chan *http.Request, 100)
			go func() {
				for {
					conn, err := listener.Accept()
					if err != nil {
						close(requests)
						return
					}
					if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
						requests <- r
					}
					_ = conn.Close()
				}
			}()
			self := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxy$")
			self.Env = append(os.Environ(), "TWILIOTEST_PROXIED=1",
				"HTTPS_PROXY=http://"+listener.Addr().String(), "https_proxy=", "NO_PROXY="+test.noProxy, "no_proxy=")
			if out, err := self.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			_ = listener.Close()
			asked := 0
			for r := range requests {
				asked++
				if r.Method != http.MethodConnect || r.Host != "conversations.twilio.invalid:443" || r.Header.Get("Authorization") != "" {
					t.Errorf("the proxy got %s %s with %v", r.Method, r.Host, r.Header)
				}
			}
			if (asked > 0) != test.asked {
				t.Errorf("the proxy got %d requests", asked)
			}
		})
	}
}

// TestFailingProxy: a proxy that refuses is not retried, one that fails is.
func TestFailingProxy(t *testing.T) {
	t.Parallel()
	for status, attempts := range map[int]int{http.StatusProxyAuthRequired: 1, http.StatusForbidden: 1, http.StatusBadGateway: 2} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(proxy.Close)
		transport := NewTransport(DefaultMaxConcurrentRequests)
		transport.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
		base := url.URL{Scheme: "https", Host: "conversations.twilio.invalid"}
		client := NewClient(Options{BaseURL: &base, Credentials: BasicAuth("u", "p"), MaxRetries: 1, Transport: transport})
		failure := mustFail(t, client, service(), nil)
		if failure.Attempts != attempts || !strings.Contains(failure.Error(), fmt.Sprint(status)) || !strings.Contains(failure.Error(), "HTTPS_PROXY") {
			t.Errorf("ended with %v after %d attempts, want %d", failure, failure.Attempts, attempts)
		}
	}
}

// TestBrokenConnectionOverSockets: what the pipes of other tests can't show.
func TestBrokenConnectionOverSockets(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{"reset": twiliotest.Reset, "cut off": twiliotest.CutOff} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(1)
			api.Fault = always(fault)
			failure := mustFail(t, newClient(t, twiliotest.NewServer(api), func(o *Options) { o.MaxRetries = 0 }), service(), nil)
			if !transient(nil, failure.Cause) {
				t.Errorf("%v is not retried", failure)
			}
		})
	}
}
