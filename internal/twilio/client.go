package twilio

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Options says how to reach the API and as whom.
type Options struct {
	// BaseURL is the scheme, the host and, behind a gateway, a path prefix.
	// Every request and its credentials go there and nowhere else.
	BaseURL *url.URL
	// Username and Password are the HTTP Basic credentials: account SID and
	// auth token, or API key SID and its secret.
	Username, Password string
	// UserAgent is sent as it stands.
	UserAgent string
	// MaxRetries is how often one page is asked for again after a failure that
	// may pass. 0 means that every page is asked for once.
	MaxRetries int
	// Transport carries the requests; nil means NewTransport().
	Transport http.RoundTripper
}

// Client reads from the API. It is safe for concurrent use, and its users share
// connections and the pause that a rate limit asks for.
type Client struct {
	options Options
	baseURL url.URL
	http    *http.Client
	limited gate

	connections chan struct{} // holds an element for each request under way
}

// NewClient returns a client. It makes no request.
func NewClient(options Options) *Client {
	transport := options.Transport
	if transport == nil {
		transport = NewTransport()
	}
	return &Client{
		options:     options,
		baseURL:     *options.BaseURL,
		connections: make(chan struct{}, maxConnections),
		http: &http.Client{
			Transport: transport,
			// The reply to a redirect is an error of its own: following it would
			// take the credentials to another place.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

var errProxyRefuses = errors.New("the proxy of HTTPS_PROXY refuses the connection")

// maxConnections is how many connections a client opens to its host, and how many
// requests it has under way. Terraform has 10 reads under way unless told
// otherwise. Without a bound, a request dials whenever no connection happens to
// be idle at that moment.
const maxConnections = 12

// NewTransport returns a transport for one client: TLS 1.2 at least, HTTP/2,
// compressed replies, the proxy that the environment names, and at most 12
// connections, which stay open between requests.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
			switch {
			case response.StatusCode >= 400 && response.StatusCode < 500:
				return fmt.Errorf("%w: %s", errProxyRefuses, response.Status)
			case response.StatusCode != http.StatusOK:
				return fmt.Errorf("the proxy of HTTPS_PROXY answers %s", response.Status)
			}
			return nil
		},
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2:   true,
		MaxConnsPerHost:     maxConnections,
		MaxIdleConnsPerHost: maxConnections,
		IdleConnTimeout:     90 * time.Second,
	}
}
