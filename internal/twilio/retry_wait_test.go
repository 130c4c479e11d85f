package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/connect"
	"terraform-provider-twilio/internal/twiliotest"
)

// refuseWith answers with the status and these headers; an empty one is not sent.
func refuseWith(status int, headers map[string]string) twiliotest.Fault {
	return func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header()[name] = nil // or net/http adds a Date
			if value != "" {
				w.Header().Set(name, value)
			}
		}
		twiliotest.Refuse(status, 20000, "Later")(w, r)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // of a bubble
	at := func(after time.Duration) string { return start.Add(after).Format(http.TimeFormat) }
	const backoff = MinBackoff * 3 / 2
	for name, test := range map[string]struct {
		header, date string
		min, max     time.Duration // of the pause
	}{
		"seconds":                     {"7", at(0), 7 * time.Second, 7 * time.Second},
		"seconds, another clock":      {"7", at(time.Hour), 7 * time.Second, 7 * time.Second},
		"a date":                      {at(2 * time.Minute), at(0), 2 * time.Minute, 2 * time.Minute},
		"a date, a clock ahead":       {at(time.Hour + 90*time.Second), at(time.Hour), 90 * time.Second, 90 * time.Second},
		"a date, a clock behind":      {at(90*time.Second - time.Hour), at(-time.Hour), 90 * time.Second, 90 * time.Second},
		"a date, no clock":            {at(2 * time.Minute), "", 2 * time.Minute, 2 * time.Minute},
		"a date, a clock of nonsense": {at(2 * time.Minute), "noon", 2 * time.Minute, 2 * time.Minute},
		"a past date, a clock ahead":  {at(time.Hour - time.Second), at(time.Hour), MinBackoff, backoff},
		"a past date":                 {"Mon, 01 Jan 1990 00:00:00 GMT", at(0), MinBackoff, backoff},
		"now":                         {at(0), at(0), MinBackoff, backoff},
		"zero":                        {"0", at(0), MinBackoff, backoff},
		"none":                        {"", at(0), MinBackoff, backoff},
		"negative":                    {"-5", at(0), MinBackoff, backoff},
		"very negative":               {"-99999999999999999999", at(0), MinBackoff, backoff},
		"nonsense":                    {"soon", at(0), MinBackoff, backoff},
		"a fraction":                  {"1.5", at(0), MinBackoff, backoff},
		"a space":                     {" ", at(0), MinBackoff, backoff},
	} {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprint(name, " ", status), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					api := apiWith(1)
					api.Fault = faults(refuseWith(status, map[string]string{"Retry-After": test.header, "Date": test.date}))
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

// TestNoHotLoop: a status that is repeated for ever, with a header that asks for
// no wait, does not burn the retries.
func TestNoHotLoop(t *testing.T) {
	t.Parallel()
	for _, status := range []int{408, 429, 500, 503, 520} {
		for _, header := range []string{"0", "-1", "Mon, 01 Jan 1990 00:00:00 GMT"} {
			t.Run(fmt.Sprint(status, " ", header), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					api := apiWith(1)
					api.Fault = always(refuseWith(status, map[string]string{"Retry-After": header}))
					start := time.Now()
					mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), nil)
					if took, n := time.Since(start), len(api.Requests()); took < time.Minute || n != 11 {
						t.Errorf("%d requests in %s, want 11 in more than a minute", n, took)
					}
				})
			})
		}
	}
}

// TestWaitTooLong: a wait beyond the deadline fails at once.
func TestWaitTooLong(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{
		"429, a day":     twiliotest.RateLimit("86400"),
		"429, no number": twiliotest.RateLimit("99999999999999999999"),
		"503, a second":  refuseWith(503, map[string]string{"Retry-After": "601"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = faults(fault)
				client := newClient(t, twiliotest.NewPipeServer(api))
				start := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				failure := failureIn(ctx, t, client, service(), ErrWaitTooLong)
				if failure.Wait <= 10*time.Minute || failure.Code == 0 || failure.RequestID == "" || failure.Attempts != 1 {
					t.Errorf("read ended with %+v, want a wait that is too long and the service's words", failure)
				}
				if waited := time.Since(start); waited > time.Second {
					t.Errorf("failed after %s, want at once", waited)
				}
				// A read with more time is not held back by one that gave up.
				mustRead(t, client, service(), 1)
			})
		})
	}
}

// TestDeadline: a read ends with its deadline, and reports what it last waited for.
func TestDeadline(t *testing.T) {
	t.Parallel()
	slowly := func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		twiliotest.Drip(w, r)
	}
	for name, test := range map[string]struct {
		faults   []twiliotest.Fault
		status   int
		cause    error
		attempts int
		rows     int
	}{
		"no reply":             {[]twiliotest.Fault{twiliotest.Hang}, 0, ErrNoReply, 1, 0},
		"no whole reply":       {[]twiliotest.Fault{twiliotest.Drip}, 0, ErrNoReply, 1, 0},
		"no second page":       {[]twiliotest.Fault{nil, twiliotest.Drip}, 0, ErrNoReply, 1, 50},
		"no reply after 503":   {[]twiliotest.Fault{refuseWith(503, nil), twiliotest.Drip}, 0, ErrNoReply, 2, 0},
		"no reply after a cut": {[]twiliotest.Fault{twiliotest.CutOff, twiliotest.Hang}, 0, ErrNoReply, 2, 0},
		"a slow error":         {[]twiliotest.Fault{slowly}, 503, context.DeadlineExceeded, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(100)
				api.Fault = faults(test.faults...)
				client := newClient(t, twiliotest.NewPipeServer(api))
				ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second)
				defer cancel()
				start := time.Now()
				got, err := sids(ctx, client, service())
				failure, ok := errors.AsType[*Error](err)
				if !ok || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, test.cause) ||
					errors.Is(err, ErrNoReply) != (test.status == 0) || errors.Is(err, errQueued) {
					t.Fatalf("read ended with %v, want the deadline and %v", err, test.cause)
				}
				if failure.Status != test.status || failure.Attempts != test.attempts || len(got) != test.rows {
					t.Errorf("%+v after %d rows, want status %d after %d attempts, %d rows",
						failure, len(got), test.status, test.attempts, test.rows)
				}
				if took := time.Since(start); took != 9*time.Second {
					t.Errorf("took %s, want 9s", took)
				}
			})
		})
	}
}

