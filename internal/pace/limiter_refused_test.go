package pace

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestLimiterGivesUp: a server that always refuses gets one request more than
// pauses, also from the read after one that failed.
func TestLimiterGivesUp(t *testing.T) {
	t.Parallel()
	for _, maxRefusals := range []int{0, 1, 2, 10} {
		synctest.Test(t, func(t *testing.T) {
			l := New(12, maxRefusals, 0)
			for range 3 {
				server := &limitedServer{allow: refuseAll}
				err := server.readPage(t.Context(), l.Join())
				if !errors.Is(err, ErrRefused) || server.requests != maxRefusals+1 {
					t.Errorf("ended with %v after %d requests, want %v after %d", err, server.requests, ErrRefused, maxRefusals+1)
				}
			}
			mustBeIdle(t, l)
		})
	}
}

// TestLimiterGivesUpManyReads: ten reads fail in little more time than one.
func TestLimiterGivesUpManyReads(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		maxRefusals, atMostRequests int
		atMost                      time.Duration
	}{
		{0, 10, time.Second},
		{2, 10 + 2 + 9*3, 30 * time.Second},
		{10, 10 + 10 + 9*3, 4 * time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := New(12, test.maxRefusals, 0)
			server := &limitedServer{allow: refuseAll}
			start := time.Now()
			var all sync.WaitGroup
			for range 10 {
				all.Go(func() {
					if err := server.readPage(t.Context(), l.Join()); !errors.Is(err, ErrRefused) {
						t.Errorf("ended with %v, want %v", err, ErrRefused)
					}
				})
			}
			all.Wait()
			if took := time.Since(start); took > test.atMost || server.requests > test.atMostRequests {
				t.Errorf("max_retries %d: %s and %d requests, want at most %s and %d",
					test.maxRefusals, took, server.requests, test.atMost, test.atMostRequests)
			}
			mustBeIdle(t, l)
		})
	}
}

// TestLimiterGivingUpBeginsNoPause: others may have more time or retries.
func TestLimiterGivingUpBeginsNoPause(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		maxRefusals int
		retryAfter  time.Duration
		want        error
	}{
		{"no retries", 0, time.Second, ErrRefused},
		{"no time for the hint", 1, time.Hour, TooLong{time.Hour}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := New(12, test.maxRefusals, 0)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				hasty := l.Join()
				mustWait(t, hasty, 0, 0)
				if _, err := hasty.Refused(ctx, test.retryAfter); !errors.Is(err, test.want) {
					t.Fatalf("ended with %v, want %v", err, test.want)
				}
				// Nor does it count: the next one still has all its retries.
				next := l.Join()
				mustWait(t, next, 0, 0)
				for range test.maxRefusals {
					pause := mustRefuse(t, next, 0)
					mustWait(t, next, pause, pause)
				}
				next.Done(true)
				mustBeIdle(t, l)
			})
		})
	}
}

// TestLimiterRefusedAloneUnderALimit: what is refused for its own sake is told from
// what a limit refuses, where both happen.
func TestLimiterRefusedAloneUnderALimit(t *testing.T) {
	t.Parallel()
	for _, poisoned := range []int{1, 3} {
		synctest.Test(t, func(t *testing.T) {
			l := New(12, 10, 0)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			defer cancel()
			start := time.Now()
			// What is not refused for its own sake meets a limit, and refused
			// requests count against it.
			limit := &limitedServer{allow: twiliotest.SlidingWindow(2)}
			var all sync.WaitGroup
			for range 30 {
				turn := l.Join()
				all.Go(func() {
					if turn.joined > poisoned {
						if err := limit.readPage(ctx, turn); err != nil {
							t.Errorf("page %d: %v", turn.joined, err)
						}
						if took := time.Since(start); took > time.Minute {
							t.Errorf("page %d came after %s, want at most 1m", turn.joined, took)
						}
						return
					}
					server := &limitedServer{allow: func() bool { limit.count(); return false }}
					if err := server.readPage(ctx, turn); !errors.Is(err, ErrRefusedAlone) {
						t.Errorf("page %d ended with %v, want %v", turn.joined, err, ErrRefusedAlone)
					}
					if server.requests > 16 {
						t.Errorf("page %d: %d requests, want at most 16", turn.joined, server.requests)
					}
				})
			}
			all.Wait()
			if took := time.Since(start); took > 5*time.Minute {
				t.Errorf("took %s, want at most 5m", took)
			}
		})
	}
}

// TestLimiterForgetsThePace: one 429 sets none, and one that was set is given up
// soon after the limit is gone.
func TestLimiterForgetsThePace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		limit  twiliotest.Limit // of the first seconds
		until  time.Duration
		pages  int
		atMost time.Duration
	}{
		{"one 429", refuseAll, time.Millisecond * 51, 60, 2500 * time.Millisecond},
		{"one page a second", nil, 10 * time.Second, 200, 20 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := New(12, 10, 0)
				start := time.Now()
				limit := test.limit
				if limit == nil {
					limit = twiliotest.SlidingWindow(1)
				}
				server := &limitedServer{allow: func() bool {
					return time.Since(start) > test.until || limit()
				}}
				var all sync.WaitGroup
				for range test.pages {
					all.Go(func() {
						if err := server.readPage(t.Context(), l.Join()); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				if took := time.Since(start); took > test.atMost {
					t.Errorf("took %s, want at most %s", took, test.atMost)
				}
			})
		})
	}
}
