package provider

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestPace: a read that cannot be done in its time fails before it begins.
func TestPace(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		perSecond float64
		requests  int
		timeout   time.Duration
		want      string
	}{
		"no pace":                    {0, 1 << 20, time.Second, ""},
		"none":                       {4, 0, time.Second, ""},
		"one":                        {0.001, 1, time.Second, ""},
		"the issue's":                {4, 400, 20 * time.Second, "400 requests at 4 a second take 100 s, and timeouts.read is 20 s."},
		"the last one at the end":    {4, 81, 20 * time.Second, "81 requests at 4 a second take 20.25 s, and timeouts.read is 20 s."},
		"the last one before it":     {4, 80, 20 * time.Second, ""},
		"a fraction":                 {0.3, 10, 1500 * time.Millisecond, "10 requests at 0.3 a second take 33.333 s, and timeouts.read is 1.5 s."},
		"a fraction of a fraction":   {1e-6, 2, time.Hour, "2 requests at 0.000001 a second take 2000000 s, and timeouts.read is 3600 s."},
		"of many in ten minutes":     {2, 1000, 10 * time.Minute, ""},
		"of too many in ten minutes": {2, 1300, 10 * time.Minute, "1300 requests at 2 a second take 650 s, and timeouts.read is 600 s."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := (&connection{resolved: resolved{requestsPerSecond: test.perSecond}}).checkPace(test.requests, test.timeout)
			if (len(diags) > 0) != (test.want != "") || len(diags) > 0 && diags[0].Detail() != test.want+"\n\n"+tooSlowPace.advice() {
				t.Errorf("%v, want %s", diags, test.want)
			}
		})
	}
}

// TestPaceOfARead: no request is made, and nothing of the names is told.
func TestPaceOfARead(t *testing.T) {
	t.Parallel()
	api := apiWithMany(ones(400)...)
	h := configured(t, api, m{"max_requests_per_second": 4})
	state, diags := h.read(t.Context(), serviceList, identities(timeoutOf("20s"), names(400)...))
	mustStoreNothing(t, state)
	mustReport(t, diags, errorOn("timeouts", "Do Not Fit", "400 requests at 4 a second take 100 s", "max_requests_per_second"))
	if n := len(api.Requests()); n > 0 {
		t.Errorf("%d requests were made", n)
	}
}

// TestPaceOfRetries: whatever a request fails with, the next one waits for its turn. Of a
// connection that breaks, net/http itself would repeat the request at once.
func TestPaceOfRetries(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{
		"503": twiliotest.Refuse(http.StatusServiceUnavailable, 20503, "x"), "429": twiliotest.RateLimit("1"),
		"reset": twiliotest.Reset, "cut off": twiliotest.CutOff,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWithMany(ones(6)...)
				var mu sync.Mutex
				var made []time.Time
				api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
					mu.Lock()
					defer mu.Unlock()
					made = append(made, time.Now())
					if n%3 == 0 {
						return fault
					}
					return nil
				}
				_, diags := configured(t, api, m{"max_requests_per_second": 0.5}).read(t.Context(), serviceList, identities(timeoutOf("10m"), names(6)...))
				mustReport(t, diags)
				for i := range len(made) - 1 {
					if pause := made[i+1].Sub(made[i]); pause < 2*time.Second {
						t.Errorf("request %d came %s after the one before", i+1, pause)
					}
				}
			})
		})
	}
}