// TestDeadlineInLine: other requests of the client hang, so that the read does not get
// its turn, or not again.
func TestDeadlineInLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first    twiliotest.Fault // of the read's requests, nil: it makes none
		status   int
		cause    error
		attempts int
	}{
		"at the start":            {nil, 0, errQueued, 0},
		"after an error":          {refuseWith(503, nil), 503, context.DeadlineExceeded, 1},
		"after a lost connection": {twiliotest.CutOff, 0, connect.ErrLost, 1},
		"after a damaged reply":   {jsonBody("{"), 200, errDamaged, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = always(twiliotest.Hang)
				if test.first != nil {
					api.Fault = faults(test.first, twiliotest.Hang, twiliotest.Hang)
				}
				client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxConcurrentRequests = 1 })
				others, interrupt := context.WithCancel(t.Context())
				ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second)
				defer cancel()
				var reads sync.WaitGroup
				defer reads.Wait()
				defer interrupt()
				other := func() {
					reads.Go(func() { _, _ = sids(others, client, service()) })
					synctest.Wait()
				}
				if test.first == nil {
					other()
				} else { // while the read waits for its second attempt
					time.AfterFunc(MinBackoff/2, other)
				}
				failure := failureIn(ctx, t, client, service(), context.DeadlineExceeded)
				if !errors.Is(failure, test.cause) || failure.Status != test.status || failure.Attempts != test.attempts ||
					errors.Is(failure, errQueued) != (test.attempts == 0) || errors.Is(failure, ErrNoReply) {
					t.Errorf("ended with %v after %d attempts, want %v after %d",
						failure, failure.Attempts, test.cause, test.attempts)
				}
			})
		})
	}
}

// TestOnWait: it is called before each wait, and not where there is none.
func TestOnWait(t *testing.T) {
	t.Parallel()
	theirs := jsonBody(`{"conversations":[{"conversation_sid":"` + longSID("CH1") + `","participant_identity":"bob"}],"meta":{"next_page_url":null}}`)
	for name, test := range map[string]struct {
		faults  []twiliotest.Fault
		retries int
		want    []Wait // without their duration
	}{
		"nothing fails": {nil, 10, nil},
		"statuses": {
			[]twiliotest.Fault{refuseWith(503, nil), twiliotest.RateLimit("7"), twiliotest.Body(524, "", "")}, 10,
			[]Wait{
				{Attempt: 1, Cause: "503 Service Unavailable", RequestID: twiliotest.SID("RQ", 1)},
				{Attempt: 2, Cause: "429 Too Many Requests", RequestID: twiliotest.SID("RQ", 2)},
				{Attempt: 3, Cause: "524", RequestID: twiliotest.SID("RQ", 3)},
			},
		},
		"a damaged reply": {
			[]twiliotest.Fault{jsonBody("{")}, 10,
			[]Wait{{Attempt: 1, Cause: errDamaged.Error(), RequestID: twiliotest.SID("RQ", 1)}},
		},
		"a lost connection": {
			[]twiliotest.Fault{twiliotest.Reset}, 10,
			[]Wait{{Attempt: 1, Cause: "the server closed the connection before the end of the reply"}},
		},
		"no reply": {
			[]twiliotest.Fault{twiliotest.Hang}, 10,
			[]Wait{{Attempt: 1, Cause: errRequestTimeout.Error()}},
		},
		"a reply to another request":  {[]twiliotest.Fault{theirs}, 10, nil},
		"a failure after the retries": {[]twiliotest.Fault{refuseWith(503, nil)}, 0, nil},
		"a permanent failure":         {[]twiliotest.Fault{refuseWith(404, nil)}, 10, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				type key struct{}
				var got []Wait
				var ends []time.Time
				api := apiWith(1)
				api.Fault = faults(test.faults...)
				client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) {
					o.MaxRetries = test.retries
					o.OnWait = func(ctx context.Context, wait Wait) {
						if ctx.Value(key{}) == nil || wait.Duration <= 0 {
							t.Errorf("%+v, or its context is another", wait)
						}
						ends = append(ends, time.Now().Add(wait.Duration))
						wait.Duration = 0
						got = append(got, wait)
					}
				})
				_, _ = sids(context.WithValue(t.Context(), key{}, true), client, service())
				if !slices.Equal(got, test.want) {
					t.Errorf("waits %+v, want %+v", got, test.want)
				}
				for i, end := range ends {
					if sent := api.Requests()[i+1].Time; !sent.Equal(end) {
						t.Errorf("attempt %d came at %s, want %s", i+2, sent, end)
					}
				}
			})
		})
	}
}
