package pace

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestPerSecond: requests are spaced from the first one on, which goes out at once,
// and retries are among them.
func TestPerSecond(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		perSecond float64
		requests  int
		refuse    bool // every second one, once
		want      time.Duration
	}{
		"none":                     {0, 100, false, 0},
		"4 a second":               {4, 400, false, 399 * time.Second / 4},
		"one in two seconds":       {0.5, 10, false, 18 * time.Second},
		"one in a thousand":        {0.001, 3, false, 2000 * time.Second},
		"one":                      {0.001, 1, false, 0},
		"hardly any":               {1e-300, 1, false, 0},
		"retries":                  {0.5, 10, true, 28 * time.Second},
		"more than it could learn": {1000, 101, false, 100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := New(12, 10, test.perSecond)
				var mu sync.Mutex
				var sent []time.Time
				var all sync.WaitGroup
				start := time.Now()
				for range test.requests {
					turn := l.Join()
					all.Go(func() {
						for {
							if err := turn.Wait(t.Context()); err != nil {
								t.Error(err)
							}
							mu.Lock()
							sent = append(sent, time.Now())
							mu.Unlock()
							if !test.refuse || turn.joined%2 > 0 || turn.refusals > 0 {
								turn.Done(true)
								return
							}
							if _, err := turn.Refused(t.Context(), 0); err != nil {
								t.Error(err)
							}
						}
					})
				}
				all.Wait()
				if took := time.Since(start); took < test.want || took > test.want+test.want/1000 {
					t.Errorf("took %s, want %s", took, test.want)
				}
				for i := 1; i < len(sent) && test.perSecond > 0; i++ {
					if apart := sent[i].Sub(sent[i-1]); apart < interval(test.perSecond) {
						t.Fatalf("two requests %s apart, want at least %s", apart, interval(test.perSecond))
					}
				}
				if takes := l.Takes(test.requests); !test.refuse && (takes > test.want || takes < test.want-time.Microsecond) {
					t.Errorf("said to take %s, want %s", takes, test.want)
				}
			})
		})
	}
}

func TestTakes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		perSecond float64
		requests  int
		want      time.Duration
	}{
		{0, 16000, 0}, {4, 0, 0}, {4, 1, 0}, {4, 2, 250 * time.Millisecond}, {0.5, 2, 2 * time.Second},
		{4, 401, 100 * time.Second}, {1e-300, 2, maxWait}, {1e-300, 1 << 40, maxWait},
	} {
		if got := New(12, 10, test.perSecond).Takes(test.requests); got != test.want {
			t.Errorf("%d requests at %g a second take %s, want %s", test.requests, test.perSecond, got, test.want)
		}
	}
}

// TestPerSecondBeyondTheTime: a request that can't go out in its time fails at once.
func TestPerSecondBeyondTheTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(12, 10, 0.01)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		first, second := l.Join(), l.Join()
		mustWait(t, first, 0, 0)
		start := time.Now()
		err := second.Wait(ctx)
		if failure, ok := errors.AsType[TooLong](err); !ok || failure.Wait != 100*time.Second || !time.Now().Equal(start) {
			t.Errorf("ended with %v after %s, want TooLong at once", err, time.Since(start))
		}
		first.Done(true)
		mustBeIdle(t, l)
	})
}

// TestPerSecondBoundsWhatIsLearnt: the slower one counts.
func TestPerSecondBoundsWhatIsLearnt(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, test := range []struct{ most, learnt, want float64 }{
		{0, 4, 4 * rateMargin}, {2, 4, 2}, {10, 4, 4 * rateMargin}, {2, 0, 2}, {0.1, 0.5, 0.1},
	} {
		r := rate{most: test.most, learnt: test.learnt, rise: slowRise, resumed: now}
		if got := r.current(now); got != test.want {
			t.Errorf("%+v: %g a second, want %g", r, got, test.want)
		}
	}
}
