package twilio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// requestTimeout is how long one request may take, its body included.
	requestTimeout = 30 * time.Second

	// maxPageBytes is how much of one page is read, after decompression. The
	// largest honest page (1,000 rows with 16 KB of attributes) has half of it.
	maxPageBytes = 32 << 20
	// maxErrorBytes is how much is read of any other reply.
	maxErrorBytes = 64 << 10

	// usualPageBytes holds a page of 50 conversations, as most replies are. The
	// length of a compressed reply is not known in advance.
	usualPageBytes = 64 << 10
	// largePageBytes is where a buffer stops growing by doubling: a larger body
	// gets all the room it may need at once, so that it never stands twice in memory.
	largePageBytes = 4 << 20
)

// request is one request, which may be sent several times. It knows neither pages
// nor tokens.
type request struct {
	method        string
	url           *url.URL
	authorization string     // of the header, empty for none
	form          url.Values // of the body, nil for none
	limiter       *limiter
	redactor      *redactor
	token         bool // it is one for an access token
	// buffer is reused for the body, nil for a new one.
	buffer []byte
	// misses reports whether the body of a 404 is about this request; nil where that
	// does not matter.
	misses func(body []byte) bool
	// decode accepts a successful reply, or returns why it is none.
	decode func(body []byte) error
}

// errStatus: the status is the failure, and says all about it.
var errStatus = errors.New("the status is not a success")

// reply is what a request was answered with.
type reply struct {
	status     int
	requestID  string
	retryAfter time.Duration // what the service asks for, not positive where it does not
	body       []byte
	duration   time.Duration
}

func (r *reply) successful() bool {
	return r.status == http.StatusOK || r.status == http.StatusNonAuthoritativeInfo
}

// send makes one attempt. The reply is nil where none came; the error is nil where
// the reply is what was requested.
func (c *Client) send(ctx context.Context, r *request, client *http.Client) (*reply, error) {
	start := time.Now()
	ctx, cancel := context.WithTimeoutCause(ctx, requestTimeout, errRequestTimeout)
	defer cancel()

	response, err := c.roundTrip(ctx, r, client)
	if err != nil {
		return nil, failureOf(ctx, err)
	}
	defer response.Body.Close() //nolint:errcheck // the body has been read
	answer := &reply{
		status:    response.StatusCode,
		requestID: response.Header.Get("Twilio-Request-Id"),
	}
	if hint := response.Header.Get("Retry-After"); hint != "" {
		answer.retryAfter = parseRetryAfter(hint, clockOf(response.Header))
	}
	limit := int64(maxErrorBytes)
	if answer.successful() {
		limit = maxPageBytes
	}
	answer.body, err = readBody(response.Body, limit, r.buffer)
	answer.duration = time.Since(start)
	switch {
	case answer.status >= 300 && answer.status < 400 && answer.status != http.StatusNotModified:
		return answer, ErrRedirect
	case answer.status == http.StatusNotFound && r.misses != nil && (isStored(response.Header) || !r.misses(answer.body)):
		return answer, errUnproven
	case !answer.successful():
		return answer, errStatus
	case err != nil:
		return nil, failureOf(ctx, err)
	case len(answer.body) > maxPageBytes:
		return answer, ErrPageTooLarge
	}
	if err := encodingProblem(response, answer.body); err != nil {
		return answer, err
	}
	if !r.token && isStored(response.Header) {
		return answer, errStored
	}
	return answer, r.decode(answer.body)
}

func (c *Client) roundTrip(ctx context.Context, r *request, client *http.Client) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), strings.NewReader(r.form.Encode()))
	if err != nil {
		return nil, err
	}
	if r.form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if r.authorization != "" {
		request.Header.Set("Authorization", r.authorization)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Cache-Control", "no-cache")
	request.Header.Set("User-Agent", c.options.UserAgent)
	return client.Do(request)
}

// failureOf tells the end of the context from a failure of the connection.
func failureOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return newConnectionError(err)
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

// clockOf returns the service's own time, which a date in Retry-After is meant
// against, or this machine's where the service does not send it.
func clockOf(header http.Header) time.Time {
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		return date
	}
	return time.Now()
}
