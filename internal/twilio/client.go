package twilio

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"
)

// DefaultMaxConcurrentRequests is two more than Terraform has reads under way by
// default.
const DefaultMaxConcurrentRequests = 12

// Options says how to reach the API and with which credentials.
type Options struct {
	// BaseURL is the scheme, the host and, behind a gateway, a path prefix.
	// Every request and its credentials go there and nowhere else.
	BaseURL *url.URL
	// Credentials sign the requests.
	Credentials Credentials
	// AccountSID is the account that the credentials open; a reply about another one
	// is an error. Empty: the first row says which it is.
	AccountSID string
	// UserAgent is sent as it is.
	UserAgent string
	// MaxRetries is how many times one page is retried after a transient failure.
	// 0 means never.
	MaxRetries int
	// MaxConcurrentRequests bounds the requests under way and the connections;
	// 0 means DefaultMaxConcurrentRequests.
	MaxConcurrentRequests int
	// OnWait, where it is set, is called before each wait for another attempt.
	OnWait func(context.Context, Wait)
	// Transport carries the requests; nil means NewTransport.
	Transport http.RoundTripper
}

// Wait describes the wait before another attempt. Nothing in it names a
// participant or a credential.
type Wait struct {
	// Attempt is the number of the attempt that failed, from 1.
	Attempt int
	// Cause is the status or the failure that made the wait necessary.
	Cause string
	// RequestID is Twilio's id of the failed request, empty where no reply came.
	RequestID string
	// Duration of the wait.
	Duration time.Duration
}

// Client reads from the API. It is safe for concurrent use, and its users share
// connections and the pace that a rate limit asks for.
type Client struct {
	options Options
	baseURL url.URL
	pooled  *http.Client // keeps connections open between requests
	fresh   *http.Client // opens a new connection for each request
	limiter *limiter
	account account
}

// NewClient returns a client. It makes no request.
func NewClient(options Options) *Client {
	options.MaxConcurrentRequests = cmp.Or(options.MaxConcurrentRequests, DefaultMaxConcurrentRequests)
	transport := options.Transport
	if transport == nil {
		transport = NewTransport(options.MaxConcurrentRequests)
	}
	// The reply to a redirect is an error of its own: following it would take the
	// credentials to another place.
	fresh := transport
	if pooled, ok := transport.(*http.Transport); ok {
		fresh = freshTransport{pooled}
	}
	never := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &Client{
		options: options,
		baseURL: *options.BaseURL,
		pooled:  &http.Client{Transport: &attemptTransport{transport}, CheckRedirect: never},
		fresh:   &http.Client{Transport: &attemptTransport{fresh}, CheckRedirect: never},
		limiter: newLimiter(options.MaxConcurrentRequests, options.MaxRetries),
	}
	if options.AccountSID != "" {
		c.account.sid.Store(&options.AccountSID)
	}
	return c
}

// MaxConcurrentRequests is how many requests the client has under way at most.
func (c *Client) MaxConcurrentRequests() int { return c.options.MaxConcurrentRequests }

// AccountProven reports whether a row has shown whose account the credentials open.
// With Options.AccountSID, it is that one.
func (c *Client) AccountProven() bool { return c.account.shown.Load() }
