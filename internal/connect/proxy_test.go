package connect

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// resetting returns the address of a server that resets each connection.
func resetting(t *testing.T) string {
	t.Helper()
	listener := listen(t, func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 4096))
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
	return "http://" + listener.Addr().String()
}

// connect does what CONNECT asks a proxy for.
func connect(conn net.Conn) {
	reader := bufio.NewReader(conn)
	request, err := http.ReadRequest(reader)
	if err != nil {
		return
	}
	host, err := new(net.Dialer).DialContext(request.Context(), "tcp", request.Host)
	if err != nil {
		return
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		_, _ = io.Copy(host, reader)
		_ = host.Close()
	}()
	_, _ = io.Copy(conn, host)
}

// TestProxyFailures: what a proxy does wrong is not the host's doing, and the other way
// round.
func TestProxyFailures(t *testing.T) {
	t.Parallel()
	dropping := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	dropping.Config.ErrorLog = discard
	dropping.StartTLS()
	t.Cleanup(dropping.Close)
	tunnel := "http://" + listen(t, connect).Addr().String()
	const host = "https://twilio.invalid"
	for name, test := range map[string]struct {
		proxy, host            string
		trusted                bool // the host's certificate
		class                  error
		text                   string
		permanent, unconnected bool
	}{
		"does not listen":               {proxy: nobody, host: host, class: ErrProxy, text: "connecting to the proxy failed: connection refused", unconnected: true},
		"refuses":                       {proxy: answering(t, "HTTP/1.1 407 "+secret+"\r\n\r\n"), host: host, class: ErrProxy, text: "HTTPS_PROXY refused the connection: 407 Proxy Authentication Required", permanent: true},
		"fails":                         {proxy: answering(t, "HTTP/1.1 502 "+secret+"\r\n\r\n"), host: host, class: ErrProxy, text: "HTTPS_PROXY failed: 502 Bad Gateway"},
		"answers with a status of ours": {proxy: answering(t, "HTTP/1.1 299 "+secret+"\r\n\r\n"), host: host, class: ErrProxy, text: "HTTPS_PROXY failed: 299"},
		"hangs up on CONNECT":           {proxy: answering(t, ""), host: host, class: ErrProxy, text: "dropped the connection"},
		"hangs up in its reply":         {proxy: answering(t, "HTTP/1.1 200 "+secret), host: host, class: ErrProxy, text: "dropped the connection"},
		"hangs up after its reply":      {proxy: answering(t, "HTTP/1.1 200 OK\r\n\r\n"), host: host, class: ErrProxy, text: "dropped the connection"},
		"resets the connection":         {proxy: resetting(t), host: host, class: ErrProxy, text: "dropped the connection"},
		"is none":                       {proxy: answering(t, secret+"\r\n\r\n"), host: host, class: ErrProxy, text: "dropped the connection"},
		"does not speak TLS": {
			proxy: "https" + strings.TrimPrefix(answering(t, strings.Repeat(secret, 10)), "http"), host: host, class: ErrProxy,
			text: "connecting to the proxy failed: the server does not speak TLS", permanent: true,
		},
		"SOCKS":                  {proxy: "socks5" + strings.TrimPrefix(answering(t, ""), "http"), host: host, class: ErrProxy, text: "SOCKS proxy"},
		"host is not trusted":    {proxy: tunnel, host: dropping.URL, class: ErrCertificate, text: "trusted authority", permanent: true},
		"host drops the request": {proxy: tunnel, host: dropping.URL, trusted: true, class: ErrLost, text: "the server closed the connection"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transports := New(1, func(transport *http.Transport) {
				transport.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(test.proxy) }
				if test.trusted {
					trusting(dropping)(transport)
				}
			})
			t.Cleanup(transports.CloseIdle)
			for _, transport := range []http.RoundTripper{transports.Pooled, transports.Fresh} {
				_, err := get(t.Context(), transport, test.host+"?Identity="+secret)
				if err == nil {
					t.Fatal("no error")
				}
				checkError(t, err, test.class, test.text, test.permanent, test.unconnected)
			}
		})
	}
}

// TestInterruptAtProxy: the end of the request is no failure of the proxy.
func TestInterruptAtProxy(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	listener := listen(t, func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 4096))
		cancel()
		_, _ = conn.Read(make([]byte, 1)) // until the client has given up
	})
	transports := New(1, func(transport *http.Transport) {
		transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: listener.Addr().String()})
	})
	if _, err := get(ctx, transports.Pooled, "https://twilio.invalid"); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

