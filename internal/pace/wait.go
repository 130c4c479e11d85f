package pace

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

	// maxWait is what every longer wait counts as: a year, more time than any read
	// has.
	maxWait = 365 * 24 * time.Hour
)

// TooLong is the error of a wait that would end after its context does. It fails at
// once instead of waiting in vain.
type TooLong struct {
	// Wait is the wait that was not made.
	Wait time.Duration
}

// Error implements error.
func (TooLong) Error() string { return "the wait is longer than the time left" }

// Backoff returns how long to wait before the given retry, counted from 1:
// exponential with jitter, from MinBackoff to MaxBackoff.
func Backoff(retry int) time.Duration {
	wait := MaxBackoff
	if doublings := max(retry-1, 0); doublings < 6 {
		wait = MinBackoff << doublings
	}
	wait += time.Duration(rand.Int64N(int64(wait / 2))) //nolint:gosec // jitter is no secret
	return min(wait, MaxBackoff)
}

// RetryAfter returns the wait that a reply's header asks for: seconds, or a date
// on the service's own clock, which Date shows. The result is not positive where
// there is no time to wait: absent, zero, negative, past or nonsense.
func RetryAfter(header http.Header) time.Duration {
	const maxSeconds = int64(maxWait / time.Second)
	hint := header.Get("Retry-After")
	seconds, err := strconv.ParseInt(hint, 10, 64)
	switch {
	case err == nil:
		return time.Duration(max(min(seconds, maxSeconds), 0)) * time.Second
	case errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(hint, "-"):
		return maxWait
	}
	date, err := http.ParseTime(hint)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(date.Sub(now), maxWait)
}

// Sleep waits. It returns the context's error where that ends first, and TooLong at
// once where it is known to.
func Sleep(ctx context.Context, wait time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !fits(ctx, wait) {
		return TooLong{wait}
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fits reports whether the context has that much time left.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, limited := ctx.Deadline()
	return !limited || wait < time.Until(deadline)
}
