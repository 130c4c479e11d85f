package twilio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// after answers requests that much later: with the faults in their order, and then as
// the API does.
func after(delay time.Duration, list ...twiliotest.Fault) func(int, *http.Request) twiliotest.Fault {
	fault := faults(list...)
	return func(n int, r *http.Request) twiliotest.Fault {
		time.Sleep(delay)
		return fault(n, r)
	}
}

// appRead is a read that needs a token, with when it starts and how it ends.
type appRead struct {
	start, timeout, interrupt time.Duration // the last two count from the start; 0 for none

	took time.Duration
	err  error
}

func (r *appRead) run(ctx context.Context, c *Client) {
	time.Sleep(r.start)
	if r.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.timeout)
		defer cancel()
	}
	if r.interrupt > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer time.AfterFunc(r.interrupt, cancel).Stop()
		defer cancel()
	}
	begin := time.Now()
	_, r.err = sids(ctx, c, service())
	r.took = time.Since(begin)
}

// TestReadsShareOneFetch: one request for a token serves all reads that wait for it,
// each with its own deadline and interrupt.
func TestReadsShareOneFetch(t *testing.T) {
	t.Parallel()
	const s, short = time.Second, 5 * time.Second
	ten := make([]appRead, 10)
	type end struct {
		took time.Duration
		err  error
	}
	errToken := errors.New("any failure of a request for a token")
	done, timedOut, canceled := end{20 * s, nil}, end{short, context.DeadlineExceeded}, end{short, context.Canceled}
	for name, test := range map[string]struct {
		fault  func(int, *http.Request) twiliotest.Fault
		reads  []appRead
		want   []end
		tokens int
	}{
		"ten":                      {after(20 * s), ten, []end{done, done, done, done, done, done, done, done, done, done}, 1},
		"the first has less time":  {after(20 * s), []appRead{{timeout: short}, {start: s, timeout: 25 * s}}, []end{timedOut, {19 * s, nil}}, 1},
		"the second has less time": {after(20 * s), []appRead{{}, {start: s, timeout: short}}, []end{done, timedOut}, 1},
		"the first is interrupted": {
			after(20 * s), []appRead{{interrupt: short}, {start: s}, {start: 6 * s}},
			[]end{canceled, {19 * s, nil}, {14 * s, nil}}, 1,
		},
		"the second is interrupted": {after(20 * s), []appRead{{}, {start: s, interrupt: short}}, []end{done, canceled}, 1},
		"all end":                   {after(20 * s), []appRead{{timeout: short}, {interrupt: short}}, []end{timedOut, canceled}, 1},
		"all end, one more begins":  {after(20 * s), []appRead{{timeout: short}, {start: 6 * s}}, []end{timedOut, done}, 2},
		"a refusal is everybody's":  {after(s, twiliotest.Refuse(401, 20003, "Authenticate")), ten[:2], []end{{s, errToken}, {s, errToken}}, 1},
		"a pause that fits one read": {
			after(s, twiliotest.RateLimit("60")), []appRead{{timeout: short}, {timeout: short}, {timeout: 2 * time.Minute}, {timeout: short}},
			[]end{timedOut, timedOut, {62 * s, nil}, timedOut}, 2,
		},
		"a pause that fits none": {
			after(s, twiliotest.RateLimit("3600")), []appRead{{timeout: short}, {timeout: 2 * time.Minute}},
			[]end{{s, ErrWaitTooLong}, {s, ErrWaitTooLong}}, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.TokenFault = test.fault
				client := newAppClient(t, api)
				reads := append([]appRead{}, test.reads...)
				var all sync.WaitGroup
				for i := range reads {
					all.Go(func() { reads[i].run(t.Context(), client) })
				}
				all.Wait()
				for i, want := range test.want {
					failure, _ := errors.AsType[*Error](reads[i].err)
					ended := errors.Is(reads[i].err, want.err) || want.err == errToken && failure.Token //nolint:errorlint // never wrapped
					if !ended || reads[i].took != want.took {
						t.Errorf("read %d ended with %v after %s, want %v after %s", i, reads[i].err, reads[i].took, want.err, want.took)
					}
				}
				if tokens, _ := requestsFor(api); tokens != test.tokens {
					t.Errorf("%d requests for a token, want %d", tokens, test.tokens)
				}
			})
		})
	}
}

