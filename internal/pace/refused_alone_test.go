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

// reading is one read in a simulation.
type reading struct {
	pages   int
	refused int           // the page that is refused whatever happens, from 1; 0: none
	hint    time.Duration // of that page's refusals

	took time.Duration
	sent []time.Duration // requests for the page that is refused
	err  error
}

// simulate makes the reads at the same time.
func simulate(ctx context.Context, l *Limiter, latency time.Duration, allow func() bool, readings ...*reading) {
	start := time.Now()
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, r := range readings {
		all.Go(func() {
			defer func() { r.took = time.Since(start) }()
			for page := 1; page <= r.pages && r.err == nil; page++ {
				r.err = func() error {
					turn := l.Join()
					defer turn.Leave()
					for {
						if err := turn.Wait(ctx); err != nil {
							return err
						}
						if page == r.refused {
							r.sent = append(r.sent, time.Since(start))
						}
						time.Sleep(latency / 2)
						mu.Lock()
						allowed := allow()
						mu.Unlock()
						time.Sleep(latency / 2)
						if allowed && page != r.refused {
							turn.Done(true)
							return nil
						}
						hint := time.Duration(0)
						if page == r.refused {
							hint = r.hint
						}
						if _, err := turn.Refused(ctx, hint); err != nil {
							return err
						}
					}
				}()
			}
		})
	}
	all.Wait()
}

func always() bool { return true }

// TestRefusedAlone: who is refused for its own sake holds up others for one pause,
// and fails alone.
func TestRefusedAlone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		honest  int // reads
		pages   int // of each
		latency time.Duration
		refused []int // the page of each read that has one
		hint    time.Duration
		retries int
		want    time.Duration // of the honest reads, at most
	}{
		{"one", 11, 1, 10 * time.Millisecond, []int{1}, 0, 10, 800 * time.Millisecond},
		{"one, of many pages", 11, 50, 10 * time.Millisecond, []int{1}, 0, 10, 1600 * time.Millisecond},
		{"64 pages", 64, 1, 10 * time.Millisecond, []int{1}, 0, 10, 900 * time.Millisecond},
		{"two", 11, 50, 10 * time.Millisecond, []int{1, 1}, 0, 10, 1600 * time.Millisecond},
		{"three", 11, 50, 10 * time.Millisecond, []int{1, 1, 1}, 0, 10, 1700 * time.Millisecond},
		{"three, one after the other", 11, 50, 10 * time.Millisecond, []int{1, 10, 20}, 0, 10, 3 * time.Second},
		{"ten", 11, 50, 10 * time.Millisecond, slices.Repeat([]int{1}, 10), 0, 10, 5 * time.Second},
		{"slow pages", 11, 5, time.Second, []int{1}, 0, 10, 12 * time.Second},
		{"a long read", 11, 5000, 10 * time.Millisecond, []int{1}, 0, 10, 55 * time.Second},
		{"with a hint", 11, 50, 10 * time.Millisecond, []int{3}, 20 * time.Second, 10, 21200 * time.Millisecond},
		{"one retry", 11, 50, 10 * time.Millisecond, []int{2}, 0, 1, 2600 * time.Millisecond},
		{"two retries", 11, 50, 10 * time.Millisecond, []int{2}, 0, 2, 2600 * time.Millisecond},
	} {
		for _, width := range []int{1, 2, 12} {
			t.Run(fmt.Sprint(test.name, ", width ", width), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var readings []*reading
					for _, page := range test.refused {
						readings = append(readings, &reading{pages: page, refused: page, hint: test.hint})
					}
					for range test.honest {
						readings = append(readings, &reading{pages: test.pages})
					}
					l := New(width, test.retries, 0)
					simulate(t.Context(), l, test.latency, always, readings...)
					var took time.Duration
					for _, r := range readings {
						if r.refused == 0 {
							took = max(took, r.took)
							if r.err != nil {
								t.Errorf("honest: %v", r.err)
							}
							continue
						}
						t.Logf("refused %v after %s %d: %v", r.err, r.took, len(r.sent), r.sent)
						if !errors.Is(r.err, ErrRefusedAlone) {
							t.Errorf("refused: %v", r.err)
						}
					}
					serial := time.Duration(12/width) * test.latency * time.Duration(test.honest*test.pages) / 12
					t.Logf("honest took %s, %s without, want %s", took, serial, test.want)
					mustBeIdle(t, l)
				})
			})
		}
	}
}
