package twilio

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestOneRateLimitHoldsAllReads: while one read waits out a 429, no other read
// of the client starts a request.
func TestOneRateLimitHoldsAllReads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(500)
		api.Fault = faults(nil, nil, twiliotest.RateLimit("20"))
		client := newClient(t, twiliotest.NewPipeServer(api))
		mustReadAll(t, client, 10, 10, 500)
		requests := api.Requests()
		limited := requests[2].Time
		for i, r := range requests {
			if since := r.Time.Sub(limited); since > 0 && since < 20*time.Second {
				t.Errorf("request %d was made %s after the 429", i+1, since)
			}
		}
	})
}

// TestLoad: many reads at once, against servers that refuse what is over a rate. None
// fails, and all together take little longer and few more requests than they must.
func TestLoad(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		limiter      func(int, *http.Request) twiliotest.Fault
		reads, pages int
		perSecond    int
		requests     float64 // for each page, at most
	}{
		"1 a second":                    {twiliotest.FixedWindow(1, time.Second).Fault("1"), 40, 1, 1, 3.5},
		"2 a second":                    {twiliotest.TokenBucket(2, 2).Fault("1"), 40, 1, 2, 3.5},
		"4 a second":                    {twiliotest.FixedWindow(4, time.Second).Fault(""), 40, 1, 4, 2},
		"4 a second, refused ones too":  {twiliotest.SlidingWindow(4).Fault(""), 40, 1, 4, 2},
		"25 a second":                   {twiliotest.TokenBucket(25, 25).Fault(""), 80, 2, 25, 2},
		"25 a second, refused ones too": {twiliotest.SlidingWindow(25).Fault(""), 80, 2, 25, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(50 * test.pages)
				api.Fault = test.limiter
				start := time.Now()
				mustReadAll(t, newClient(t, twiliotest.NewPipeServer(api)), test.reads, 10, 50*test.pages)
				pages := test.reads * test.pages
				ideal := time.Duration(pages) * time.Second / time.Duration(test.perSecond)
				if took, most := time.Since(start), ideal*8/5+6*time.Second; took > most {
					t.Errorf("took %s, want at most %s", took, most)
				}
				if n, most := len(api.Requests()), int(test.requests*float64(pages)); n > most {
					t.Errorf("%d requests for %d pages, want at most %d", n, pages, most)
				}
			})
		})
	}
}