// TestManyReadsRenewTogether: after a refusal, one request brings the new token.
func TestManyReadsRenewTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		client := newAppClient(t, api)
		mustRead(t, client, service(), 1)
		api.RevokeTokens()
		api.TokenFault = after(time.Second)
		mustReadAll(t, client, 10, 10, 1)
		if tokens, _ := requestsFor(api); tokens != 2 {
			t.Errorf("%d requests for a token, want 2", tokens)
		}
	})
}

// TestLateRefusal: of a token that was replaced meanwhile costs no other one.
func TestLateRefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
			if n > 2 {
				return nil
			}
			time.Sleep(time.Duration(n) * time.Second)
			return twiliotest.Refuse(401, 20003, "Authenticate")
		}
		mustReadAll(t, newAppClient(t, api), 2, 2, 1)
		mustHaveMade(t, api, 2, 4)
	})
}

// TestNobodyJoinsAnEndedFetch: the next read begins one of its own.
func TestNobodyJoinsAnEndedFetch(t *testing.T) {
	t.Parallel()
	app := &oauthApp{}
	app.current = newTokenFetch(t.Context(), &app.mu)
	read, other := app.current.join(t.Context()), app.current.join(t.Context())
	if app.leave(app.current, other, context.Canceled) || app.current == nil {
		t.Error("the fetch ended, and one read waits")
	}
	if !app.leave(app.current, read, context.Canceled) || app.current != nil {
		t.Error("an ended fetch can be joined")
	}
}

// TestEndOfTheLastRead: the error says what the fetch met until then, and the request
// ends with the read.
func TestEndOfTheLastRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		read   appRead
		cause  error
		other  error // which is not to blame
		status int
	}{
		"timeout":                {appRead{timeout: 15 * time.Second}, context.DeadlineExceeded, context.Canceled, 0},
		"interrupt":              {appRead{interrupt: 15 * time.Second}, context.Canceled, context.DeadlineExceeded, 0},
		"interrupt of a backoff": {appRead{interrupt: 5 * time.Minute}, context.Canceled, context.DeadlineExceeded, 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				ended := make(chan struct{})
				api.TokenFault = faults(func(_ http.ResponseWriter, r *http.Request) {
					<-r.Context().Done()
					close(ended)
				}, func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Retry-After", "600")
					twiliotest.Refuse(503, 20503, "Down")(w, r)
				})
				read := test.read
				read.run(t.Context(), newAppClient(t, api))
				failure, ok := errors.AsType[*Error](read.err)
				if !ok || !errors.Is(failure, test.cause) || errors.Is(failure, test.other) ||
					!failure.Token || failure.Status != test.status || failure.Attempts == 0 {
					t.Errorf("%+v, want %v and status %d", read.err, test.cause, test.status)
				}
				<-ended
			})
		})
	}
}

// TestTokensAreRedacted: neither an error nor a wait repeats the client secret or a
// token, also where a reply does.
func TestTokensAreRedacted(t *testing.T) {
	t.Parallel()
	const secret = twiliotest.ClientSecret
	quotes := map[string]func(secret string) string{
		"plain":   func(secret string) string { return "wrong: " + secret },
		"encoded": url.QueryEscape,
		"capital": strings.ToUpper,
	}
	for name, quote := range quotes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var token string
				echo := func(status int) twiliotest.Fault {
					return func(w http.ResponseWriter, r *http.Request) {
						if authorization := r.Header.Get("Authorization"); authorization != "" {
							token = strings.TrimPrefix(authorization, bearer)
						}
						text := quote(secret) + " " + quote(token)
						w.Header().Set("Twilio-Request-Id", quote(secret))
						twiliotest.Refuse(status, 20003, text)(w, r)
					}
				}
				api := apiWith(1)
				api.TokenFault = faults(echo(503), nil, echo(401))
				api.Fault = faults(echo(503), echo(401))
				var texts []string
				client := newAppClient(t, api, func(o *Options) {
					o.OnWait = func(_ context.Context, wait Wait) { texts = append(texts, wait.Cause, wait.RequestID) }
				})
				for range 2 { // both fail at the token endpoint, in the second request for a token
					failure := mustFail(t, client, service(), nil)
					texts = append(texts, failure.Error(), failure.Message, failure.MoreInfo, failure.RequestID)
					api.TokenFault, api.Fault = nil, always(echo(401))
				}
				if len(texts) != 2*2+2*4 || token == "" {
					t.Fatalf("%d texts, token %q", len(texts), token)
				}
				for _, text := range texts {
					for _, value := range []string{secret, token, quote(secret), quote(token)} {
						if strings.Contains(text, value) {
							t.Errorf("%q is in %q", value, text)
						}
					}
				}
			})
		})
	}
}
