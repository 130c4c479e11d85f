package pace

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func headerOf(retryAfter, date string) http.Header {
	header := http.Header{}
	if retryAfter != "" {
		header.Set("Retry-After", retryAfter)
	}
	if date != "" {
		header.Set("Date", date)
	}
	return header
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		at := func(after time.Duration) string { return time.Now().UTC().Add(after).Format(http.TimeFormat) }
		for name, test := range map[string]struct {
			header, date string
			want         time.Duration // 0: none
		}{
			"seconds":                     {"7", at(0), 7 * time.Second},
			"seconds, another clock":      {"7", at(time.Hour), 7 * time.Second},
			"more than a year":            {"99999999", "", maxWait},
			"no number of this size":      {"99999999999999999999", "", maxWait},
			"a date":                      {at(2 * time.Minute), at(0), 2 * time.Minute},
			"a date, a clock ahead":       {at(time.Hour + 90*time.Second), at(time.Hour), 90 * time.Second},
			"a date, a clock behind":      {at(90*time.Second - time.Hour), at(-time.Hour), 90 * time.Second},
			"a date, no clock":            {at(2 * time.Minute), "", 2 * time.Minute},
			"a date, a clock of nonsense": {at(2 * time.Minute), "noon", 2 * time.Minute},
			"a date in two years":         {at(2 * maxWait), "", maxWait},
			"a past date, a clock ahead":  {at(time.Hour - time.Second), at(time.Hour), 0},
			"a past date":                 {"Mon, 01 Jan 1990 00:00:00 GMT", at(0), 0},
			"now":                         {at(0), at(0), 0},
			"zero":                        {"0", at(0), 0},
			"none":                        {"", at(0), 0},
			"negative":                    {"-5", at(0), 0},
			"very negative":               {"-99999999999999999999", at(0), 0},
			"nonsense":                    {"soon", at(0), 0},
			"a fraction":                  {"1.5", at(0), 0},
			"a space":                     {" ", at(0), 0},
		} {
			if got := max(RetryAfter(headerOf(test.header, test.date)), 0); got != test.want {
				t.Errorf("%s: %s, want %s", name, got, test.want)
			}
		}
	})
}

// FuzzRetryAfter: any header gives a wait of a year at most, or none.
func FuzzRetryAfter(f *testing.F) {
	for _, hint := range []string{"", "1", " 7 ", "-1", "1.5", "9223372036854775807", "Wed, 21 Oct 2099 07:28:00 GMT", "x"} {
		f.Add(hint, "Mon, 01 Jan 1990 00:00:00 GMT")
		f.Add(hint, "")
	}
	f.Fuzz(func(t *testing.T, hint, date string) {
		if wait := RetryAfter(headerOf(hint, date)); wait > maxWait {
			t.Errorf("%q at %q gives %s", hint, date, wait)
		}
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for retry, want := range map[int]time.Duration{
		-1: MinBackoff, 0: MinBackoff, 1: MinBackoff, 2: 2 * MinBackoff, 3: 4 * MinBackoff, 6: 32 * MinBackoff,
		7: MaxBackoff, 8: MaxBackoff, 100: MaxBackoff,
	} {
		for range 100 {
			if wait := Backoff(retry); wait < want || wait > min(want*3/2, MaxBackoff) {
				t.Fatalf("retry %d waits %s, want %s and up to half more", retry, wait, want)
			}
		}
	}
}

func TestSleep(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wait, interrupt, took time.Duration // interrupt -1: before
		want                  error
	}{
		"in time":              {4 * time.Second, 0, 4 * time.Second, nil},
		"longer than the time": {5 * time.Second, 0, 0, TooLong{5 * time.Second}},
		"interrupted":          {4 * time.Second, time.Second, time.Second, context.Canceled},
		"interrupted before":   {9 * time.Second, -1, 0, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				if test.interrupt > 0 {
					time.AfterFunc(test.interrupt, cancel)
				} else if test.interrupt < 0 {
					cancel()
				}
				start := time.Now()
				err := Sleep(ctx, test.wait)
				if took := time.Since(start); !errors.Is(err, test.want) || took != test.took {
					t.Errorf("ended with %v after %s, want %v after %s", err, took, test.want, test.took)
				}
			})
		})
	}
}
