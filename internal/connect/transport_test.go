package connect

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// trusting lets a transport trust a TLS server.
func trusting(server *httptest.Server) func(*http.Transport) {
	return func(transport *http.Transport) {
		transport.TLSClientConfig.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	}
}

// secured serves by TLS in one of its versions, and HTTP/2 where a client can.
func secured(t *testing.T, version uint16, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = discard
	server.TLS = &tls.Config{MinVersion: version, MaxVersion: version}
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// TestVersions: TLS 1.2 or later, and HTTP/2, over both transports.
func TestVersions(t *testing.T) {
	t.Parallel()
	for version, accepted := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			t.Parallel()
			server := secured(t, version, func(w http.ResponseWriter, r *http.Request) { flush(w, r.Proto) })
			transports := New(1, trusting(server))
			t.Cleanup(transports.CloseIdle)
			for _, transport := range []http.RoundTripper{transports.Pooled, transports.Fresh, transports.Pooled} {
				proto, err := get(t.Context(), transport, server.URL)
				if (err == nil) != accepted || accepted && proto != "HTTP/2.0" {
					t.Errorf("%s, %v", proto, err)
				}
				if !accepted {
					checkError(t, err, ErrTLS, "TLS 1.2 or later", true, false)
				}
			}
		})
	}
}

// TestNoRedirect: the reply to a redirect is the caller's.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	requests := 0
	server := secured(t, tls.VersionTLS13, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	if _, err := get(t.Context(), New(1, trusting(server)).Pooled, server.URL); err != nil || requests != 1 {
		t.Errorf("%d requests, %v", requests, err)
	}
}

// TestNoSuchHost: DNS says so, here without a question to it.
func TestNoSuchHost(t *testing.T) {
	t.Parallel()
	transports := New(1, func(transport *http.Transport) {
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: secret, IsNotFound: true}}
		}
	})
	_, err := get(t.Context(), transports.Pooled, "https://conversations.nowhere.invalid")
	checkError(t, err, ErrNoSuchHost, "no such host", true, true)
}

// TestOneConnection: requests one after the other share a connection, also where
// replies are errors or their bodies are long.
func TestOneConnection(t *testing.T) {
	t.Parallel()
	inBothVersions(t, "", func(t *testing.T, http2 bool) {
		requests := 0
		server := serve(t, http2, func(w http.ResponseWriter, _ *http.Request) {
			if requests++; requests%3 == 0 {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			flush(w, strings.Repeat(page, 5000))
		})
		transports := server.transports(t)
		for range 20 {
			mustGet(t, transports.Pooled, server.url)
		}
		if opened, _ := server.dialed(); opened != 1 {
			t.Errorf("%d connections", opened)
		}
	})
}

// TestMoreRequestsThanConnections: those beyond the bound wait for a connection, and
// open none when they have one.
func TestMoreRequestsThanConnections(t *testing.T) {
	t.Parallel()
	inBothVersions(t, "", func(t *testing.T, http2 bool) {
		var requests atomic.Int32
		server := serve(t, http2, func(_ http.ResponseWriter, r *http.Request) {
			pause(r, time.Duration(1+requests.Add(1)%7)*time.Second)
		})
		transports := server.transports(t)
		var all sync.WaitGroup
		for range 3 * connections {
			all.Go(func() {
				if _, err := get(t.Context(), transports.Pooled, server.url); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if opened, _ := server.dialed(); opened > connections {
			t.Errorf("%d connections", opened)
		}
	})
}
