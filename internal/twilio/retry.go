package twilio

import (
	"context"
	"errors"
	"net/http"
	"time"

	"terraform-provider-twilio/internal/connect"
	"terraform-provider-twilio/internal/pace"
)

// maxConnectRetries is how many retries a host or a proxy gets that nothing listens
// on: with their backoff they outlast a restart of two or three seconds.
const maxConnectRetries = 3

// errNoRetry: the cause is permanent, or its retries are used up.
var errNoRetry = errors.New("no retry")

// retries are what is left of the retries of one request.
type retries struct {
	left    int
	made    int
	connect int  // made after a connection that did not come about
	silent  bool // made after a connection that fell silent
	mixed   bool // made after a reply to another request
	missed  bool // made after a 404 that proves nothing
	renewed bool // made after a refused token
}

// next returns the wait before the next attempt, or an error where there is none.
// renewable says whether new credentials may be accepted where these were refused.
func (r *retries) next(ctx context.Context, answer *reply, cause error, renewable func() bool) (time.Duration, error) {
	failure, failed := errors.AsType[*connect.Error](cause)
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case answer != nil && answer.status == http.StatusUnauthorized && !r.renewed && renewable():
		r.renewed = true
		return 0, nil
	case failed && failure.Silent && !r.silent: // the connection is to blame, not the service
		r.silent = true
		return 0, nil
	case errors.Is(cause, errUnproven) && !r.missed:
		r.missed = true
		return 0, nil
	case mixedUp(cause) && !r.mixed:
		r.mixed = true
		return 0, nil
	case !transient(answer, cause) || r.left == 0:
		return 0, errNoRetry
	}
	if failed && failure.Unconnected {
		if r.connect++; r.connect > maxConnectRetries {
			return 0, errNoRetry
		}
	}
	r.left--
	r.made++
	if answer != nil && answer.retryAfter > 0 {
		return answer.retryAfter, nil
	}
	return pace.Backoff(r.made), nil
}

// transient reports whether another attempt can succeed.
func transient(answer *reply, cause error) bool {
	if cause == errStatus { //nolint:errorlint // never wrapped
		switch answer.status {
		case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
			http.StatusServiceUnavailable, http.StatusGatewayTimeout,
			520, 521, 522, 523, 524: // a CDN's words for an origin that did not answer
			return true
		}
		return false
	}
	failure, failed := errors.AsType[*connect.Error](cause)
	return errors.Is(cause, errDamaged) || errors.Is(cause, errRequestTimeout) || failed && !failure.Permanent
}

// mixedUp reports whether something between mixes up replies: another connection may
// bring the right one.
func mixedUp(cause error) bool {
	return errors.Is(cause, ErrMismatch) || errors.Is(cause, ErrAccount) || errors.Is(cause, ErrRepeatedPage)
}
