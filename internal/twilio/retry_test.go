package twilio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// faults answers the first requests with the given faults, in their order.
func faults(list ...twiliotest.Fault) func(int, *http.Request) twiliotest.Fault {
	return func(n int, _ *http.Request) twiliotest.Fault {
		if n > len(list) {
			return nil
		}
		return list[n-1]
	}
}

// always answers every request with the same fault.
func always(fault twiliotest.Fault) func(int, *http.Request) twiliotest.Fault {
	return func(int, *http.Request) twiliotest.Fault { return fault }
}

func TestTransientFailuresAreRetried(t *testing.T) {
	t.Parallel()
	const json = "application/json"
	cutOff := `{"conversations":[{"conversation_sid":"` + twiliotest.SID("CH", 1) + `"},`
	for name, test := range map[string]struct {
		fault twiliotest.Fault
		// extra requests that net/http makes on its own, where an idle connection
		// turns out to be gone.
		extra int
	}{
		"429":                 {fault: twiliotest.RateLimit("")},
		"408":                 {fault: twiliotest.Body(408, json, "")},
		"500":                 {fault: twiliotest.Body(500, "text/html", "<html>oops</html>")},
		"502":                 {fault: twiliotest.Body(502, "text/html", "")},
		"503":                 {fault: twiliotest.Refuse(503, 20503, "Service unavailable")},
		"504":                 {fault: twiliotest.Body(504, json, `{"code":`)},
		"520":                 {fault: twiliotest.Body(520, "text/html", "")},
		"524":                 {fault: twiliotest.Body(524, "text/html", "")},
		"reset":               {fault: twiliotest.Reset, extra: 1},
		"cut off":             {fault: twiliotest.CutOff},
		"a drip":              {fault: twiliotest.Drip},
		"empty":               {fault: twiliotest.Body(200, json, "")},
		"JSON cut off":        {fault: twiliotest.Body(200, json, cutOff)},
		"JSON without an end": {fault: twiliotest.Body(200, json, `{"conversations":[],"meta":{"next_page_url":null}`)},
		"JSON damaged":        {fault: twiliotest.Body(200, json, `{"conversations":[{"conversation_sid":CH1}],"meta":{"next_page_url":null}}`)},
		"JSON and a brace":    {fault: twiliotest.Body(200, json, `{"conversations":[],"meta":{"next_page_url":null}}}`)},
		"text":                {fault: twiliotest.Body(200, "text/plain", "upstream error")},
		"meta twice":          {fault: twiliotest.Body(200, json, `{"meta":null,"conversations":[],"meta":{"next_page_url":null}}`)},
		"the list twice":      {fault: twiliotest.Body(200, json, `{"conversations":[],"meta":{"next_page_url":null},"conversations":7}`)},
		"next page twice":     {fault: twiliotest.Body(200, json, `{"conversations":[],"meta":{"next_page_url":"?a=1","next_page_url":null}}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(120)
				// The second page fails three times: the same page again.
				api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
					if n >= 2 && n <= 4 {
						return test.fault
					}
					return nil
				}
				var attempts []int
				for page, err := range newClient(t, twiliotest.NewPipeServer(api)).Pages(t.Context(), service()) {
					if err != nil {
						t.Fatal(err)
					}
					attempts = append(attempts, page.Attempts)
				}
				if want := []int{1, 4 - test.extra, 1}; !slices.Equal(attempts, want) {
					t.Errorf("the pages took %v attempts, want %v", attempts, want)
				}
				requests := api.Requests()
				if len(requests) != 6 {
					t.Fatalf("%d requests, want 6", len(requests))
				}
				for _, r := range requests[2:5] {
					if r.RawQuery != requests[1].RawQuery {
						t.Errorf("retried with %q, want %q", r.RawQuery, requests[1].RawQuery)
					}
				}
			})
		})
	}
}

// TestSilenceCostsNoRetry: a kept-alive connection that says nothing costs no retry.
func TestSilenceCostsNoRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(120)
		api.Fault = faults(nil, twiliotest.Hang)
		start := time.Now()
		mustRead(t, newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 0 }), service(), 120)
		if took := time.Since(start); took != silenceTimeout {
			t.Errorf("took %s, want %s", took, silenceTimeout)
		}
	})
}

func TestMaxRetries(t *testing.T) {
	t.Parallel()
	for _, retries := range []int{0, 1, 3, 10} {
		t.Run(fmt.Sprint(retries), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = always(twiliotest.Refuse(503, 20503, "Down"))
				failure := mustFail(t, newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = retries }), service(), nil)
				if n := len(api.Requests()); n != retries+1 || failure.Attempts != n {
					t.Errorf("%d requests, %d attempts reported, want %d", n, failure.Attempts, retries+1)
				}
				if failure.Status != 503 || failure.Code != 20503 || failure.Message != "Down" ||
					failure.MoreInfo != "https://www.twilio.com/docs/errors/20503" || failure.RequestID != fmt.Sprintf("RQ%032x", retries+1) {
					t.Errorf("the error lost the service's words: %+v", failure)
				}
			})
		})
	}
}

// TestRetriesCountPerPage: each page has its own.
func TestRetriesCountPerPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(150)
		api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
			if n%3 != 0 {
				return twiliotest.Body(503, "text/plain", "")
			}
			return nil
		}
		mustRead(t, newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 2 }), service(), 150)
	})
}

// TestNothingListens: it fails within 10 seconds, after a restart would have been
// survived.
func TestNothingListens(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		retries int
		down    time.Duration // 0: for ever
	}{"for ever": {10, 0}, "with fewer retries": {2, 0}, "a restart": {10, 3 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := twiliotest.NewPipeServer(apiWith(1))
				up := time.Now().Add(test.down)
				client := newClient(t, server, func(o *Options) {
					o.MaxRetries = test.retries
					o.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
						if test.down == 0 || time.Now().Before(up) {
							return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
						}
						return server.Dial(ctx, network, address)
					}
				})
				start := time.Now()
				if test.down > 0 {
					mustRead(t, client, service(), 1)
					return
				}
				failure := mustFail(t, client, service(), ErrConnect)
				if took := time.Since(start); took > 10*time.Second || failure.Attempts != min(test.retries, maxConnectRetries)+1 || failure.Status != 0 {
					t.Errorf("ended with %v after %d attempts in %s", failure, failure.Attempts, took)
				}
			})
		})
	}
}

// TestRequestTimeout: one request gets 30 seconds, also with a body that drips.
func TestRequestTimeout(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{"hang": twiliotest.Hang, "drip": twiliotest.Drip} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = always(fault)
				start := time.Now()
				mustFail(t, newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 0 }), service(), ErrRequestTimeout)
				if took := time.Since(start); took != 30*time.Second {
					t.Errorf("took %s, want 30s", took)
				}
			})
		})
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for retry, want := range map[int]time.Duration{1: 500 * time.Millisecond, 2: time.Second, 3: 2 * time.Second, 6: 16 * time.Second, 7: MaxBackoff, 8: MaxBackoff, 1000: MaxBackoff} {
		waits := map[time.Duration]bool{}
		for range 100 {
			got := backoff(retry)
			if got < want || got > min(want*3/2, MaxBackoff) {
				t.Errorf("backoff(%d) = %s, want %s and up to half more, at most %s", retry, got, want, MaxBackoff)
			}
			waits[got] = true
		}
		if want < MaxBackoff && len(waits) < 2 {
			t.Errorf("backoff(%d) is always the same: no jitter", retry)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header   string
		min, max time.Duration // of the pause
	}{
		{"7", 7 * time.Second, 7 * time.Second},
		{"0", MinBackoff, time.Second},
		{time.Date(2000, 1, 1, 0, 2, 0, 0, time.UTC).Format(http.TimeFormat), 110 * time.Second, 2 * time.Minute}, // a bubble starts in 2000
		{"", MinBackoff, time.Second},
		{"-5", MinBackoff, time.Second},
		{"soon", MinBackoff, time.Second},
		{"Mon, 01 Jan 1990 00:00:00 GMT", MinBackoff, time.Second},
	} {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprintf("%q %d", test.header, status), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					api := apiWith(1)
					api.Fault = faults(func(w http.ResponseWriter, r *http.Request) {
						if test.header != "" {
							w.Header().Set("Retry-After", test.header)
						}
						twiliotest.Refuse(status, 20000, "Later")(w, r)
					})
					mustRead(t, newClient(t, twiliotest.NewPipeServer(api)), service(), 1)
					requests := api.Requests()
					if pause := requests[1].Time.Sub(requests[0].Time); pause < test.min || pause > test.max {
						t.Errorf("paused %s, want %s to %s", pause, test.min, test.max)
					}
				})
			})
		}
	}
}

// FuzzRetryAfter: any header gives a wait that is not in the past, or none.
func FuzzRetryAfter(f *testing.F) {
	for _, header := range []string{"", "1", " 7 ", "0", "-1", "1.5", "99999999999999999999", "-99999999999999999999", "9223372036854775807", "Wed, 21 Oct 2099 07:28:00 GMT", "Mon, 01 Jan 1990 00:00:00 GMT", "x"} {
		f.Add(header)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		wait := parseRetryAfter(header, now)
		if wait > maxRetryAfter*time.Second {
			t.Errorf("%q gives %s", header, wait)
		}
		if header == "99999999999999999999" && wait != maxRetryAfter*time.Second {
			t.Errorf("%q gives %s, want a year", header, wait)
		}
	})
}

// TestWaitTooLong: a wait beyond the deadline fails at once.
func TestWaitTooLong(t *testing.T) {
	t.Parallel()
	for _, fault := range []twiliotest.Fault{
		twiliotest.RateLimit("86400"), twiliotest.RateLimit("99999999999999999999"),
		func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "601")
			twiliotest.Refuse(503, 20503, "Down")(w, r)
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			api := apiWith(1)
			api.Fault = faults(fault)
			client := newClient(t, twiliotest.NewPipeServer(api))
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			defer cancel()
			_, err := sids(ctx, client, service())
			var failure *Error
			if !errors.As(err, &failure) || !errors.Is(err, ErrWaitTooLong) || failure.Wait <= 10*time.Minute || failure.Code == 0 || failure.RequestID == "" {
				t.Errorf("read ended with %+v, want a wait that is too long and the service's words", failure)
			}
			if waited := time.Since(start); waited > time.Second {
				t.Errorf("failed after %s, want at once", waited)
			}
			// A read with more time is not held back by one that gave up.
			mustRead(t, client, service(), 1)
		})
	}
}

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

// TestLoad: 80 reads of 2 pages, 10 at a time, against a server that answers
// 429 beyond 25 requests a second.
func TestLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(100)
		var mu sync.Mutex
		var served []time.Time
		api.Fault = func(int, *http.Request) twiliotest.Fault {
			mu.Lock()
			defer mu.Unlock()
			now := time.Now()
			for len(served) > 0 && now.Sub(served[0]) >= time.Second {
				served = served[1:]
			}
			if len(served) >= 25 {
				return twiliotest.RateLimit("")
			}
			served = append(served, now)
			return nil
		}
		mustReadAll(t, newClient(t, twiliotest.NewPipeServer(api)), 80, 10, 100)
	})
}
