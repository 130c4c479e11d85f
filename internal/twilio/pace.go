package twilio

import (
	"math"
	"time"
)

const (
	// paceMemory: a 429 on its own says little about the rate that a limit
	// allows. A second one within this time of the last pause does.
	paceMemory = 10 * time.Second

	// slowRise and fastRise are how long a rate takes to double: slow where the
	// refused rate is known, fast where it was estimated from a few answers.
	slowRise = 6 * time.Second
	fastRise = 2 * time.Second

	// paceMargin of the rate that was refused is where a pace starts.
	paceMargin = 0.9
	// minPace, in requests per second: slower limits say so in Retry-After, or
	// are left to the backoff.
	minPace = 0.5
)

// pace spaces requests once a rate limit has refused them repeatedly. The width
// alone cannot: at one request per second every second request would be refused.
// The zero value sets no pace.
type pace struct {
	rate    float64       // requests per second that were refused, 0 for no pace
	rise    time.Duration // how long rate takes to double
	resumed time.Time     // end of the last pause
	sent    time.Time     // start of the last request
	answers []time.Time   // within the last second and since the last pause
}

// next returns when the next request may start.
func (p *pace) next(now time.Time) time.Time {
	return p.sent.Add(time.Duration(float64(time.Second) / p.current(now)))
}

// current returns the rate at the given time. It stays nearly level after a
// pause, so that most requests find room, and rises steeply later, so that a limit
// that is gone is soon forgotten.
func (p *pace) current(now time.Time) float64 {
	if p.rate == 0 {
		return math.Inf(1)
	}
	risen := max(now.Sub(p.resumed), 0).Seconds() / p.rise.Seconds()
	return p.rate * paceMargin * (1 + risen*risen*risen)
}

// answered records a request that got through.
func (p *pace) answered(now time.Time) {
	p.forget(now)
	p.answers = append(p.answers, now)
}

func (p *pace) forget(now time.Time) {
	for len(p.answers) > 0 && now.Sub(p.answers[0]) >= time.Second {
		p.answers = p.answers[1:]
	}
}

// refused learns from a 429 that begins a pause.
func (p *pace) refused(now time.Time) {
	current := p.current(now)
	p.forget(now)
	measured := float64(len(p.answers))
	p.answers = nil
	switch {
	case now.Sub(p.resumed) > paceMemory:
		p.rate = 0
	case measured == 0:
		p.rate *= paceMargin
	case measured < current/2:
		p.rate, p.rise = measured, fastRise
	default:
		p.rate, p.rise = min(measured, current), slowRise
	}
	if p.rate > 0 {
		p.rate = max(p.rate, minPace)
	}
}
