package twilio

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"terraform-provider-twilio/internal/pace"
)

// Error is what every failed request ends with. It names the method and
// the URL of the request, never its query, its body, its headers or a credential.
type Error struct {
	// Method and URL of the request that was sent. The URL has no query, no path of
	// a gateway, which can hold a key, and no name.
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
func (s *session) newError(r *request, answer *reply, attempts int, ended, cause error) error {
	switch {
	case cause == errStatus, cause == errUnproven: //nolint:errorlint // never wrapped
		cause = nil
	case ended != nil && errors.Is(cause, ended): // it ended the attempt too
		cause = ErrNoReply
	}
	e := &Error{
		Method: r.method, URL: r.url.Scheme + "://" + r.url.Host + r.path, Host: r.url.Host,
		Attempts: attempts, Token: r.token, Ended: ended, Cause: cause,
	}
	if long, ok := errors.AsType[pace.TooLong](ended); ok {
		e.Wait, e.Ended = long.Wait, ErrWaitTooLong
	}
	if answer == nil {
		return e
	}
	redactor := s.redactor()
	e.Status, e.RequestID = answer.status, redactor.RequestID(answer.requestID)
	if said := wordsOf(answer.body); !answer.successful || said.isError() {
		printable := func(text string) string { return redactor.Printable(text, answer.status, said.Code) }
		e.Message, e.MoreInfo = printable(said.Message), printable(said.MoreInfo)
		if said.Code <= maxCode {
			e.Code = said.Code
		}
		if said.Error != "" {
			e.Message = strings.TrimSuffix(printable(said.Error)+": "+e.Message, ": ")
		}
	}
	return e
}

// maxCode bounds Twilio's codes. A longer number could be anybody's.
const maxCode = 99999

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
