package connect

import (
	"crypto/tls"
	"net/http"
	"time"
)

const (
	tlsHandshakeTimeout = 10 * time.Second
	// idleTimeout ends an idle connection before a NAT or a load balancer forgets it
	// without a word. The next request would wait in vain.
	idleTimeout = 30 * time.Second
	// unusedTimeout closes a fresh connection that its request did not take.
	unusedTimeout = time.Second

	// An HTTP/2 connection that sends nothing for sendPingTimeout gets a ping, and is
	// closed where the answer does not come within pingTimeout. A loaded server may be
	// slow to answer it, as to answer requests.
	sendPingTimeout = 5 * time.Second
	pingTimeout     = 15 * time.Second
)

// Transports carry the requests of one client: TLS 1.2 or later, HTTP/2, compressed
// replies, the proxy of the environment, no redirects. They share one bound on the
// number of connections. What RoundTrip and a body's Read fail with is for Classify.
type Transports struct {
	// Pooled keeps connections open between requests.
	Pooled http.RoundTripper
	// Fresh opens a new connection for each request.
	Fresh http.RoundTripper

	pool *http.Transport
}

// New returns transports that have so many connections open at most. Where change is
// not nil, it may replace how the transport dials, whom it trusts, and its proxy.
func New(connections int, change func(*http.Transport)) *Transports {
	pool := &http.Transport{
		Proxy:                  proxyFromEnvironment,
		OnProxyConnectResponse: checkProxyConnect,
		DialContext:            hostDialer().DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    tlsHandshakeTimeout,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: sendPingTimeout, PingTimeout: pingTimeout},
		MaxConnsPerHost:        connections,
		MaxIdleConnsPerHost:    connections,
		IdleConnTimeout:        idleTimeout,
	}
	if change != nil {
		change(pool)
	}
	bounded := &dialer{dial: pool.DialContext, open: make(chan struct{}, connections), closeIdle: pool.CloseIdleConnections}
	pool.DialContext = bounded.DialContext
	return &Transports{
		Pooled: &attempts{next: pool, proxy: pool.Proxy},
		Fresh:  &attempts{next: fresh{pool}, proxy: pool.Proxy},
		pool:   pool,
	}
}

// CloseIdle closes the connections that no request uses.
func (t *Transports) CloseIdle() { t.pool.CloseIdleConnections() }

// fresh sends each request over a connection of its own. It shares the dialer, and so
// the bound on connections, with the pool.
type fresh struct{ pool *http.Transport }

// RoundTrip uses a transport of its own: requests that share one take each other's
// HTTP/2 connections, even those that are for one request.
func (f fresh) RoundTrip(request *http.Request) (*http.Response, error) {
	transport := f.pool.Clone()
	transport.DisableKeepAlives = true
	transport.IdleConnTimeout = unusedTimeout
	return transport.RoundTrip(request)
}
