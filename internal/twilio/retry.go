package twilio

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second

	// maxRetryAfter, in seconds, is what a longer Retry-After counts as: a year,
	// more time than any read has.
	maxRetryAfter = 365 * 24 * 60 * 60
)

// backoff returns how long to wait before the given retry, counted from 1:
// exponential with jitter, from half a second to 30 seconds.
func backoff(retry int) time.Duration {
	wait := maxBackoff
	if doublings := retry - 1; doublings < 6 {
		wait = firstBackoff << doublings
	}
	wait += time.Duration(rand.Int64N(int64(wait / 2))) //nolint:gosec // jitter is no secret
	return min(wait, maxBackoff)
}

// parseRetryAfter reads a Retry-After header: seconds or an HTTP date. It
// returns a negative duration where the header is absent, negative or nonsense.
func parseRetryAfter(header string, now time.Time) time.Duration {
	seconds, err := strconv.ParseInt(header, 10, 64)
	switch {
	case err == nil && seconds < 0:
		return -1
	case err == nil:
		return time.Duration(min(seconds, maxRetryAfter)) * time.Second
	case errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(header, "-"):
		return maxRetryAfter * time.Second
	}
	if date, err := http.ParseTime(header); err == nil && date.After(now) {
		return date.Sub(now)
	}
	return -1
}

// passes tells whether a request that got no reply may get one later. What
// can't pass is named, since what can (resets, refusals, HTTP/2 errors) looks
// different on every system. For a refused certificate, version or handshake
// crypto/tls has no common type, but all its texts hold "tls: ".
func passes(err error) bool {
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		return !lookup.IsNotFound
	}
	return !strings.Contains(err.Error(), "tls: ") && !errors.Is(err, errProxyRefuses) && !errors.Is(err, http.ErrSchemeMismatch)
}

// gate holds all reads of a client back while one of them waits out a 429, so
// that they don't each run into the same wall.
type gate struct {
	mu    sync.Mutex
	until time.Time
}

// shut keeps the gate shut for at least the given time from now.
func (g *gate) shut(wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := time.Now().Add(wait); until.After(g.until) {
		g.until = until
	}
}

// pass waits until the gate is open.
func (g *gate) pass(ctx context.Context) error {
	for {
		g.mu.Lock()
		wait := time.Until(g.until)
		g.mu.Unlock()
		if wait <= 0 {
			return ctx.Err()
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// tooLong is returned by sleep; it carries the wait that was not made.
type tooLong struct{ wait time.Duration }

func (tooLong) Error() string        { return ErrWaitTooLong.Error() }
func (tooLong) Is(target error) bool { return target == ErrWaitTooLong }

// fits tells whether the context has that much time left.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, limited := ctx.Deadline()
	return !limited || wait < time.Until(deadline)
}

// sleep waits. Where the context would end before the wait does, it fails at
// once instead of sitting silent first.
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
