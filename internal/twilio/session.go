package twilio

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"terraform-provider-twilio/internal/pace"
	"terraform-provider-twilio/internal/redact"
)

// Credentials are a way to authenticate.
type Credentials interface {
	// authorization returns the Authorization header of a request. It may fetch a
	// token first, within the context.
	authorization(ctx context.Context, c *carrier) (string, error)
	// refused records that the API answered a request with this header with 401,
	// and reports whether another header may be accepted.
	refused(authorization string) bool
	// secrets returns what no reply may put into a text.
	secrets() []string
}

// BasicAuth returns HTTP Basic credentials: an account SID and its auth token, or
// an API key SID and its secret.
func BasicAuth(username, password string) Credentials {
	return basicAuth{password, "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))}
}

type basicAuth struct{ password, header string }

func (b basicAuth) authorization(context.Context, *carrier) (string, error) { return b.header, nil }

func (basicAuth) refused(string) bool { return false }

func (b basicAuth) secrets() []string { return []string{b.password} }

// session is one user of the API: its requests are signed with the credentials, and
// none of its texts repeats them or a name that is asked for.
type session struct {
	*carrier

	credentials Credentials
	limiter     *pace.Limiter
	name        string // of whom or what is asked for, empty for none
}

// exchange sends a request until it is answered or has failed for good. Each attempt
// passes the layers from top to bottom: its turn in line, its signature, the
// connection; then its outcome decides about another one.
func (s *session) exchange(ctx context.Context, r *request) (answer *reply, attempts int, err error) {
	turn := s.limiter.Join()
	defer turn.Leave()
	left := retries{left: s.maxRetries}
	transport, cause := s.transports.Pooled, errQueued
	for attempt := 1; ; attempt++ {
		if err := turn.Wait(ctx); err != nil {
			return nil, attempt - 1, s.newError(r, answer, attempt-1, err, cause)
		}
		// A token can end while its request waits in line.
		authorization, err := s.credentials.authorization(ctx, s.carrier)
		if err != nil {
			return nil, attempt - 1, err
		}
		if answer, cause = s.send(ctx, r, authorization, transport); cause == nil {
			turn.Done(true)
			return answer, attempt, nil
		}

		var wait time.Duration
		limited := answer != nil && answer.status == http.StatusTooManyRequests
		if limited {
			wait, err = turn.Refused(ctx, answer.retryAfter)
		} else {
			turn.Done(answer != nil)
			wait, err = left.next(ctx, answer, cause, func() bool { return s.credentials.refused(authorization) })
		}
		switch {
		case errors.Is(err, errNoRetry):
			return nil, attempt, s.newError(r, answer, attempt, nil, cause)
		case errors.Is(err, pace.ErrRefused), errors.Is(err, pace.ErrRefusedAlone):
			return nil, attempt, s.newError(r, answer, attempt, nil, err)
		case err != nil:
			return nil, attempt, s.newError(r, answer, attempt, err, cause)
		}
		// The connection may be dead, or one reply behind.
		if answer == nil || mixedUp(cause) || errors.Is(cause, errUnproven) {
			s.transports.CloseIdle()
			transport = s.transports.Fresh
		}
		s.announce(ctx, answer, attempt, cause, wait)
		if limited {
			continue // the turn's own wait holds every read back
		}
		if err := pace.Sleep(ctx, wait); err != nil {
			return nil, attempt, s.newError(r, answer, attempt, err, cause)
		}
	}
}

// announce tells the client's user of a wait before another attempt.
func (s *session) announce(ctx context.Context, answer *reply, attempt int, cause error, duration time.Duration) {
	if s.onWait == nil || duration <= 0 {
		return
	}
	wait := Wait{Attempt: attempt, Cause: cause.Error(), Duration: duration}
	if answer != nil {
		wait.RequestID = s.redactor().RequestID(answer.requestID)
	}
	if cause == errStatus { //nolint:errorlint // never wrapped
		wait.Cause = statusText(answer.status)
	}
	s.onWait(ctx, wait)
}

// redactor knows what no text may repeat: the credentials, and the name.
func (s *session) redactor() *redact.Redactor {
	return redact.New(s.name, s.credentials.secrets()...)
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
