package connect

import (
	"errors"
	"net/http"
	"net/http/httptrace"
	"net/url"
)

// attempts makes one attempt of each request: it bounds the dials, and tells a failure
// of the proxy from one of the host.
type attempts struct {
	next  http.RoundTripper
	proxy func(*http.Request) (*url.URL, error)
}

// RoundTrip implements http.RoundTripper.
func (a *attempts) RoundTrip(request *http.Request) (*http.Response, error) {
	connected := false // as far as the host, through the proxy where there is one
	ctx := httptrace.WithClientTrace(withDialBudget(request.Context()), &httptrace.ClientTrace{
		GetConn: func(string) { connected = false },
		GotConn: func(httptrace.GotConnInfo) { connected = true },
	})
	response, err := a.next.RoundTrip(request.WithContext(ctx))
	if err != nil && !connected && a.proxyFailed(request, err) {
		return nil, errProxyDropped
	}
	return response, err
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
