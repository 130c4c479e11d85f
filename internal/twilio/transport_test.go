package twilio

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

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

// TestQueueIsNoRequestTime: reads that wait for a connection don't spend the time
// of their request.
func TestQueueIsNoRequestTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		api.Fault = func(int, *http.Request) twiliotest.Fault {
			time.Sleep(12 * time.Second) // of the bubble's clock
			return nil
		}
		client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 0 })
		reads := DefaultMaxConcurrentRequests * (2 + int(requestTimeout/(12*time.Second)))
		mustReadAll(t, client, reads, reads, 1)
	})
}

// TestFailingProxy: a proxy that refuses is not retried, one that fails is.
func TestFailingProxy(t *testing.T) {
	t.Parallel()
	for status, attempts := range map[int]int{http.StatusProxyAuthRequired: 1, http.StatusForbidden: 1, http.StatusBadGateway: 2} {
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(proxy.Close)
		over := func(transport *http.Transport) {
			transport.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
		}
		base := url.URL{Scheme: "https", Host: "conversations.twilio.invalid"}
		client := NewClient(Options{BaseURL: &base, Credentials: BasicAuth("u", "p"), MaxRetries: 1, Transport: over})
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
