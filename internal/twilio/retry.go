package twilio

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// MinBackoff is the shortest wait before a retry that the service says nothing
	// about.
	MinBackoff = 500 * time.Millisecond
	// MaxBackoff is the longest one.
	MaxBackoff = 30 * time.Second

	// maxConnectRetries is how many retries a host or a proxy gets that nothing
	// listens on: with their backoff they outlast a restart of two or three seconds.
	maxConnectRetries = 3

	// maxRetryAfter, in seconds, is what a longer Retry-After counts as: a year,
	// more time than any read has.
	maxRetryAfter = 365 * 24 * 60 * 60
)

// exchange sends a request, and retries what is transient. The reply is one that
// the request's decode has accepted.
func (c *Client) exchange(ctx context.Context, r *request) (answer *reply, attempts int, err error) {
	turn := r.limiter.join()
	defer turn.leave()
	retries := retries{left: c.options.MaxRetries}
	client, cause := c.pooled, errQueued
	for attempt := 1; ; attempt++ {
		if err := turn.wait(ctx); err != nil {
			return nil, attempt - 1, newError(r, answer, attempt-1, err, cause)
		}
		if answer, cause = c.send(ctx, r, client); cause == nil {
			turn.done(true)
			return answer, attempt, nil
		}

		var wait time.Duration
		var err error
		limited := answer != nil && answer.status == http.StatusTooManyRequests
		if limited {
			wait, err = turn.refused(ctx, answer.retryAfter)
		} else {
			turn.done(answer != nil)
			wait, err = retries.next(ctx, answer, cause)
		}
		switch {
		case errors.Is(err, errNoRetry):
			return nil, attempt, newError(r, answer, attempt, nil, cause)
		case errors.Is(err, errRefused):
			return nil, attempt, newError(r, answer, attempt, nil, err)
		case err != nil:
			return nil, attempt, newError(r, answer, attempt, err, cause)
		}
		if answer == nil || mixedUp(cause) { // the connection may be dead, or one reply behind
			c.pooled.CloseIdleConnections()
			client = c.fresh
		}
		if c.options.OnWait != nil && wait > 0 {
			c.options.OnWait(ctx, newWait(r, answer, attempt, cause, wait))
		}
		if limited {
			continue // the turn's own wait holds every read back
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, attempt, newError(r, answer, attempt, err, cause)
		}
	}
}

func newWait(r *request, answer *reply, attempt int, cause error, duration time.Duration) Wait {
	wait := Wait{Attempt: attempt, Cause: cause.Error(), Duration: duration}
	if answer != nil {
		wait.RequestID = r.redactor.printable(answer.requestID)
	}
	if cause == errStatus { //nolint:errorlint // never wrapped
		wait.Cause = statusText(answer.status)
	}
	return wait
}

// errNoRetry: the cause is permanent, or its retries are used up.
var errNoRetry = errors.New("no retry")

// retries are what is left of the retries of one request.
type retries struct {
	left    int
	made    int
	connect int  // made after a connection that did not come about
	silent  bool // made after a connection that fell silent
	mixed   bool // made after a reply to another request
}

// next returns the wait before the next attempt, or an error where there is none.
func (r *retries) next(ctx context.Context, answer *reply, cause error) (time.Duration, error) {
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case errors.Is(cause, errConnectionSilent) && !r.silent:
		// The connection is to blame, not the service: it costs no retry, once.
		r.silent = true
		return 0, nil
	case mixedUp(cause) && !r.mixed:
		r.mixed = true
		return 0, nil
	case !transient(answer, cause) || r.left == 0:
		return 0, errNoRetry
	}
	if failure, ok := errors.AsType[*connectionError](cause); ok && failure.connect() {
		if r.connect++; r.connect > maxConnectRetries {
			return 0, errNoRetry
		}
	}
	r.left--
	r.made++
	if answer != nil && answer.retryAfter > 0 {
		return answer.retryAfter, nil
	}
	return backoff(r.made), nil
}

// transient reports whether another attempt can succeed.
func transient(answer *reply, cause error) bool {
	if cause == errStatus { //nolint:errorlint // never wrapped
		switch answer.status {
		case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
			http.StatusServiceUnavailable, http.StatusGatewayTimeout,
			520, 521, 522, 523, 524: // a CDN's words for an origin that did not answer
			return true
		}
		return false
	}
	failure, ok := errors.AsType[*connectionError](cause)
	return errors.Is(cause, errDamaged) || errors.Is(cause, errRequestTimeout) || errors.Is(cause, errConnectionSilent) ||
		ok && failure.retryable()
}

// backoff returns how long to wait before the given retry, counted from 1:
// exponential with jitter, from MinBackoff to MaxBackoff.
func backoff(retry int) time.Duration {
	wait := MaxBackoff
	if doublings := max(retry-1, 0); doublings < 6 {
		wait = MinBackoff << doublings
	}
	wait += time.Duration(rand.Int64N(int64(wait / 2))) //nolint:gosec // jitter is no secret
	return min(wait, MaxBackoff)
}

// parseRetryAfter reads a Retry-After header: seconds, or an HTTP date on the
// service's clock. The result is not positive where the header gives no time to
// wait: absent, zero, negative, past or nonsense.
func parseRetryAfter(header string, now time.Time) time.Duration {
	seconds, err := strconv.ParseInt(header, 10, 64)
	switch {
	case err == nil:
		return time.Duration(max(min(seconds, maxRetryAfter), 0)) * time.Second
	case errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(header, "-"):
		return maxRetryAfter * time.Second
	}
	if date, err := http.ParseTime(header); err == nil {
		return min(date.Sub(now), maxRetryAfter*time.Second)
	}
	return 0
}

// tooLong is returned by sleep; it carries the wait that was not made.
type tooLong struct{ wait time.Duration }

func (tooLong) Error() string        { return ErrWaitTooLong.Error() }
func (tooLong) Is(target error) bool { return target == ErrWaitTooLong }

// fits reports whether the context has that much time left.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, limited := ctx.Deadline()
	return !limited || wait < time.Until(deadline)
}

// sleep waits. Where the context would end before the wait does, it fails at
// once instead of waiting in vain.
func sleep(ctx context.Context, wait time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !fits(ctx, wait) {
		return tooLong{wait}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
