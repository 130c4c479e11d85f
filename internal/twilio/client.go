// Package twilio reads lists of Twilio's Conversations API, v1. It knows nothing
// of Terraform.
//
// Two values carry what varies: a list (what to request, where the rows are, what
// tells them apart) and credentials (how a request is signed, what must never be
// printed, what a 401 means). Everything else knows neither.
//
// From the top down: a list's file (services.go) describes it, reader.go reads its
// pages, page.go and row.go decode one, echo.go and match.go hold it against the
// question, session.go makes the attempts of a request, request.go sends it. What may
// be printed, when requests go out and how connections come about are packages of their
// own: redact, pace, connect.
//
// The facts about the API that the code relies on come from Twilio's OpenAPI
// document for Conversations v1 and from measurements; each stands where it is
// used.
package twilio

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"terraform-provider-twilio/internal/connect"
	"terraform-provider-twilio/internal/pace"
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
	// MaxRequestsPerSecond spaces the requests, retries included, from the first one
	// on; 0 means that nothing does but what rate limits teach.
	MaxRequestsPerSecond float64
	// OnWait, where it is set, is called before each wait for another attempt.
	OnWait func(context.Context, Wait)
	// Transport, where it is set, may replace how the client's transport dials, whom
	// it trusts, and its proxy.
	Transport func(*http.Transport)
}

// Client reads from the API. It is safe for concurrent use, and its users share
// connections and the pace that a rate limit asks for.
type Client struct {
	baseURL     url.URL
	credentials Credentials
	carrier     *carrier
	limiter     *pace.Limiter
	width       int
	account     account
}

// NewClient returns a client. It makes no request.
func NewClient(options Options) *Client {
	options.MaxConcurrentRequests = cmp.Or(options.MaxConcurrentRequests, DefaultMaxConcurrentRequests)
	c := &Client{
		baseURL:     *options.BaseURL,
		credentials: options.Credentials,
		carrier: &carrier{
			transports: connect.New(options.MaxConcurrentRequests, options.Transport),
			userAgent:  options.UserAgent, maxRetries: options.MaxRetries, onWait: options.OnWait,
		},
		limiter: pace.New(options.MaxConcurrentRequests, options.MaxRetries, options.MaxRequestsPerSecond),
		width:   options.MaxConcurrentRequests,
	}
	if options.AccountSID != "" {
		c.account.sid.Store(&options.AccountSID)
	}
	return c
}

// session is the one of a read.
func (c *Client) session(l *list) *session {
	return &session{carrier: c.carrier, credentials: c.credentials, limiter: c.limiter, name: cmp.Or(l.participant.value, l.name)}
}

// MaxConcurrentRequests is how many requests the client has under way at most.
func (c *Client) MaxConcurrentRequests() int { return c.width }

// Takes returns how long so many requests take at least, by MaxRequestsPerSecond.
func (c *Client) Takes(requests int) time.Duration { return c.limiter.Takes(requests) }

// AccountProven reports whether a row has shown whose account the credentials open.
// With Options.AccountSID, it is that one.
func (c *Client) AccountProven() bool { return c.account.shown.Load() }

// RegionURL returns the base URL of the API in a region, reached through an
// edge. Hosts that name a region alone are being switched off, so both are
// needed; where both are empty it is the global host.
func RegionURL(edge, region string) *url.URL { return hostOf("conversations", edge, region) }
