package twilio

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"terraform-provider-twilio/internal/connect"
	"terraform-provider-twilio/internal/pace"
)

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

// carrier sends the requests of a client's sessions.
type carrier struct {
	transports *connect.Transports
	userAgent  string
	maxRetries int
	onWait     func(context.Context, Wait) // nil for none
}

// hostOf returns the URL of a product's host in a region, reached through an edge.
func hostOf(product, edge, region string) *url.URL {
	if edge == "" && region == "" {
		return &url.URL{Scheme: "https", Host: product + ".twilio.com"}
	}
	return &url.URL{Scheme: "https", Host: product + "." + edge + "." + region + ".twilio.com"}
}

// request is one request, which may be sent several times. It knows neither pages
// nor tokens.
type request struct {
	method string
	url    *url.URL
	path   string     // of the URL, as far as errors print it
	form   url.Values // of the body, nil for none
	token  bool       // it is one for an access token
	// buffer is reused for the body, nil for a new one.
	buffer []byte
	// miss accepts the body of a 404 that is about this request, or returns why it may be
	// about another one; nil where that does not matter.
	miss func(body []byte) error
	// decode accepts a successful reply, or returns why it is none.
	decode func(body []byte) error
}

// reply is what a request was answered with.
type reply struct {
	status     int
	successful bool
	requestID  string
	retryAfter time.Duration // what the service asks for, not positive where it does not
	body       []byte
	duration   time.Duration
}

// accepts reports whether the status is that of a reply with what was requested. A
// token may be created (201), by the documents of the older token endpoint.
func (r *request) accepts(status int) bool {
	return status == http.StatusOK || status == http.StatusNonAuthoritativeInfo || r.token && status == http.StatusCreated
}

// send makes one attempt. The reply is nil where none came; the error is nil where
// the reply is what was requested.
//
// The timer is its own: context.WithTimeout sets none where the context's deadline is
// earlier, and that of a token request moves while it runs.
func (c *carrier) send(ctx context.Context, r *request, authorization string, transport http.RoundTripper) (*reply, error) {
	start := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer time.AfterFunc(requestTimeout, func() { cancel(errRequestTimeout) }).Stop()

	response, err := c.roundTrip(ctx, r, authorization, transport)
	if err != nil {
		return nil, failureOf(ctx, err)
	}
	defer response.Body.Close() //nolint:errcheck // the body has been read
	answer := &reply{
		status:     response.StatusCode,
		successful: r.accepts(response.StatusCode),
		requestID:  response.Header.Get("Twilio-Request-Id"),
		retryAfter: pace.RetryAfter(response.Header),
	}
	limit := int64(maxErrorBytes)
	if answer.successful {
		limit = maxPageBytes
	}
	answer.body, err = readBody(response.Body, limit, r.buffer)
	answer.duration = time.Since(start)
	switch {
	case answer.status >= 300 && answer.status < 400 && answer.status != http.StatusNotModified:
		return answer, ErrRedirect
	case answer.status == http.StatusNotFound && r.miss != nil && isStored(response.Header):
		return answer, errStored
	case answer.status == http.StatusNotFound && r.miss != nil:
		return answer, cmp.Or(r.miss(answer.body), errStatus)
	case !answer.successful:
		return answer, errStatus
	case err != nil:
		return nil, failureOf(ctx, err)
	case len(answer.body) > maxPageBytes:
		return answer, ErrPageTooLarge
	}
	if err := connect.CheckEncoding(response, answer.body); err != nil {
		return answer, err
	}
	if !r.token && isStored(response.Header) {
		return answer, errStored
	}
	return answer, r.decode(answer.body)
}

func (c *carrier) roundTrip(ctx context.Context, r *request, authorization string, transport http.RoundTripper) (*http.Response, error) {
	sent, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), strings.NewReader(r.form.Encode()))
	if err != nil {
		return nil, err
	}
	if r.form != nil {
		sent.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if authorization != "" {
		sent.Header.Set("Authorization", authorization)
	}
	sent.Header.Set("Accept", "application/json")
	sent.Header.Set("Cache-Control", "no-cache")
	sent.Header.Set("User-Agent", c.userAgent)
	return transport.RoundTrip(sent)
}

// failureOf tells the end of the context from a failure of the connection.
func failureOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return connect.Classify(err)
}

// readBody reads at most one byte more than the limit, into the buffer as far as it
// goes.
func readBody(body io.Reader, limit int64, reused []byte) ([]byte, error) {
	buffer := bytes.NewBuffer(reused[:0])
	buffer.Grow(usualPageBytes)
	_, err := io.CopyN(buffer, body, min(limit, largePageBytes)+1)
	if err == nil && limit > largePageBytes {
		buffer.Grow(int(limit) + 1 - buffer.Len())
		_, err = io.CopyN(buffer, body, limit+1-int64(buffer.Len()))
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return buffer.Bytes(), err
}
