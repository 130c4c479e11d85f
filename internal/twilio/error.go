package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// What an Error can wrap, beside context.Canceled, context.DeadlineExceeded and
// the transport's own errors.
var (
	// ErrNotAPI: status 200, but the body is not a page of conversations.
	ErrNotAPI = errors.New("the reply is not a page of conversations")
	// ErrBadJSON: the body looks like a page and is damaged or cut off.
	ErrBadJSON = errors.New("the reply is damaged or was cut off")
	// ErrRow: a row that can't be told from others, or is not an object.
	ErrRow = errors.New("a row of the reply is not an object with a conversation_sid")
	// ErrRedirect: a redirect, which is never followed.
	ErrRedirect = errors.New("the reply is a redirect")
	// ErrPageTooLarge: a body beyond MaxPageBytes.
	ErrPageTooLarge = errors.New("the reply is larger than 32 MiB")
	// ErrRepeatedPage: a page that was already read, so the list never ends.
	ErrRepeatedPage = errors.New("the service sent a page that was already read")
	// ErrNextPage: a next_page_url that can't be followed.
	ErrNextPage = errors.New("the reply does not say where the next page is")
	// ErrRequestTimeout: one request took longer than RequestTimeout.
	ErrRequestTimeout = errors.New("no complete reply within 30 seconds")
	// ErrWaitTooLong: the next try would come after the context's deadline.
	ErrWaitTooLong = errors.New("the wait before the next try is longer than the time left")
)

// Error is the one error of this package. It names the method and the path of
// the request, never its query, its headers or a credential.
type Error struct {
	// Path of the request, or of the read where none was made.
	Path string
	// Status is the HTTP status, 0 where no reply came.
	Status int
	// Code, Message and MoreInfo are Twilio's own words about the error, zero
	// where the body does not hold them.
	Code     int
	Message  string
	MoreInfo string
	// RequestID is Twilio's id of the request, to quote to its support.
	RequestID string
	// Tries is how often the page was asked for.
	Tries int
	// Wait is the pause that was not made, with ErrWaitTooLong.
	Wait time.Duration
	// Err is the cause, nil where Status says it all.
	Err error

	// retryAfter is what the service asked for: negative where it did not.
	retryAfter time.Duration
}

// Error implements error.
func (e *Error) Error() string {
	parts := []string{"GET " + e.Path}
	if e.Status != 0 {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))))
	}
	if e.Code != 0 {
		parts = append(parts, fmt.Sprintf("Twilio error %d", e.Code))
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// temporary tells whether asking again can help.
func (e *Error) temporary() bool {
	switch e.Status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case 0, http.StatusOK:
		cause, below := errors.AsType[*foreign](e.Err)
		return errors.Is(e.Err, ErrBadJSON) || errors.Is(e.Err, ErrRequestTimeout) || below && passes(cause.cause)
	}
	return false
}

// transport records that the request failed below HTTP.
func (e *Error) transport(ctx context.Context, err error) *Error {
	if ctx.Err() != nil {
		e.Err = context.Cause(ctx)
		return e
	}
	if quoting, ok := errors.AsType[*url.Error](err); ok {
		err = quoting.Err // without the address, whose query names the participant
	}
	e.Err = &foreign{err.Error(), err}
	return e
}

// because records why the page is not asked for again.
func (e *Error) because(err error) *Error {
	if long, ok := errors.AsType[tooLong](err); ok {
		e.Wait = long.wait
	}
	if e.Err != nil {
		err = fmt.Errorf("%w: %w", err, e.Err)
	}
	e.Err = err
	return e
}

// explain takes Twilio's own words from an error's body, as far as they are
// there: in an outage the body is HTML, text, empty or cut off.
func (e *Error) explain(body []byte) {
	var words struct {
		Code     jsontext.Value `json:"code"`
		Message  jsontext.Value `json:"message"`
		MoreInfo jsontext.Value `json:"more_info"`
	}
	if json.Unmarshal(body, &words, JSONOptions) != nil {
		return
	}
	// One odd field does not cost the others.
	_ = json.Unmarshal(words.Code, &e.Code)
	_ = json.Unmarshal(words.Message, &e.Message)
	_ = json.Unmarshal(words.MoreInfo, &e.MoreInfo)
}

// foreign is a cause in somebody else's words, which withhold may have to drop.
type foreign struct {
	text  string
	cause error
}

func (f *foreign) Error() string { return f.text }
func (f *foreign) Unwrap() error { return f.cause }

// withhold makes the error's foreign texts safe to print.
func (e *Error) withhold(secrets secrets) {
	e.Message, e.MoreInfo, e.RequestID = secrets.printable(e.Message), secrets.printable(e.MoreInfo), secrets.printable(e.RequestID)
	if cause, ok := errors.AsType[*foreign](e.Err); ok {
		cause.text = secrets.printable(cause.text)
	}
}
