package connect

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
)

// attempts makes one attempt of each request: it bounds the dials, lets net/http repeat
// nothing that was sent, and tells a failure of the proxy from one of the host.
type attempts struct {
	next  http.RoundTripper
	proxy func(*http.Request) (*url.URL, error)
}

// RoundTrip implements http.RoundTripper.
func (a *attempts) RoundTrip(request *http.Request) (*http.Response, error) {
	connected := false // as far as the host, through the proxy where there is one
	var reused, sent atomic.Bool
	once, cancel := context.WithCancelCause(withDialBudget(request.Context()))
	ctx := httptrace.WithClientTrace(once, &httptrace.ClientTrace{
		GetConn: func(string) {
			// Where a connection of HTTP/1 that was used before breaks, net/http repeats the
			// request at once, whatever the pace, and although it may have been processed.
			if connected = false; reused.Load() && sent.Load() {
				cancel(errBroken)
			}
		},
		GotConn: func(info httptrace.GotConnInfo) {
			connected = true
			reused.Store(info.Reused && !isHTTP2(info.Conn))
		},
		WroteHeaders: func() { sent.Store(true) },
	})
	response, err := a.next.RoundTrip(request.WithContext(ctx))
	if err != nil && context.Cause(once) == errBroken { //nolint:errorlint // never wrapped
		return nil, errBroken
	}
	if err != nil && !connected && a.proxyFailed(request, err) {
		return nil, errProxyDropped
	}
	return response, err
}

// isHTTP2 reports whether a connection speaks HTTP/2, which says what it has not processed.
func isHTTP2(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// proxyFailed reports whether a proxy is to blame where no connection came about.
// Nothing in net/http's error shows it where the proxy hangs up on CONNECT, or answers
// nonsense.
func (a *attempts) proxyFailed(request *http.Request, err error) bool {
	if request.Context().Err() != nil || isA[*Error](err) || !errors.Is(Classify(err), ErrLost) || a.proxy == nil {
		return false
	}
	address, err := a.proxy(request)
	return err == nil && address != nil
}
