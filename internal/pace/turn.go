package pace

import (
	"context"
	"math"
	"time"
)

const (
	// few requests refused at once may each be refused for its own sake; more are a
	// limit, and going out one by one would cost them time.
	few = 3
	// doubtful is how many refusals of one request make it worth a silence to learn
	// whether it is refused for its own sake, where a limit is known.
	doubtful = 3
)

// Wait blocks until the request may go out, which it must at once. It fails with
// TooLong at once where a pause is longer than the time that the context has left.
func (t *Turn) Wait(ctx context.Context) error {
	if t.pause > 0 {
		if err := Sleep(ctx, t.pause); err != nil {
			return err
		}
		t.pause = 0
	}
	t.enqueue()
	for {
		delay, err := t.admit(ctx)
		if err != nil || delay <= 0 {
			return err
		}
		select {
		case <-time.After(delay):
		case <-t.wake:
		case <-ctx.Done():
		}
	}
}

// admit starts the turn's request, or returns how long until the next attempt.
func (t *Turn) admit(ctx context.Context) (time.Duration, error) {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	delay := max(l.until.Sub(now), l.rate.next(now).Sub(now))
	switch {
	case ctx.Err() != nil:
		t.dequeue()
		return 0, ctx.Err()
	case delay > 0 && !fits(ctx, delay):
		t.dequeue()
		return 0, TooLong{delay}
	case l.next() != t || l.underWay >= l.maxWidth || l.current >= l.width:
		return math.MaxInt64, nil // a signal comes first
	}
	silence := now.Sub(l.rate.sent)
	quiet, alone := t.trial(now, silence)
	if alone {
		delay = max(delay, quiet-silence)
	}
	if (alone || l.trial != nil) && l.current > 0 {
		delay = max(delay, silent-silence)
	}
	if delay > 0 {
		return delay, nil
	}
	if alone && l.trial == nil {
		l.trial = t
	}
	t.start(now)
	return 0, nil
}

// trial reports whether the turn goes out alone, and after how long a silence. The
// last trial needs one in any case: what is refused after it fails.
func (t *Turn) trial(now time.Time, silence time.Duration) (quiet time.Duration, alone bool) {
	l := t.limiter
	if t.refusals == 0 || !l.through {
		return 0, false
	}
	quiet = l.rate.quiet(now)
	if t.own > 0 && t.own+1 >= l.maxRefusals {
		return max(quiet, silent), true
	}
	return quiet, silence >= quiet && l.together <= few || t.refusals >= doubtful
}

// Done ends a request that was not refused. answered says whether a reply came.
// It does nothing where no request is under way.
func (t *Turn) Done(answered bool) {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.signalNext()
	if t.underWay && answered && t.epoch == l.epoch {
		l.width = min(l.width+1, l.maxWidth)
		l.through = true
		l.refusals, l.worn = 0, 0
		l.rate.answered(time.Now())
		if l.trial != nil && l.trial != t {
			l.trial.prove()
		}
		l.trial = nil
	}
	if answered {
		l.answered = time.Now()
	}
	if l.trial == t {
		l.trial = nil
	}
	t.release()
}

// Leave gives up whatever the turn still holds.
func (t *Turn) Leave() { t.Done(false) }
