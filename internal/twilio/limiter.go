package twilio

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"time"
)

// errRefused: a request was refused more often than a read survives.
var errRefused = errors.New("the rate limit refused every retry")

// lastRefusals is how many more pauses a request survives that was in line while
// another one gave up, unless something gets through. Without it, ten reads of a
// server that always refuses would give up one after the other, each after all
// its pauses.
const lastRefusals = 2

// limiter decides when a client's requests go out: in the order of their turns,
// as many at a time as its width allows, and none during the pause after a 429.
// A 429 narrows it to one request; each request that gets through widens it by
// one (slow start). It is safe for concurrent use.
type limiter struct {
	maxWidth    int
	maxRefusals int

	mu       sync.Mutex
	width    int     // how many requests may be under way
	underWay int     // how many are
	line     []*turn // turns that wait, by place
	places   int     // places given out
	pace     pace

	// A pause begins an epoch. The answer to a request of an earlier one says
	// nothing about the time after the pause.
	epoch    int
	until    time.Time // end of the pause
	refusals int       // pauses in a row in which nothing got through
	worn     int       // last place given out when a request gave up, 0 once one got through
}

// newLimiter returns a limiter of at most width requests at a time. A request is
// given up when it is refused after maxRefusals pauses in a row in which no request
// got through.
func newLimiter(width, maxRefusals int) *limiter {
	return &limiter{maxWidth: width, maxRefusals: maxRefusals, width: width}
}

// turn is the place in line of one page, which it keeps over retries. It holds up
// those behind it only while it waits. One goroutine uses it.
type turn struct {
	limiter  *limiter
	place    int
	wake     chan struct{} // says that the limiter changed
	underWay bool
	epoch    int // in which the request was sent
}

// join takes the next place in line.
func (l *limiter) join() *turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.places++
	return &turn{limiter: l, place: l.places, wake: make(chan struct{}, 1)}
}

// wait blocks until the request may go out. It fails at once where the pause is
// longer than the time that the context has left.
func (t *turn) wait(ctx context.Context) error {
	t.enqueue()
	for {
		delay, err := t.admit(ctx)
		if err != nil || delay <= 0 {
			return err
		}
		timer := time.NewTimer(delay)
		select {
		case <-timer.C:
		case <-t.wake:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// refused ends a request that was answered with a 429. It begins a pause, or
// extends the one that has begun since the request was sent: many refused at once
// are one refusal. retryAfter is the server's hint; zero or less is none. The
// pause is returned, or an error where the request is given up: that begins no
// pause, for others may have more time.
func (t *turn) refused(ctx context.Context, retryAfter time.Duration) (time.Duration, error) {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	t.release()
	now := time.Now()
	pause := max(retryAfter, l.until.Sub(now), 0)
	first := t.epoch == l.epoch
	if first {
		l.width = 1
		if l.refusals >= l.patience(t) {
			l.refusals, l.worn = 0, l.places
			return 0, errRefused
		}
		pause = max(pause, backoff(l.refusals+1))
	}
	if !fits(ctx, pause) {
		return 0, tooLong{pause}
	}
	if first {
		l.epoch++
		l.refusals++
		l.pace.refused(now)
	}
	l.until = now.Add(pause)
	l.pace.resumed = l.until
	for _, waiting := range l.line {
		waiting.signal() // the pause may be longer than its time
	}
	return pause, nil
}

// done ends a request that was not refused. answered says whether a reply came.
// It does nothing where no request is under way.
func (t *turn) done(answered bool) {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.underWay && answered && t.epoch == l.epoch {
		l.width = min(l.width+1, l.maxWidth)
		l.refusals, l.worn = 0, 0
		l.pace.answered(time.Now())
	}
	t.release()
}

// leave gives up whatever the turn still holds.
func (t *turn) leave() { t.done(false) }

// patience returns how many pauses in a row the turn survives.
func (l *limiter) patience(t *turn) int {
	if t.place <= l.worn {
		return min(lastRefusals, l.maxRefusals)
	}
	return l.maxRefusals
}

func (t *turn) enqueue() {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	i, _ := slices.BinarySearchFunc(l.line, t, func(a, b *turn) int { return cmp.Compare(a.place, b.place) })
	l.line = slices.Insert(l.line, i, t)
}

// admit starts the turn's request, or returns how long until the next attempt.
func (t *turn) admit(ctx context.Context) (time.Duration, error) {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	pause := l.until.Sub(now)
	switch {
	case ctx.Err() != nil:
		t.dequeue()
		return 0, ctx.Err()
	case pause > 0 && !fits(ctx, pause):
		t.dequeue()
		return 0, tooLong{pause}
	case l.line[0] != t || l.underWay >= l.width:
		return math.MaxInt64, nil // a signal comes first
	}
	if delay := max(pause, l.pace.next(now).Sub(now)); delay > 0 {
		return delay, nil
	}
	l.underWay++
	l.pace.sent = now
	t.underWay, t.epoch = true, l.epoch
	t.dequeue()
	return 0, nil
}

// dequeue takes the turn out of the line. The limiter is locked.
func (t *turn) dequeue() {
	l := t.limiter
	l.line = slices.DeleteFunc(l.line, func(other *turn) bool { return other == t })
	l.signalFirst()
}

// release ends the turn's request, if one is under way. The limiter is locked.
func (t *turn) release() {
	if t.underWay {
		t.underWay = false
		t.limiter.underWay--
		t.limiter.signalFirst()
	}
}

func (l *limiter) signalFirst() {
	if len(l.line) > 0 {
		l.line[0].signal()
	}
}

func (t *turn) signal() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}
