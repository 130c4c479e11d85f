package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/lenientjson"
)

// What an Error can hold, in addition to context.Canceled, context.DeadlineExceeded
// and the failures of connection_error.go.
var (
	// ErrNotAPI: a success, but the body is not the reply that was expected.
	ErrNotAPI = errors.New("the reply is not one of Twilio's API")
	// errDamaged: the body looks like a reply of the API and is damaged or cut off.
	errDamaged = errors.New("the reply is damaged or was cut off")
	// ErrRow: a row that is not an object with a valid SID.
	ErrRow = errors.New("a row of the reply is not an object with a valid SID")
	// ErrMismatch: a reply to another request.
	ErrMismatch = errors.New("the reply belongs to another request")
	// ErrAccount: a reply with the data of another account.
	ErrAccount = errors.New("the reply is another account's")
	// ErrRedirect: a redirect, which is never followed.
	ErrRedirect = errors.New("the reply is a redirect")
	// ErrPageTooLarge: a body beyond maxPageBytes, or more than maxPageRows rows.
	ErrPageTooLarge = fmt.Errorf("the page is larger than %d MiB or has more than %d rows", maxPageBytes>>20, maxPageRows)
	// ErrRepeatedPage: a page that was already read, so the list never ends.
	ErrRepeatedPage = errors.New("the service sent a page that was already read")
	// ErrNextPage: a next_page_url that can't be followed.
	ErrNextPage = errors.New("the reply does not say where the next page is")
	// errRequestTimeout: one request took longer than requestTimeout.
	errRequestTimeout = fmt.Errorf("no complete reply within %s", requestTimeout)
	// ErrWaitTooLong: the next attempt would come after the context's deadline.
	ErrWaitTooLong = errors.New("the wait before the next attempt is longer than the time left")
	// ErrNoReply: the context ended while a request waited for its reply.
	ErrNoReply = errors.New("no reply came")
	// errQueued: the context ended while a request waited for its turn.
	errQueued = errors.New("other requests were still under way")
)

// mixedUp reports whether something between mixes up replies: another connection may
// bring the right one.
func mixedUp(cause error) bool {
	return errors.Is(cause, ErrMismatch) || errors.Is(cause, ErrAccount) || errors.Is(cause, ErrRepeatedPage) ||
		errors.Is(cause, errUnproven)
}

// Error is what every failed request ends with. It names the method and
// the URL of the request, never its query, its body, its headers or a credential.
type Error struct {
	// Method and URL of the request that was sent; the URL has no query.
	Method, URL string
	// Host is that of the URL.
	Host string
	// Status is the HTTP status of the last reply, 0 where no reply came.
	Status int
	// Code, Message and MoreInfo are Twilio's own words about the error, zero
	// where the body does not hold them.
	Code     int
	Message  string
	MoreInfo string
	// RequestID is Twilio's id of the request, to quote to its support.
	RequestID string
	// Attempts is how many times the request was sent.
	Attempts int
	// Token reports that the request was one for an access token.
	Token bool
	// Ended is what ended the attempts before another one could mend Cause:
	// context.Canceled, context.DeadlineExceeded or ErrWaitTooLong. It is nil where
	// they ended of themselves.
	Ended error
	// Wait is the pause that was not made, with ErrWaitTooLong.
	Wait time.Duration
	// Cause is what the last attempt failed with, nil where Status says all.
	Cause error
}

// newError describes the end of a request's attempts, which ended, where it is not
// nil, cut short; answer is the last reply, nil where there was none.
func newError(r *request, answer *reply, attempts int, ended, cause error) error {
	switch {
	case cause == errStatus, cause == errUnproven: //nolint:errorlint // never wrapped
		cause = nil
	case ended != nil && errors.Is(cause, ended): // it ended the attempt too
		cause = ErrNoReply
	}
	target := *r.url
	target.RawQuery = ""
	e := &Error{
		Method: r.method, URL: target.String(), Host: target.Host, Attempts: attempts, Token: r.token, Ended: ended, Cause: cause,
	}
	if long, ok := errors.AsType[tooLong](ended); ok {
		e.Wait = long.wait
	}
	if answer == nil {
		return e
	}
	e.Status, e.RequestID = answer.status, r.redactor.printable(answer.requestID)
	if said := wordsOf(answer.body); !answer.successful() || said.isError() {
		e.Code, e.MoreInfo = said.Code, r.redactor.printable(said.MoreInfo)
		e.Message = r.redactor.printable(said.Message)
		if said.Error != "" {
			e.Message = strings.TrimSuffix(r.redactor.printable(said.Error)+": "+e.Message, ": ")
		}
	}
	return e
}

// Error implements error.
func (e *Error) Error() string {
	parts := []string{e.Method + " " + e.URL}
	if e.Status != 0 {
		parts = append(parts, statusText(e.Status))
	}
	if e.Code != 0 {
		parts = append(parts, fmt.Sprintf("Twilio error %d", e.Code))
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	for _, err := range e.Unwrap() {
		parts = append(parts, err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns Ended and Cause, where they are set.
func (e *Error) Unwrap() (set []error) {
	for _, err := range []error{e.Ended, e.Cause} {
		if err != nil {
			set = append(set, err)
		}
	}
	return set
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// words are what a body says about an error: in an outage it is HTML, text, empty
// or cut off, and says nothing.
type words struct {
	Code, Status      int
	Error             string // OAuth's code, such as invalid_client
	Message, MoreInfo string
}

// isError reports whether the body has the shape of Twilio's errors, whatever the
// status of the reply.
func (w words) isError() bool { return w.Code != 0 && w.Status >= http.StatusBadRequest }

// wordsOf reads Twilio's form of an error, and that of OAuth (RFC 6749, 5.2).
func wordsOf(body []byte) (w words) {
	var members struct {
		Code        jsontext.Value `json:"code"`
		Status      jsontext.Value `json:"status"`
		Message     jsontext.Value `json:"message"`
		MoreInfo    jsontext.Value `json:"more_info"`
		Error       jsontext.Value `json:"error"`
		Description jsontext.Value `json:"error_description"`
	}
	if json.Unmarshal(body, &members, lenientjson.Options) != nil {
		return w
	}
	var description string
	for member, target := range map[*jsontext.Value]any{
		&members.Code: &w.Code, &members.Status: &w.Status, &members.Message: &w.Message, &members.MoreInfo: &w.MoreInfo,
		&members.Error: &w.Error, &members.Description: &description,
	} {
		_ = json.Unmarshal(*member, target, lenientjson.Options) // one odd member does not cost the others
	}
	if w.Message != "" {
		w.Error = "" // Twilio's own form
	} else if w.Error != "" {
		w.Message = description
	}
	return w
}
