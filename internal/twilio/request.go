package twilio

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"
)

// RequestTimeout is how long one request may take, its body included.
const RequestTimeout = 30 * time.Second

// page asks for one page, again where that can help. What it returns tells none
// of the secrets.
func (c *Client) page(ctx context.Context, path, query string, secrets secrets) (*Page, *Error) {
	failure := &Error{Path: path}
	for try := 1; ; try++ {
		if err := c.enter(ctx); err != nil {
			return nil, failure.because(err)
		}
		var page *Page
		page, failure = c.fetch(ctx, path, query)
		c.leave()
		if failure == nil {
			page.Tries, page.RequestID = try, secrets.printable(page.RequestID)
			return page, nil
		}
		failure.Tries = try
		failure.withhold(secrets)
		if !failure.temporary() || try > c.options.MaxRetries {
			return nil, failure
		}

		wait := failure.retryAfter
		if wait < 0 {
			wait = backoff(try)
		}
		if failure.Status == http.StatusTooManyRequests && fits(ctx, wait) {
			c.limited.shut(wait)
			continue
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, failure.because(err)
		}
	}
}

// enter waits for one of the client's connections, and then for the end of a
// pause that a rate limit asked for. Time spent here is none of the request's.
func (c *Client) enter(ctx context.Context) error {
	select {
	case c.connections <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	err := c.limited.pass(ctx)
	if err != nil {
		c.leave()
	}
	return err
}

func (c *Client) leave() { <-c.connections }

// usualPageBytes holds a page of 50 conversations, as most replies are. The length
// of a compressed reply is not known in advance.
const usualPageBytes = 64 << 10

// fetch makes one request.
func (c *Client) fetch(ctx context.Context, path, query string) (*Page, *Error) {
	start := time.Now()
	failure := &Error{Path: path, retryAfter: -1}
	requestCtx, cancel := context.WithTimeoutCause(ctx, RequestTimeout, ErrRequestTimeout)
	defer cancel()

	address := c.baseURL.JoinPath(path)
	address.RawQuery = query
	request, err := http.NewRequestWithContext(requestCtx, http.MethodGet, address.String(), http.NoBody)
	if err != nil {
		return nil, failure.transport(requestCtx, err)
	}
	request.SetBasicAuth(c.options.Username, c.options.Password)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.options.UserAgent)

	response, err := c.http.Do(request)
	if err != nil {
		return nil, failure.transport(requestCtx, err)
	}
	defer response.Body.Close() //nolint:errcheck // the body has been read
	failure.Status = response.StatusCode
	failure.RequestID = response.Header.Get("Twilio-Request-Id")
	failure.retryAfter = parseRetryAfter(response.Header.Get("Retry-After"), time.Now())

	var body bytes.Buffer
	body.Grow(usualPageBytes)
	_, err = body.ReadFrom(io.LimitReader(response.Body, MaxPageBytes+1))
	switch {
	case response.StatusCode >= 300 && response.StatusCode < 400:
		failure.Err = ErrRedirect
		return nil, failure
	case response.StatusCode != http.StatusOK:
		failure.explain(body.Bytes())
		return nil, failure
	case err != nil:
		return nil, failure.transport(requestCtx, err)
	case body.Len() > MaxPageBytes:
		failure.Err = ErrPageTooLarge
		return nil, failure
	}

	page, err := decodePage(body.Bytes())
	if err != nil {
		failure.Err = err
		return nil, failure
	}
	page.Status, page.RequestID, page.Duration = response.StatusCode, failure.RequestID, time.Since(start)
	return page, nil
}
