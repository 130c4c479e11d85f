package twiliotest_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestLimiters(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for name, test := range map[string]struct {
		limit   func() twiliotest.Limit
		at      []time.Duration // since a full second, in order
		refused []int           // which of them
	}{
		"fixed window": {
			func() twiliotest.Limit { return twiliotest.FixedWindow(2, time.Second) },
			[]time.Duration{0, 900 * ms, 900 * ms, 999 * ms, 1000 * ms, 1001 * ms, 1002 * ms, 5000 * ms},
			[]int{2, 3, 6},
		},
		"fixed window of a minute": {
			func() twiliotest.Limit { return twiliotest.FixedWindow(1, time.Minute) },
			[]time.Duration{0, 30 * time.Second, 58 * time.Second, 59 * time.Second, 60 * time.Second},
			[]int{1, 2, 4},
		},
		"token bucket": {
			func() twiliotest.Limit { return twiliotest.TokenBucket(10, 2) },
			[]time.Duration{0, 0, 0, 99 * ms, 100 * ms, 100 * ms, 9000 * ms, 9000 * ms, 9000 * ms},
			[]int{2, 3, 5, 8},
		},
		"token bucket with fractions": {
			func() twiliotest.Limit { return twiliotest.TokenBucket(10, 1) },
			[]time.Duration{
				0, 10 * ms, 20 * ms, 30 * ms, 40 * ms, 50 * ms, 60 * ms, 70 * ms, 80 * ms, 90 * ms, 100 * ms, 100 * ms,
			},
			[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 11},
		},
		"sliding window": {
			func() twiliotest.Limit { return twiliotest.SlidingWindow(2) },
			// The refused ones at 600 and 1100 ms count: only at 2100 ms is there room.
			[]time.Duration{0, 500 * ms, 600 * ms, 1100 * ms, 1599 * ms, 2100 * ms, 2100 * ms},
			[]int{2, 3, 4, 6},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := twiliotest.New()
				api.Fault = test.limit().Fault("1")
				start := time.Now().Truncate(time.Second).Add(time.Second)
				var refused []int
				for i, at := range test.at {
					time.Sleep(time.Until(start.Add(at)))
					if status, _ := get(t, api, services); status == http.StatusTooManyRequests {
						refused = append(refused, i)
					}
				}
				if !slices.Equal(refused, test.refused) {
					t.Errorf("refused %v, want %v", refused, test.refused)
				}
			})
		})
	}
}

func TestLimitersSendRetryAfter(t *testing.T) {
	t.Parallel()
	for _, retryAfter := range []string{"", "1", "0"} {
		for _, fault := range []func(int, *http.Request) twiliotest.Fault{
			twiliotest.FixedWindow(0, time.Second).Fault(retryAfter), twiliotest.TokenBucket(1, 0).Fault(retryAfter),
			twiliotest.SlidingWindow(0).Fault(retryAfter),
		} {
			api := twiliotest.New()
			api.Fault = fault
			recorder := httptest.NewRecorder()
			api.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, services, http.NoBody))
			if got := recorder.Header().Get("Retry-After"); recorder.Code != http.StatusTooManyRequests || got != retryAfter {
				t.Errorf("%d with Retry-After %q, want %q", recorder.Code, got, retryAfter)
			}
		}
	}
}