// TestProxyFailsLater: a connection through the proxy that was lost says nothing about
// the next one.
func TestProxyFailsLater(t *testing.T) {
	t.Parallel()
	var gone atomic.Bool
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/lost" {
			gone.Store(true)
			panic(http.ErrAbortHandler)
		}
	}))
	server.Config.ErrorLog = discard
	server.StartTLS()
	t.Cleanup(server.Close)
	proxy := listen(t, func(conn net.Conn) {
		if !gone.Load() {
			connect(conn)
		}
	})
	transports := New(1, func(transport *http.Transport) {
		trusting(server)(transport)
		transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: proxy.Addr().String()})
	})
	t.Cleanup(transports.CloseIdle)
	mustGet(t, transports.Pooled, server.URL)
	_, err := get(t.Context(), transports.Pooled, server.URL+"/lost")
	checkError(t, err, ErrLost, "a connection that was used before broke", false, false)
	_, err = get(t.Context(), transports.Pooled, server.URL)
	checkError(t, err, ErrProxy, "dropped the connection", false, false)
}

// roundTripper is one of a test.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestProxyIsNotToBlame: what is known already stays as it is.
func TestProxyIsNotToBlame(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{"dials": errDialBudget, "DNS": &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := &attempts{
				next:  roundTripper(func(*http.Request) (*http.Response, error) { return nil, failure }),
				proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.invalid"}),
			}
			if _, err := get(t.Context(), transport, "https://twilio.invalid"); !errors.Is(err, failure) {
				t.Errorf("ended with %v", err)
			}
		})
	}
}

// TestProxyOfEnvironment: HTTPS_PROXY is used as NO_PROXY lets it, without credentials.
func TestProxyOfEnvironment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		noProxy string
		asked   bool
	}{"HTTPS_PROXY": {"", true}, "NO_PROXY": {".twilio.invalid", false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := make(chan *http.Request, 100)
			proxy := listen(t, func(conn net.Conn) {
				if request, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					requests <- request
				}
			})
			if _, inside := ownProcess(t, "HTTPS_PROXY=http://"+proxy.Addr().String(), "NO_PROXY="+test.noProxy); inside {
				transports := New(1, func(transport *http.Transport) {
					dial := transport.DialContext
					transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
						if address == "conversations.twilio.invalid:443" {
							return nil, net.ErrClosed // past the proxy, which is not to leave the machine
						}
						return dial(ctx, network, address)
					}
				})
				if _, err := get(t.Context(), transports.Pooled, "https://conversations.twilio.invalid"); err == nil {
					t.Error("no error")
				}
				return
			}
			_ = proxy.Close()
			if (len(requests) > 0) != test.asked {
				t.Fatalf("the proxy got %d requests", len(requests))
			}
			for range len(requests) {
				if r := <-requests; r.Method != http.MethodConnect || r.Host != "conversations.twilio.invalid:443" || r.Header.Get("Authorization") != "" {
					t.Errorf("the proxy got %s %s with %v", r.Method, r.Host, r.Header)
				}
			}
		})
	}
}

// TestNoProxyForLoopback: a proxy would see credentials that go over http.
func TestNoProxyForLoopback(t *testing.T) {
	t.Parallel()
	if _, inside := ownProcess(t, "HTTP_PROXY=http://proxy.invalid", "HTTPS_PROXY=http://proxy.invalid"); !inside {
		return
	}
	for host, loopback := range map[string]bool{
		"localhost:1": true, "LOCALHOST:1": true, "localhost.": true, "127.0.0.1:1": true, "127.8.8.8": true, "[::1]:1": true,
		"[::ffff:127.0.0.1]:1": true, "example.com": false, "localhost.example.com": false, "127.0.0.1.example.com": false,
	} {
		for _, scheme := range []string{"http", "https"} {
			proxy, err := proxyFromEnvironment(httptest.NewRequest(http.MethodGet, scheme+"://"+host, http.NoBody))
			if err != nil || (proxy == nil) != loopback {
				t.Errorf("%s://%s goes to the proxy %v, %v", scheme, host, proxy, err)
			}
		}
	}
}

// TestProxyScheme: of a scheme that it does not know, net/http makes http.
func TestProxyScheme(t *testing.T) {
	t.Parallel()
	for scheme, known := range map[string]bool{
		"http": true, "https": true, "HTTP": true, "socks5": true, "socks5h": true,
		"socks": false, "socks4": false, "socks4a": false, "ftp": false, "htps": false,
	} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			if _, inside := ownProcess(t, "HTTPS_PROXY="+scheme+"://user:"+secret+"@127.0.0.1:1"); !inside {
				return
			}
			_, err := get(t.Context(), New(1, nil).Pooled, "https://twilio.invalid")
			if errors.Is(err, errProxyScheme) == known {
				t.Error(err)
			}
			checkError(t, err, ErrProxy, "proxy", !known, true)
		})
	}
}
