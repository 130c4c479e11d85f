package pace

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// Limiter decides when a client's requests go out: in the order of their turns, as
// many at a time as its width allows, and none during the pause after a 429. A 429
// narrows it to one request; each request that gets through widens it by one (slow
// start). It is safe for concurrent use.
type Limiter struct {
	maxWidth    int
	maxRefusals int

	mu       sync.Mutex
	line     []*Turn // turns that wait, by place
	places   int     // places given out
	underWay int     // requests that are, never more than maxWidth
	rate     rate

	// A pause begins an epoch. The answer to a request of an earlier one says
	// nothing about the time after the pause, and one that hangs holds up nobody.
	epoch    int
	width    int       // how many requests of this epoch may be under way
	current  int       // how many are
	until    time.Time // end of the pause
	through  bool      // a request of this epoch got through
	together int       // requests refused at the same time, which began it
	refusals int       // pauses in a row in which nothing got through
	only     *Turn     // began all of these, nil where several did
	answered time.Time // when a request got through last
	worn     int       // last place given out when a request gave up, 0 once one got through

	// trial is a turn that was refused before, and goes out alone to learn
	// whether it is refused for its own sake. The next answer to another one says
	// so, which also goes out alone.
	trial *Turn
}

// New returns a limiter of at most width requests at a time and, where perSecond
// is above 0, so many in a second. A request is given up when it is refused after
// maxRefusals pauses in a row in which no request got through, or so many times
// for its own sake.
func New(width, maxRefusals int, perSecond float64) *Limiter {
	return &Limiter{maxWidth: width, maxRefusals: maxRefusals, width: width, epoch: 1, rate: rate{most: perSecond}}
}

// Takes returns the time that so many requests need at least to go out, at the
// number per second that New was given.
func (l *Limiter) Takes(requests int) time.Duration {
	if l.rate.most <= 0 || requests < 2 {
		return 0
	}
	return interval(l.rate.most / float64(requests-1))
}

// Turn is the place in line of one request, which it keeps over retries, except
// that a refused one goes behind those who wait. It holds up those behind it only
// while it waits. One goroutine uses it.
type Turn struct {
	limiter *Limiter
	wake    chan struct{} // says that the limiter changed
	joined  int           // the place that it was given first
	place   int

	underWay bool
	epoch    int       // in which the request was sent
	sent     time.Time // for the first time, or the first that was refused

	refusals int           // times it was refused
	own      int           // of these, for its own sake
	proven   int           // epoch in which others got through right after one of those
	strikes  int           // pauses of all that it began
	pause    time.Duration // its own, before it waits in line
}

// Join takes the next place in line.
func (l *Limiter) Join() *Turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.places++
	return &Turn{limiter: l, joined: l.places, place: l.places, wake: make(chan struct{}, 1)}
}

// next returns the turn that goes out next, nil where none waits: the first one,
// but while it is open whether anybody gets through, the one that was refused least.
func (l *Limiter) next() *Turn {
	switch {
	case len(l.line) == 0:
		return nil
	case l.through && l.trial == nil:
		return l.line[0]
	}
	return slices.MinFunc(l.line, func(a, b *Turn) int { return cmp.Compare(a.refusals, b.refusals) })
}

func (l *Limiter) signalNext() {
	if next := l.next(); next != nil {
		next.signal()
	}
}

// signalAll lets every turn that waits see what changed.
func (l *Limiter) signalAll() {
	for _, waiting := range l.line {
		waiting.signal()
	}
}

func (t *Turn) signal() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// find returns where the turn is in line, or belongs.
func (l *Limiter) find(t *Turn) int {
	i, _ := slices.BinarySearchFunc(l.line, t, func(a, b *Turn) int { return cmp.Compare(a.place, b.place) })
	return i
}

// enqueue puts the turn into the line.
func (t *Turn) enqueue() {
	l := t.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	l.line = slices.Insert(l.line, l.find(t), t)
}

// dequeue takes the turn out of the line. The limiter is locked.
func (t *Turn) dequeue() {
	l := t.limiter
	i := l.find(t)
	l.line = slices.Delete(l.line, i, i+1)
	l.signalNext()
}

// start sends the turn's request. The limiter is locked.
func (t *Turn) start(now time.Time) {
	l := t.limiter
	t.underWay, t.epoch = true, l.epoch
	if t.refusals == 0 {
		t.sent = now
	}
	l.underWay++
	l.current++
	l.rate.sent = now
	t.dequeue()
}

// release ends the turn's request, if one is under way. The limiter is locked.
func (t *Turn) release() {
	if !t.underWay {
		return
	}
	l := t.limiter
	t.underWay = false
	l.underWay--
	if t.epoch == l.epoch {
		l.current--
	}
}

// prove records that the turn is refused for its own sake, until another one is
// refused: the pauses that it began for all say nothing of a limit.
func (t *Turn) prove() {
	t.proven = t.limiter.epoch
	t.limiter.rate.unlearn(t.strikes)
	t.strikes = 0
}
