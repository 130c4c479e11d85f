package pace

import (
	"context"
	"errors"
	"time"
)

var (
	// ErrRefused means that a request was refused after every pause, and nothing
	// else got through either.
	ErrRefused = errors.New("the rate limit refused every retry")
	// ErrRefusedAlone means that a request was refused each time it was sent alone
	// after a pause, while others got through.
	ErrRefusedAlone = errors.New("this request alone was refused each time, while others got through")
)

// lastRefusals is how many more pauses a request survives that was in line while
// another one gave up, unless something gets through. Without it, ten reads of a
// server that always refuses would give up one after the other, each after all its
// pauses.
const lastRefusals = 2

// Refused ends a request that was answered with a 429, and returns the pause before
// it goes out again, or an error where it is given up. Everybody pauses, unless it
// is refused for its own sake. Many refused at once are one refusal. retryAfter is
// the server's hint; zero or less is none.
func (t *Turn) Refused(ctx context.Context, retryAfter time.Duration) (time.Duration, error) {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.signalNext()
	t.release()
	if t.refusals++; t.refusals == 1 { // later ones keep the place, or a limit starves it
		l.places++
		t.place = l.places
	}
	if t.proven == t.epoch || l.trial == t {
		return t.pauseAlone(ctx, retryAfter)
	}
	return t.pauseAll(ctx, retryAfter)
}

// pauseAlone begins a pause of the turn's own. The limiter is locked.
func (t *Turn) pauseAlone(ctx context.Context, retryAfter time.Duration) (time.Duration, error) {
	l := t.limiter
	t.own++
	proven := t.proven == t.epoch || t.own > 1
	if proven {
		t.prove()
		if l.trial == t {
			l.trial = nil
		}
	}
	pause := max(retryAfter, Backoff(t.own))
	switch {
	case proven && t.own >= l.maxRefusals:
		return 0, l.verdict(t)
	case !fits(ctx, pause):
		return 0, TooLong{pause}
	}
	t.pause = pause
	return pause, nil
}

// pauseAll begins a pause, or extends the one that has begun since the request was
// sent. A request that is given up begins none, for others may have more time. The
// limiter is locked.
func (t *Turn) pauseAll(ctx context.Context, retryAfter time.Duration) (time.Duration, error) {
	l := t.limiter
	now := time.Now()
	pause := max(retryAfter, l.until.Sub(now), 0)
	first := t.epoch == l.epoch
	if first {
		l.width = 1
		if l.refusals >= l.patience(t) {
			err := l.verdict(t)
			l.refusals, l.worn = 0, l.places
			return 0, err
		}
		pause = max(pause, Backoff(l.refusals+1))
	}
	if !fits(ctx, pause) {
		return 0, TooLong{pause}
	}
	if first {
		l.epoch++
		l.current, l.through, l.together = 0, false, 0
		if l.refusals++; l.refusals == 1 {
			l.only = t
		} else if l.only != t {
			l.only = nil
		}
		l.rate.refused(now)
		t.strikes++
		if l.trial != nil { // it is not the only one
			l.trial.own, l.trial = 0, nil
		}
	}
	l.together++
	l.until = now.Add(pause)
	l.rate.resumed = l.until
	l.signalAll() // the pause may be longer than their time
	return pause, nil
}

// verdict returns why the turn is given up.
func (l *Limiter) verdict(t *Turn) error {
	alone := l.refusals == 0 || l.only == t && len(l.line) == 0
	if alone && l.worn == 0 && l.answered.After(t.sent) {
		return ErrRefusedAlone
	}
	return ErrRefused
}

// patience returns how many pauses in a row the turn survives.
func (l *Limiter) patience(t *Turn) int {
	if t.joined <= l.worn {
		return min(lastRefusals, l.maxRefusals)
	}
	return l.maxRefusals
}
