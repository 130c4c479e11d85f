package pace

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// rateLimit says whether a request at the given time is within the limit.
type rateLimit func(now time.Time) bool

// fixedSecond allows so many requests in each second of a clock whose phase is
// random.
func fixedSecond(rate int) rateLimit {
	phase := rand.N(time.Second)
	var second int64
	var n int
	return func(now time.Time) bool {
		if s := now.Add(phase).Unix(); s != second {
			second, n = s, 0
		}
		n++
		return n <= rate
	}
}

// tokenBucket holds the tokens of one second and refills evenly.
func tokenBucket(rate int) rateLimit {
	tokens, last := float64(rate), time.Now()
	return func(now time.Time) bool {
		tokens = min(tokens+now.Sub(last).Seconds()*float64(rate), float64(rate))
		last = now
		if tokens < 1 {
			return false
		}
		tokens--
		return true
	}
}

// slidingSecond allows so many requests within any second, and counts the refused
// ones as well.
func slidingSecond(rate int) rateLimit {
	var seen []time.Time
	return func(now time.Time) bool {
		for len(seen) > 0 && now.Sub(seen[0]) >= time.Second {
			seen = seen[1:]
		}
		seen = append(seen, now)
		return len(seen) <= rate
	}
}

// limitedServer answers in 50 to 100 ms.
type limitedServer struct {
	allow      rateLimit
	retryAfter time.Duration

	mu       sync.Mutex
	requests int
}

// request makes one request and says whether it was within the limit.
func (s *limitedServer) request() bool {
	latency := 25*time.Millisecond + rand.N(25*time.Millisecond)
	time.Sleep(latency)
	allowed := s.count(time.Now())
	time.Sleep(latency)
	return allowed
}

func (s *limitedServer) count(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	return s.allow(now)
}

// readPage reads one page as the client does: it goes on until the page is there
// or the limiter gives it up.
func (s *limitedServer) readPage(ctx context.Context, turn *Turn) error {
	defer turn.Leave()
	for {
		if err := turn.Wait(ctx); err != nil {
			return err
		}
		if s.request() {
			turn.Done(true)
			return nil
		}
		if _, err := turn.Refused(ctx, s.retryAfter); err != nil {
			return err
		}
	}
}

// TestLimiterFollowsRateLimits: reads slow down to what a limit allows; none
// fails, none starves, and few requests are refused.
func TestLimiterFollowsRateLimits(t *testing.T) {
	t.Parallel()
	for _, limit := range []struct {
		name  string
		limit func(rate int) rateLimit
	}{
		{"fixed second", fixedSecond},
		{"token bucket", tokenBucket},
		{"sliding second that counts refused requests", slidingSecond},
	} {
		for _, test := range []struct {
			rate, reads, pages int
			maxRequests        float64 // per page
		}{
			{rate: 1, reads: 40, pages: 1, maxRequests: 2.5},
			{rate: 2, reads: 40, pages: 1, maxRequests: 2},
			{rate: 4, reads: 40, pages: 1, maxRequests: 1.9},
			{rate: 25, reads: 80, pages: 2, maxRequests: 1.3},
		} {
			for _, retryAfter := range []time.Duration{0, time.Second} {
				for _, parallel := range []int{10, test.reads} {
					name := fmt.Sprintf("%s, %d a second, Retry-After %s, %d at once", limit.name, test.rate, retryAfter, parallel)
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) {
							server := &limitedServer{allow: limit.limit(test.rate), retryAfter: retryAfter}
							readAll(t, server, test.reads, test.pages, parallel, test.rate)
							pages := test.reads * test.pages
							if most := int(test.maxRequests * float64(pages)); server.requests > most {
								t.Errorf("%d requests for %d pages, want at most %d", server.requests, pages, most)
							}
						})
					})
				}
			}
		}
	}
}

// readAll makes the reads, so many in parallel, in at most 1.6 times the ideal and
// 3 seconds. No page starves: each comes in that time and 2 seconds more, counted
// to its place and twice around the line.
func readAll(t *testing.T, server *limitedServer, reads, pages, parallel, rate int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	atMost := func(pages int) time.Duration {
		return time.Duration(max(pages-rate, 0))*1600*time.Millisecond/time.Duration(rate) + 3*time.Second
	}
	limiter := New(12, 10, 0)
	start := time.Now()
	slots := make(chan struct{}, parallel)
	var all sync.WaitGroup
	for range reads {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			for range pages {
				turn := limiter.Join()
				if err := server.readPage(ctx, turn); err != nil {
					t.Errorf("page %d: %v", turn.joined, err)
					return
				}
				if took, most := time.Since(start), atMost(turn.joined+2*parallel)+2*time.Second; took > most {
					t.Errorf("page %d came after %s, want at most %s", turn.joined, took, most)
				}
			}
		})
	}
	all.Wait()
	if took, most := time.Since(start), atMost(reads*pages); took > most {
		t.Errorf("took %s, want at most %s", took, most)
	}
}
