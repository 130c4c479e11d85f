package twiliotest

import (
	"net/http"
	"sync"
	"time"
)

// Limit reports whether a request that comes now is within a rate limit, by the clock
// of the process or of a synctest bubble. It can be called concurrently.
type Limit func() bool

// Fault is for API.Fault: it refuses with RateLimit(retryAfter) what is over the limit.
func (l Limit) Fault(retryAfter string) func(int, *http.Request) Fault {
	return func(int, *http.Request) Fault {
		if l() {
			return nil
		}
		return RateLimit(retryAfter)
	}
}

// FixedWindow lets so many requests through in each window of the clock.
func FixedWindow(requests int, window time.Duration) Limit {
	var begun time.Time
	passed := 0
	return limit(func(now time.Time) bool {
		if current := now.Truncate(window); !current.Equal(begun) {
			begun, passed = current, 0
		}
		if passed == requests {
			return false
		}
		passed++
		return true
	})
}

// TokenBucket lets a burst through, and then so many requests a second.
func TokenBucket(perSecond float64, burst int) Limit {
	left := float64(burst)
	var before time.Time
	return limit(func(now time.Time) bool {
		if !before.IsZero() {
			left = min(left+now.Sub(before).Seconds()*perSecond, float64(burst))
		}
		before = now
		if left < 1-1e-9 { // refills of a fraction each add up to a little less than 1
			return false
		}
		left--
		return true
	})
}

// SlidingWindow lets a request through where fewer than so many came in the second
// before it, refused ones included: who does not slow down stays refused.
func SlidingWindow(perSecond int) Limit {
	var came []time.Time
	return limit(func(now time.Time) bool {
		for len(came) > 0 && now.Sub(came[0]) >= time.Second {
			came = came[1:]
		}
		came = append(came, now)
		return len(came) <= perSecond
	})
}

// limit calls allow for one request at a time.
func limit(allow func(now time.Time) bool) Limit {
	var mu sync.Mutex
	return func() bool {
		mu.Lock()
		defer mu.Unlock()
		return allow(time.Now())
	}
}
