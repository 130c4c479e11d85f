package twilio

import (
	"context"
	"errors"
	"net/http"
	"time"

	"terraform-provider-twilio/internal/pace"
	"terraform-provider-twilio/internal/redact"
)

// session is one user of the API: its requests are signed with the credentials, and
// none of its texts repeats them or a name that is asked for.
type session struct {
	client      *Client
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
	left := retries{left: s.client.options.MaxRetries}
	transport, cause := s.client.transports.Pooled, errQueued
	for attempt := 1; ; attempt++ {
		if err := turn.Wait(ctx); err != nil {
			return nil, attempt - 1, s.newError(r, answer, attempt-1, err, cause)
		}
		// A token can end while its request waits in line.
		authorization, err := s.credentials.authorization(ctx, s.client)
		if err != nil {
			return nil, attempt - 1, err
		}
		if answer, cause = s.client.send(ctx, r, authorization, transport); cause == nil {
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
		if answer == nil || mixedUp(cause) { // the connection may be dead, or one reply behind
			s.client.transports.CloseIdle()
			transport = s.client.transports.Fresh
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
	if s.client.options.OnWait == nil || duration <= 0 {
		return
	}
	wait := Wait{Attempt: attempt, Cause: cause.Error(), Duration: duration}
	if answer != nil {
		wait.RequestID = s.redactor().RequestID(answer.requestID)
	}
	if cause == errStatus { //nolint:errorlint // never wrapped
		wait.Cause = statusText(answer.status)
	}
	s.client.options.OnWait(ctx, wait)
}

// redactor knows what no text may repeat: the credentials, and the name.
func (s *session) redactor() *redact.Redactor {
	return redact.New(s.name, s.credentials.secrets()...)
}
