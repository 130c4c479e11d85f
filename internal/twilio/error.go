package twilio

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

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
func (s *session) newError(r *request, answer *reply, attempts int, ended, cause error) error {
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
	redactor := s.redactor()
	e.Status, e.RequestID = answer.status, redactor.RequestID(answer.requestID)
	if said := wordsOf(answer.body); !answer.successful || said.isError() {
		printable := func(text string) string { return redactor.Printable(text, answer.status, said.Code) }
		e.Code, e.Message, e.MoreInfo = said.Code, printable(said.Message), printable(said.MoreInfo)
		if said.Error != "" {
			e.Message = strings.TrimSuffix(printable(said.Error)+": "+e.Message, ": ")
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
