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

// TestLimiterUnderLimits: a limit under which everybody is refused now and then fails
// nobody, of ten reads of several pages, whatever kind it is.
func TestLimiterUnderLimits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		limit   func() twiliotest.Limit
		pages   int // of each read
		retries []int
		most    time.Duration
	}{
		"1 a second":          {func() twiliotest.Limit { return twiliotest.FixedWindow(1, time.Second) }, 4, []int{2, 3, 10}, 70 * time.Second},
		"1 a second, even":    {func() twiliotest.Limit { return twiliotest.TokenBucket(1, 1) }, 4, []int{2, 3, 10}, 80 * time.Second},
		"2 a second":          {func() twiliotest.Limit { return twiliotest.SlidingWindow(2) }, 4, []int{2, 3, 10}, 50 * time.Second},
		"5 a second":          {func() twiliotest.Limit { return twiliotest.FixedWindow(5, time.Second) }, 10, []int{2, 3, 10}, 35 * time.Second},
		"25 a second":         {func() twiliotest.Limit { return twiliotest.SlidingWindow(25) }, 20, []int{2, 3, 10}, 20 * time.Second},
		"60 in half a minute": {func() twiliotest.Limit { return twiliotest.FixedWindow(60, 30*time.Second) }, 20, []int{10}, 150 * time.Second},
		"5 a second, at times": {func() twiliotest.Limit {
			start, limit := time.Now(), twiliotest.FixedWindow(5, time.Second)
			return func() bool { return time.Since(start)/(7*time.Second)%2 == 0 || limit() }
		}, 200, []int{2, 10}, 4 * time.Minute},
	} {
		for _, retries := range test.retries {
			t.Run(fmt.Sprint(name, ", max_retries ", retries), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					l := New(12, retries, 0)
					time.Sleep(rand.N(time.Second)) // of the bubble's clock: the limit's windows begin elsewhere
					server := &limitedServer{allow: test.limit()}
					start := time.Now()
					var all sync.WaitGroup
					for range 10 {
						all.Go(func() {
							for range test.pages {
								if err := server.readPage(t.Context(), l.Join()); err != nil {
									t.Error(err)
								}
							}
						})
					}
					all.Wait()
					if took := time.Since(start); took > test.most {
						t.Errorf("took %s, want at most %s", took, test.most)
					}
					mustBeIdle(t, l)
				})
			})
		}
	}
}

// concurrencyLimit refuses what comes while so many are under way.
type concurrencyLimit struct {
	limit   int
	latency time.Duration

	mu       sync.Mutex
	underWay int
}

func (c *concurrencyLimit) request() bool {
	c.mu.Lock()
	allowed := c.underWay < c.limit
	if allowed {
		c.underWay++
	}
	c.mu.Unlock()
	time.Sleep(c.latency)
	if allowed {
		c.mu.Lock()
		c.underWay--
		c.mu.Unlock()
	}
	return allowed
}

// TestLimiterUnderAConcurrencyLimit: twelve reads, of which the server takes fewer at
// a time, all come to their end.
func TestLimiterUnderAConcurrencyLimit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit   int
		latency time.Duration
		most    time.Duration
	}{
		{1, 200 * time.Millisecond, 48 * time.Second},
		{4, 200 * time.Millisecond, 18 * time.Second},
		{4, time.Second, 72 * time.Second},
		{8, time.Second, 45 * time.Second},
	} {
		t.Run(fmt.Sprintf("%d at a time, %s", test.limit, test.latency), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := New(12, 10, 0)
				server := &concurrencyLimit{limit: test.limit, latency: test.latency}
				start := time.Now()
				var all sync.WaitGroup
				for range 12 {
					all.Go(func() {
						for range 10 {
							turn := l.Join()
							for granted := false; !granted; {
								if err := turn.Wait(t.Context()); err != nil {
									t.Error(err)
									return
								}
								if granted = server.request(); granted {
									turn.Done(true)
								} else if _, err := turn.Refused(t.Context(), 0); err != nil {
									t.Error(err)
									return
								}
							}
						}
					})
				}
				all.Wait()
				if took := time.Since(start); took > test.most {
					t.Errorf("took %s, want at most %s", took, test.most)
				}
				mustBeIdle(t, l)
			})
		})
	}
}

// TestLimiterInvariants: whatever the answers and the ends of reads are, no more are
// under way than allowed, none goes out in a pause or too close to the one before, no
// request that was never refused is overtaken by a later one, and all end.
func TestLimiterInvariants(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			width, perSecond := 1+random.IntN(12), []float64{0, 0, 0.7, 50}[random.IntN(4)]
			load := &randomLoad{
				limiter: New(width, random.IntN(11), perSecond), random: random,
				refused: random.Float64(), lost: random.Float64() / 4, width: width, perSecond: perSecond,
			}
			var all sync.WaitGroup
			for range 1 + random.IntN(20) {
				all.Go(func() { load.read(t) })
			}
			all.Wait()
			mustBeIdle(t, load.limiter)
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// randomLoad is a server whose every answer is by chance.
type randomLoad struct {
	limiter       *Limiter
	refused, lost float64 // how likely
	width         int
	perSecond     float64

	mu       sync.Mutex
	random   *rand.Rand
	underWay int
	last     time.Time
}

func (r *randomLoad) chance() float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.random.Float64()
}

func (r *randomLoad) duration(most time.Duration) time.Duration {
	return time.Duration(r.chance() * float64(most))
}

// read reads some pages, in a time that may be too short.
func (r *randomLoad) read(t *testing.T) {
	time.Sleep(r.duration(2 * time.Second))
	ctx, cancel := context.WithTimeout(t.Context(), r.duration(5*time.Minute))
	defer cancel()
	for range 5 {
		if r.readPage(ctx, t) != nil {
			return
		}
	}
}

func (r *randomLoad) readPage(ctx context.Context, t *testing.T) error {
	turn := r.limiter.Join()
	defer turn.Leave()
	for {
		if err := turn.Wait(ctx); err != nil {
			return err
		}
		r.check(t, turn)
		time.Sleep(r.duration(200 * time.Millisecond))
		if r.chance() < 0.02 {
			time.Sleep(30 * time.Second)
		}
		answer := r.chance()
		r.mu.Lock()
		r.underWay--
		r.mu.Unlock()
		switch {
		case answer < r.lost:
			turn.Done(false)
			time.Sleep(r.duration(time.Second))
		case answer < r.refused:
			if _, err := turn.Refused(ctx, r.duration(2*time.Second)); err != nil {
				return err
			}
		default:
			turn.Done(true)
			return nil
		}
	}
}

// check holds a request that goes out against the rules.
func (r *randomLoad) check(t *testing.T, turn *Turn) {
	l := r.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, waiting := range l.line {
		if turn.refusals == 0 && waiting.refusals == 0 && waiting.joined < turn.joined {
			t.Errorf("page %d overtook page %d", turn.joined, waiting.joined)
		}
	}
	if time.Now().Before(l.until) && turn.epoch == l.epoch {
		t.Error("a request went out in a pause")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.underWay++; r.underWay > r.width {
		t.Errorf("%d requests under way, want at most %d", r.underWay, r.width)
	}
	now := time.Now()
	if r.perSecond > 0 && !r.last.IsZero() && now.Sub(r.last) < interval(r.perSecond) {
		t.Errorf("two requests %s apart, want at least %s", now.Sub(r.last), interval(r.perSecond))
	}
	r.last = now
}
