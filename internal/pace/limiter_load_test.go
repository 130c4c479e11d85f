package pace

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// limitedServer answers in 50 to 100 ms.
type limitedServer struct {
	allow      twiliotest.Limit
	retryAfter time.Duration

	mu       sync.Mutex
	requests int
}

// request makes one request and says whether it was within the limit.
func (s *limitedServer) request() bool {
	latency := 25*time.Millisecond + rand.N(25*time.Millisecond)
	time.Sleep(latency)
	allowed := s.count()
	time.Sleep(latency)
	return allowed
}

func (s *limitedServer) count() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	return s.allow()
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
		limit func(rate int) twiliotest.Limit
	}{
		{"fixed second", func(rate int) twiliotest.Limit { return twiliotest.FixedWindow(rate, time.Second) }},
		{"token bucket", func(rate int) twiliotest.Limit { return twiliotest.TokenBucket(float64(rate), rate) }},
		{"sliding second that counts refused requests", twiliotest.SlidingWindow},
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
							time.Sleep(rand.N(time.Second)) // of the bubble's clock: the limit's windows begin elsewhere
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
// 6 seconds: none of 9,600 runs with other random waits took longer, where 2 of 7,200
// took longer than 3 seconds more. No page starves: each comes in that time and 2
// seconds more, counted to its place and twice around the line.
func readAll(t *testing.T, server *limitedServer, reads, pages, parallel, rate int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	atMost := func(pages int) time.Duration {
		return time.Duration(max(pages-rate, 0))*1600*time.Millisecond/time.Duration(rate) + 6*time.Second
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
