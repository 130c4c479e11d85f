package pace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// mustWait waits for the turn's request to go out, which must be so long from now.
func mustWait(t *testing.T, turn *Turn, atLeast, atMost time.Duration) {
	t.Helper()
	start := time.Now()
	if err := turn.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < atLeast || took > atMost {
		t.Fatalf("page %d waited %s, want %s to %s", turn.place, took, atLeast, atMost)
	}
}

// mustRefuse refuses the turn's request and returns the pause.
func mustRefuse(t *testing.T, turn *Turn, retryAfter time.Duration) time.Duration {
	t.Helper()
	pause, err := turn.Refused(t.Context(), retryAfter)
	if err != nil {
		t.Fatal(err)
	}
	return pause
}

// mustBeIdle fails the test where anything is left of the turns.
func mustBeIdle(t *testing.T, l *Limiter) {
	t.Helper()
	if len(l.line) != 0 || l.underWay != 0 {
		t.Errorf("%d turns in line and %d requests under way, want none", len(l.line), l.underWay)
	}
}

func refuseAll() bool { return false }

func TestLimiterWidth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(12, 10, 0)
		start := time.Now()
		var all sync.WaitGroup
		for range 30 {
			turn := l.Join()
			all.Go(func() {
				if err := turn.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				time.Sleep(time.Second)
				turn.Done(true)
			})
		}
		all.Wait()
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("30 requests of a second took %s, want 3s", took)
		}
		mustBeIdle(t, l)
	})
}

// TestLimiterPause: the server's hint counts where it is longer than the backoff.
// No hint leads to an immediate retry.
func TestLimiterPause(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		retryAfter time.Duration
		want       []time.Duration // the least pause, of each refusal in a row
	}{
		{-1, []time.Duration{MinBackoff, 2 * MinBackoff, 4 * MinBackoff, 8 * MinBackoff}},
		{0, []time.Duration{MinBackoff, 2 * MinBackoff, 4 * MinBackoff, 8 * MinBackoff}},
		{time.Second, []time.Duration{time.Second, time.Second, 2 * time.Second, 4 * time.Second}},
		{7 * time.Second, []time.Duration{7 * time.Second, 7 * time.Second, 7 * time.Second}},
	} {
		t.Run(test.retryAfter.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				turn := New(12, 10, 0).Join()
				mustWait(t, turn, 0, 0)
				for _, want := range test.want {
					pause := mustRefuse(t, turn, test.retryAfter)
					if pause < want || pause > want*3/2 {
						t.Errorf("pause of %s, want %s and up to half more", pause, want)
					}
					mustWait(t, turn, pause, pause)
				}
			})
		})
	}
}

// TestLimiterStartsSlowly: after a pause one request goes out, then more with each
// that gets through. Twelve refused at once are one refusal.
func TestLimiterStartsSlowly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(12, 1, 0)
		var mu sync.Mutex
		sent := map[time.Duration]int{} // requests by their time after the pause
		var all sync.WaitGroup
		start := time.Now()
		for i := range 12 {
			turn := l.Join()
			all.Go(func() {
				if err := turn.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				time.Sleep(100 * time.Millisecond)
				hint := time.Second
				if i == 7 {
					hint = 20 * time.Second // extends the pause for all
				}
				if _, err := turn.Refused(t.Context(), hint); err != nil {
					t.Error(err)
				}
				if err := turn.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				mu.Lock()
				sent[time.Since(start)-20100*time.Millisecond]++
				mu.Unlock()
				time.Sleep(100 * time.Millisecond)
				turn.Done(true)
			})
		}
		all.Wait()
		const step = 100 * time.Millisecond
		if sent[0] != 1 || sent[step] != 2 || sent[2*step] != 4 || sent[3*step] != 5 {
			t.Errorf("sent %v after the pause, want 1, 2, 4, and the last 5", sent)
		}
	})
}

// TestLimiterAnswersFromBeforeThePause: they say nothing of the time after it.
func TestLimiterAnswersFromBeforeThePause(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		sentBefore  bool
		wantRefused error
	}{
		{"sent before the pause", true, ErrRefused},
		{"sent after the pause", false, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := New(2, 1, 0)
				answered, refused := l.Join(), l.Join()
				if test.sentBefore {
					mustWait(t, answered, 0, 0)
				}
				mustWait(t, refused, 0, 0)
				pause := mustRefuse(t, refused, 0)
				if !test.sentBefore {
					mustWait(t, answered, pause, pause)
				}
				answered.Done(true)
				mustWait(t, refused, 0, pause)
				if _, err := refused.Refused(t.Context(), 0); !errors.Is(err, test.wantRefused) {
					t.Errorf("the second refusal ends with %v, want %v", err, test.wantRefused)
				}
			})
		})
	}
}

