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

// reading is one read of pages, one after the other.
type reading struct {
	pages   int
	refused int           // the page that is refused whatever happens, from 1; 0: none
	hint    time.Duration // of that page's refusals
	hang    time.Duration // how long each of them takes, 0: as others

	took time.Duration
	sent int // requests for the page that is refused
	err  error
}

// read reads the pages from a server that takes so long for a page.
func (r *reading) read(ctx context.Context, l *Limiter, latency time.Duration) {
	start := time.Now()
	defer func() { r.took = time.Since(start) }()
	for page := 1; page <= r.pages && r.err == nil; page++ {
		r.err = r.readPage(ctx, l.Join(), latency, page == r.refused)
	}
}

func (r *reading) readPage(ctx context.Context, turn *Turn, latency time.Duration, refused bool) error {
	defer turn.Leave()
	for {
		if err := turn.Wait(ctx); err != nil {
			return err
		}
		if !refused {
			time.Sleep(latency)
			turn.Done(true)
			return nil
		}
		r.sent++
		time.Sleep(max(latency, r.hang))
		if _, err := turn.Refused(ctx, r.hint); err != nil {
			return err
		}
	}
}

// readAtOnce makes the reads at the same time, and returns how long those took of
// which no page is refused.
func readAtOnce(t *testing.T, l *Limiter, latency time.Duration, readings []*reading) (honest time.Duration) {
	t.Helper()
	var all sync.WaitGroup
	for _, r := range readings {
		all.Go(func() { r.read(t.Context(), l, latency) })
		synctest.Wait()
	}
	all.Wait()
	for _, r := range readings {
		if r.refused > 0 {
			continue
		}
		honest = max(honest, r.took)
		if r.err != nil {
			t.Errorf("a read that nothing refuses ended with %v", r.err)
		}
	}
	mustBeIdle(t, l)
	return honest
}

// TestRefusedAlone: what is refused for its own sake costs the others little more
// than one pause, and fails alone after its retries.
func TestRefusedAlone(t *testing.T) {
	t.Parallel()
	const page = 10 * time.Millisecond
	for _, test := range []struct {
		name    string
		honest  int // reads
		pages   int // of each
		latency time.Duration
		refused []int // the page of each further read that is refused
		hint    time.Duration
		hang    time.Duration
		retries int
		widths  []int
		most    time.Duration // that it costs the others
	}{
		{"one", 11, 50, page, []int{1}, 0, 0, 10, []int{1, 2, 12}, 1200 * time.Millisecond},
		{"one, of many", 64, 1, page, []int{1}, 0, 0, 10, []int{1, 2, 12}, 900 * time.Millisecond},
		{"one, when the others are done", 11, 1, page, []int{1}, 0, 0, 10, []int{12}, 0},
		{"two", 11, 50, page, []int{1, 1}, 0, 0, 10, []int{12}, 1200 * time.Millisecond},
		{"three", 11, 50, page, []int{1, 1, 1}, 0, 0, 10, []int{12}, 1300 * time.Millisecond},
		{"three in a row", 11, 50, page, []int{1, 1, 1}, 0, 0, 10, []int{1, 2}, 6 * time.Second},
		{"three, one after the other", 11, 50, page, []int{1, 10, 20}, 0, 0, 10, []int{1, 2, 12}, 4 * time.Second},
		{"ten", 11, 50, page, slices.Repeat([]int{1}, 10), 0, 0, 10, []int{12}, 10 * time.Second},
		{"a long read", 11, 1500, page, []int{1}, 0, 0, 10, []int{1, 12}, 6 * time.Second},
		{"slow pages", 11, 5, time.Second, []int{1}, 0, 0, 10, []int{1, 2, 12}, 10 * time.Second},
		{"a refusal that takes long", 11, 4000, page, []int{1}, 0, 25 * time.Second, 2, []int{12}, 6 * time.Second},
		{"a hint", 11, 500, page, []int{3}, 20 * time.Second, 0, 10, []int{1, 12}, 22 * time.Second},
		{"one retry", 11, 500, page, []int{2}, 0, 0, 1, []int{1, 2, 12}, 3 * time.Second},
		{"two retries", 11, 500, page, []int{2}, 0, 0, 2, []int{1, 2, 12}, 3 * time.Second},
	} {
		for _, width := range test.widths {
			t.Run(fmt.Sprint(test.name, ", width ", width), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var honest, all []*reading
					for _, page := range test.refused {
						all = append(all, &reading{pages: page, refused: page, hint: test.hint, hang: test.hang})
					}
					for range test.honest {
						honest = append(honest, &reading{pages: test.pages})
						all = append(all, &reading{pages: test.pages})
					}
					without := readAtOnce(t, New(width, test.retries, 0), test.latency, honest)
					took := readAtOnce(t, New(width, test.retries, 0), test.latency, all)
					if cost := took - without; cost > test.most {
						t.Errorf("%s in place of %s, want at most %s more", took, without, test.most)
					}
					for _, r := range all[:len(test.refused)] {
						if !errors.Is(r.err, ErrRefusedAlone) || r.sent < test.retries+1 || r.sent > test.retries+3 {
							t.Errorf("ended with %v after %d requests, want %v after about %d", r.err, r.sent, ErrRefusedAlone, test.retries+1)
						}
					}
				})
			})
		}
	}
}

// TestRefusedAloneHoldsUpNobodyLater: once it is known that a request is refused for
// its own sake, its pauses are no pauses of those who come later.
func TestRefusedAloneHoldsUpNobodyLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(12, 10, 0)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var all sync.WaitGroup
		refused := &reading{pages: 1, refused: 1, hint: time.Minute}
		all.Go(func() { refused.read(ctx, l, time.Second) })
		time.Sleep(time.Second / 2) // its first pause is everybody's
		if took := readAtOnce(t, l, time.Second, []*reading{{pages: 5}}); took < time.Minute || took > 70*time.Second {
			t.Errorf("the first read took %s, want its pages and the first pause", took)
		}
		for range 10 {
			if took := readAtOnce(t, l, time.Second, []*reading{{pages: 5}}); took > 8*time.Second {
				t.Errorf("a later read took %s, want at most 8s", took)
			}
		}
		cancel()
		all.Wait()
		mustBeIdle(t, l)
	})
}

// TestRefusedAloneTeachesNoRate: three that are refused for their own sake are no
// limit, whose rate would slow down all.
func TestRefusedAloneTeachesNoRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(12, 3, 0)
		readings := []*reading{{pages: 1, refused: 1}, {pages: 30, refused: 30}, {pages: 60, refused: 60}}
		for range 11 {
			readings = append(readings, &reading{pages: 200})
		}
		readAtOnce(t, l, 10*time.Millisecond, readings)
		if l.rate.learnt != 0 {
			t.Errorf("learnt %g a second, want nothing", l.rate.learnt)
		}
	})
}
