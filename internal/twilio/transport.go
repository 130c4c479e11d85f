package twilio

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"time"

	"terraform-provider-twilio/internal/check"
)

const (
	tlsHandshakeTimeout = 10 * time.Second
	idleTimeout         = 90 * time.Second
	// unusedTimeout closes a fresh connection that its request did not take.
	unusedTimeout = time.Second

	// A connection that sends nothing for sendPingTimeout gets an HTTP/2 ping, and
	// is closed where the answer does not come within pingTimeout: a load balancer
	// may have dropped it without a word.
	sendPingTimeout = 5 * time.Second
	pingTimeout     = 3 * time.Second
)

// NewTransport returns a transport for one client: TLS 1.2 or later, HTTP/2,
// compressed replies, the proxy of the environment, and no more than the given
// number of connections, which stay open between requests.
func NewTransport(connections int) *http.Transport {
	return newTransport(connections, hostDialer().DialContext)
}

func newTransport(connections int, dial dialFunc) *http.Transport {
	dialer := &dialer{dial: dial, open: make(chan struct{}, connections)}
	transport := &http.Transport{
		Proxy:                  proxyFromEnvironment,
		OnProxyConnectResponse: checkProxyConnect,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    tlsHandshakeTimeout,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: sendPingTimeout, PingTimeout: pingTimeout},
		MaxConnsPerHost:        connections,
		MaxIdleConnsPerHost:    connections,
		IdleConnTimeout:        idleTimeout,
	}
	dialer.closeIdle = transport.CloseIdleConnections
	return transport
}

// freshTransport sends each request over a connection of its own. It shares the
// dialer, and so the bound on connections, with the transport that it holds.
type freshTransport struct{ transport *http.Transport }

// RoundTrip uses a transport of its own: requests that share one take each other's
// HTTP/2 connections, even those that are for one request.
func (t freshTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	fresh := t.transport.Clone()
	fresh.DisableKeepAlives = true
	fresh.IdleConnTimeout = unusedTimeout
	return fresh.RoundTrip(request)
}

// proxyFromEnvironment is http.ProxyFromEnvironment, which knows localhost in
// lower case and without a final dot alone. Requests to a loopback host may go
// over http, so a proxy would see their credentials.
func proxyFromEnvironment(request *http.Request) (*url.URL, error) {
	if check.IsLoopback(request.URL.Hostname()) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(request)
}

// checkProxyConnect checks a proxy's reply to CONNECT. net/http would put the
// proxy's own words into the error.
func checkProxyConnect(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return newProxyStatusError(response.StatusCode)
}