// TestLimiterOrder: after a pause, the first request is one that was not refused.
// Who was refused goes behind those who wait, once: a second refusal costs it no
// further round.
func TestLimiterOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(1, 10, 0)
		var order []int
		var all sync.WaitGroup
		for range 6 {
			turn := l.Join()
			all.Go(func() {
				for {
					if err := turn.Wait(t.Context()); err != nil {
						t.Error(err)
						return
					}
					order = append(order, turn.joined)
					time.Sleep(time.Millisecond)
					if turn.joined != 1 && len(order) != 8 || turn.refusals == 2 {
						turn.Done(true)
						return
					}
					if _, err := turn.Refused(t.Context(), 0); err != nil {
						t.Error(err)
						return
					}
				}
			})
			synctest.Wait()
		}
		all.Wait()
		// The eighth request is the control of the seventh: both are refused.
		if want := []int{1, 2, 3, 4, 5, 6, 1, 1}; !slices.Equal(order, want) {
			t.Errorf("sent in the order %v, want %v", order, want)
		}
	})
}

// TestLimiterTurnsOutOfLine: a turn that does not wait, since it backs off from a
// failure, holds nobody up, and returns to its place.
func TestLimiterTurnsOutOfLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(1, 10, 0)
		first, second, third := l.Join(), l.Join(), l.Join()
		mustWait(t, second, 0, 0)
		var order []int
		var all sync.WaitGroup
		for _, turn := range []*Turn{third, first} {
			all.Go(func() {
				if err := turn.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				order = append(order, turn.place)
				turn.Done(true)
			})
			synctest.Wait()
		}
		second.Leave()
		second.Leave()
		all.Wait()
		if !slices.Equal(order, []int{first.place, third.place}) {
			t.Errorf("served in the order %v", order)
		}
		mustBeIdle(t, l)
	})
}

// TestLimiterRequestsThatHang: those of the time before a pause hold up nobody after
// it, are no sign that more would get through, and still count against the most that
// may be under way.
func TestLimiterRequestsThatHang(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		width, hang int
		want        time.Duration // of ten more requests of a second
	}{
		{12, 1, 4 * time.Second}, // 1, 2, 4, 3
		{3, 1, 6 * time.Second},  // 1, 2, 2, 2, 2, 1
		{3, 2, 10 * time.Second},
	} {
		t.Run(fmt.Sprintf("%d of %d", test.hang, test.width), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := New(test.width, 10, 0)
				refused := l.Join()
				mustWait(t, refused, 0, 0)
				for range test.hang {
					turn := l.Join()
					mustWait(t, turn, 0, 0)
					time.AfterFunc(30*time.Second, func() { turn.Done(false) })
				}
				mustRefuse(t, refused, time.Second)
				start := time.Now()
				var all sync.WaitGroup
				for range 10 {
					turn := l.Join()
					all.Go(func() {
						if err := turn.Wait(t.Context()); err != nil {
							t.Error(err)
						}
						time.Sleep(time.Second)
						turn.Done(true)
					})
				}
				all.Wait()
				if took := time.Since(start) - time.Second; took != test.want {
					t.Errorf("took %s after the pause, want %s", took, test.want)
				}
			})
		})
	}
}

// TestLimiterContext: an interrupt ends every wait and leaves nothing behind; so
// does a pause that is longer than the time left, at once.
func TestLimiterContext(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		pause   time.Duration // 0: none, but the width is used up
		timeout time.Duration
		took    time.Duration
		want    error
	}{
		{"ends in line", 0, 5 * time.Second, 5 * time.Second, context.DeadlineExceeded},
		{"ends before the wait", 0, 0, 0, context.DeadlineExceeded},
		{"shorter than the pause", time.Minute, 30 * time.Second, 0, TooLong{time.Minute}},
	} {
		for _, before := range []bool{true, false} { // the pause
			t.Run(fmt.Sprintf("%s, waits before the pause: %t", test.name, before), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					l := New(1, 10, 0)
					busy := l.Join()
					mustWait(t, busy, 0, 0)
					ctx, cancel := context.WithTimeout(t.Context(), test.timeout)
					defer cancel()
					start := time.Now()
					var all sync.WaitGroup
					wait := func() {
						for range 5 {
							turn := l.Join()
							all.Go(func() {
								if err := turn.Wait(ctx); !errors.Is(err, test.want) {
									t.Errorf("the wait ended with %v, want %v", err, test.want)
								}
								if took := time.Since(start); took != test.took {
									t.Errorf("the wait ended after %s, want %s", took, test.took)
								}
							})
						}
						synctest.Wait()
					}
					if before {
						wait()
					}
					if test.pause > 0 {
						mustRefuse(t, busy, test.pause)
					}
					if !before {
						wait()
					}
					all.Wait()
					busy.Leave()
					mustBeIdle(t, l)
					next := l.Join()
					mustWait(t, next, 0, test.pause)
				})
			})
		}
	}
}
