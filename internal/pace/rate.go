package pace

import (
	"math"
	"time"
)

const (
	// rateMemory: a 429 on its own says little about the rate that a limit
	// allows. A second one within this time of the last pause does.
	rateMemory = 10 * time.Second

	// enough pauses, each within rateMemory of the one before, teach a rate.
	enough = 2

	// slowRise and fastRise are how long a rate takes to double: slow where the
	// refused rate is known, fast where it was estimated from a few answers.
	slowRise = 6 * time.Second
	fastRise = 2 * time.Second

	// rateMargin of the rate that was refused is where a learnt one starts.
	rateMargin = 0.9
	// minRate, in requests per second, is the slowest one that is learnt: slower
	// limits say so in Retry-After, or are left to the backoff.
	minRate = 0.5

	// silent for so long, a client is within every limit per second. A request that
	// is under way for longer is slow or hangs, and not waited for.
	silent = time.Second
)

// rate spaces requests: by the rate that is configured, and once a limit has
// refused them repeatedly by what it seems to allow. The width alone cannot: at
// one request per second every second request would be refused.
type rate struct {
	most    float64       // requests per second, 0 for no bound
	learnt  float64       // requests per second that were refused, 0 for none
	rise    time.Duration // how long learnt takes to double
	resumed time.Time     // end of the last pause
	sent    time.Time     // start of the last request
	strikes int           // pauses within rateMemory
	answers []time.Time   // within the last second and since the last pause
}

// next returns when the next request may start.
func (r *rate) next(now time.Time) time.Time { return r.sent.Add(interval(r.current(now))) }

// interval returns the time between two requests at a rate.
func interval(perSecond float64) time.Duration {
	return time.Duration(min(float64(time.Second)/perSecond, float64(maxWait)))
}

// current returns the rate at the given time. A learnt one stays nearly level
// after a pause, so that most requests find room, and rises steeply later, so that
// a limit that is gone is soon forgotten.
func (r *rate) current(now time.Time) float64 {
	current := math.Inf(1)
	if r.most > 0 {
		current = r.most
	}
	if r.learnt > 0 {
		risen := max(now.Sub(r.resumed), 0).Seconds() / r.rise.Seconds()
		current = min(current, r.learnt*rateMargin*(1+risen*risen*risen))
	}
	return current
}

// quiet returns how long nothing may have been sent before a request for which the
// limit, as far as it is known, has room: 0 where none is known.
func (r *rate) quiet(now time.Time) time.Duration {
	if r.learnt == 0 || now.Sub(r.resumed) > rateMemory {
		return 0
	}
	return max(silent, interval(r.learnt))
}

// answered records a request that got through.
func (r *rate) answered(now time.Time) {
	r.forget(now)
	r.answers = append(r.answers, now)
}

func (r *rate) forget(now time.Time) {
	for len(r.answers) > 0 && now.Sub(r.answers[0]) >= time.Second {
		r.answers = r.answers[1:]
	}
}

// refused learns from a 429 that begins a pause.
func (r *rate) refused(now time.Time) {
	current := r.current(now)
	r.forget(now)
	measured := float64(len(r.answers))
	r.strikes++
	r.answers = nil
	switch {
	case now.Sub(r.resumed) > rateMemory:
		r.learnt, r.strikes = 0, 1
	case r.learnt == 0 && r.strikes < enough:
	case measured == 0:
		r.learnt *= rateMargin
	case measured < current/2:
		r.learnt, r.rise = measured, fastRise
	default:
		r.learnt, r.rise = min(measured, current), slowRise
	}
	if r.learnt > 0 {
		r.learnt = max(r.learnt, minRate)
	}
}

// unlearn takes back so many pauses that no limit was the reason of.
func (r *rate) unlearn(strikes int) {
	if r.strikes = max(r.strikes-strikes, 0); r.strikes < enough {
		r.learnt = 0
	}
}
