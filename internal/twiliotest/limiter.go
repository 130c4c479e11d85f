package twiliotest

import (
	"net/http"
	"sync"
	"time"
)

// The limiters below are for API.Fault. They refuse with RateLimit(retryAfter)
// what is over a rate, by the clock of the process or of a synctest bubble.

// FixedWindow lets so many requests through in each second of the clock.
func FixedWindow(perSecond int, retryAfter string) func(int, *http.Request) Fault {
	var second time.Time
	passed := 0
	return limiter(retryAfter, func(now time.Time) bool {
		if current := now.Truncate(time.Second); !current.Equal(second) {
			second, passed = current, 0
		}
		if passed == perSecond {
			return false
		}
		passed++
		return true
	})
}

// TokenBucket lets a burst through, and then so many requests a second.
func TokenBucket(perSecond float64, burst int, retryAfter string) func(int, *http.Request) Fault {
	left := float64(burst)
	var before time.Time
	return limiter(retryAfter, func(now time.Time) bool {
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
func SlidingWindow(perSecond int, retryAfter string) func(int, *http.Request) Fault {
	var came []time.Time
	return limiter(retryAfter, func(now time.Time) bool {
		for len(came) > 0 && now.Sub(came[0]) >= time.Second {
			came = came[1:]
		}
		came = append(came, now)
		return len(came) <= perSecond
	})
}

// limiter refuses what is not allowed. It calls allow for one request at a time.
func limiter(retryAfter string, allow func(now time.Time) bool) func(int, *http.Request) Fault {
	var mu sync.Mutex
	return func(int, *http.Request) Fault {
		mu.Lock()
		defer mu.Unlock()
		if allow(time.Now()) {
			return nil
		}
		return RateLimit(retryAfter)
	}
}
