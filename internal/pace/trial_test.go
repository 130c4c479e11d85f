package pace

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestTrialGoesOutAlone: a request that was refused before goes out while no other is
// under way, and so does the one after it. The last trial comes after a second in
// which nothing was sent.
func TestTrialGoesOutAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const retries = 4
		l := New(12, retries, 0)
		var mu sync.Mutex
		var last time.Time
		silence := time.Duration(0) // before the last request that was refused
		sent := func(turn *Turn) {
			mu.Lock()
			defer mu.Unlock()
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.trial != nil && l.current != 1 {
				t.Errorf("%d under way together with a trial or its control", l.current-1)
			}
			if turn.refusals > 0 {
				silence = time.Since(last)
			}
			last = time.Now()
		}
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() {
				for range 600 {
					turn := l.Join()
					for refused := true; refused; {
						if err := turn.Wait(t.Context()); err != nil {
							t.Error(err)
						}
						sent(turn)
						time.Sleep(10 * time.Millisecond)
						if refused = i == 0; !refused {
							turn.Done(true)
						} else if _, err := turn.Refused(t.Context(), 0); err != nil {
							turn.Leave()
							return
						}
					}
				}
			})
			synctest.Wait()
		}
		all.Wait()
		if silence < silent {
			t.Errorf("the last trial came after a silence of %s, want %s", silence, silent)
		}
	})
}

// onTrial returns a turn whose second request goes out as a trial.
func onTrial(t *testing.T) (*Limiter, *Turn) {
	t.Helper()
	l := New(12, 10, 0)
	turn, other := l.Join(), l.Join()
	mustWait(t, turn, 0, 0)
	pause := mustRefuse(t, turn, 0)
	mustWait(t, other, pause, pause)
	other.Done(true)
	mustWait(t, turn, 0, 0)
	if l.trial != turn {
		t.Fatal("no trial")
	}
	return l, turn
}

// TestTrialEnds: a trial that is given up, or ends without an answer, holds back
// nobody, and its pause is made once.
func TestTrialEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, *Turn){
		"given up": func(_ *testing.T, turn *Turn) { turn.Leave() },
		"given up in its pause": func(t *testing.T, turn *Turn) {
			mustRefuse(t, turn, 0)
			turn.Leave()
		},
		"no answer": func(_ *testing.T, turn *Turn) { turn.Done(false) },
		"no time for the hint": func(t *testing.T, turn *Turn) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if _, err := turn.Refused(ctx, time.Hour); !errors.Is(err, TooLong{time.Hour}) {
				t.Errorf("ended with %v, want TooLong", err)
			}
			turn.Leave()
		},
		"no answer after its pause": func(t *testing.T, turn *Turn) {
			pause := mustRefuse(t, turn, 0)
			mustWait(t, turn, pause, pause)
			turn.Done(false)
			mustWait(t, turn, 0, 0)
			turn.Leave()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l, turn := onTrial(t)
				end(t, turn)
				for range 2 { // at the same time
					mustWait(t, l.Join(), 0, 0)
				}
			})
		})
	}
}

// TestTrialUnderAKnownRate: it needs a silence, which a request gets that was
// refused often.
func TestTrialUnderAKnownRate(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, test := range []struct {
		refusals, together int
		silence            time.Duration
		alone              bool
	}{
		{0, 1, time.Minute, false}, {1, 1, time.Second / 2, false}, {1, 1, time.Second, true}, {1, few + 1, time.Second, false},
		{doubtful - 1, few + 1, 0, false}, {doubtful, 1, 0, true}, {doubtful, few + 1, 0, true},
	} {
		l := New(12, 10, 0)
		l.through, l.together = true, test.together
		l.rate.learnt, l.rate.rise, l.rate.resumed = 5, slowRise, now
		turn := l.Join()
		turn.refusals = test.refusals
		if quiet, alone := turn.trial(now, test.silence); alone != test.alone || alone && quiet != silent {
			t.Errorf("%+v: alone %t after %s", test, alone, quiet)
		}
	}
}

// TestVerdict: others got through where it is said.
func TestVerdict(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, test := range map[string]struct {
		change func(*Limiter, *Turn)
		want   error
	}{
		"others get through":       {func(l *Limiter, _ *Turn) { l.refusals = 0 }, ErrRefusedAlone},
		"the only one left":        {func(*Limiter, *Turn) {}, ErrRefusedAlone},
		"others are refused":       {func(l *Limiter, _ *Turn) { l.only = nil }, ErrRefused},
		"others wait":              {func(l *Limiter, _ *Turn) { l.Join().enqueue() }, ErrRefused},
		"another one gave up":      {func(l *Limiter, _ *Turn) { l.worn = 1 }, ErrRefused},
		"nothing ever got through": {func(l *Limiter, _ *Turn) { l.answered = time.Time{} }, ErrRefused},
	} {
		l := New(12, 10, 0)
		turn := l.Join()
		turn.sent, l.answered, l.refusals, l.only = now, now.Add(time.Second), 3, turn
		if test.change(l, turn); !errors.Is(l.verdict(turn), test.want) {
			t.Errorf("%s: %v, want %v", name, l.verdict(turn), test.want)
		}
	}
}

// TestTrialAndControlRefused: both are refused by a limit.
func TestTrialAndControlRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, turn := onTrial(t)
		mustRefuse(t, turn, 0)
		control := l.Join()
		mustWait(t, control, 0, 0)
		mustRefuse(t, control, 0)
		if turn.own != 0 || l.trial != nil || l.only != control {
			t.Errorf("%d refusals for its own sake, trial %v", turn.own, l.trial)
		}
		third := l.Join()
		mustWait(t, third, MinBackoff, MaxBackoff)
		mustRefuse(t, third, 0)
		if l.only != nil {
			t.Error("two began the pauses, want none that began all")
		}
	})
}
