package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestRequest(t *testing.T) {
	t.Parallel()
	api := apiWith(51)
	client := newClient(t, twiliotest.NewServer(api), func(o *Options) { o.BaseURL.Path = "/" })
	mustRead(t, client, service(), 51)
	for _, r := range api.Requests() {
		if r.Method != http.MethodGet || r.Path != "/v1/Services/"+twiliotest.ServiceSID+"/ParticipantConversations" {
			t.Errorf("%s %s", r.Method, r.Path)
		}
		for name, want := range map[string]string{
			"Accept": "application/json", "User-Agent": "test/1", "Accept-Encoding": "gzip", "Cache-Control": "no-cache",
			"Content-Type": "", "Content-Length": "", "Transfer-Encoding": "", "Cookie": "", "Referer": "",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	api := apiWith(120)
	api.Gzip = true
	mustRead(t, newClient(t, twiliotest.NewServer(api)), service(), 120)
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
				client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 0 })
				start := time.Now()
				mustFail(t, client, service(), errRequestTimeout)
				if took := time.Since(start); took != requestTimeout {
					t.Errorf("took %s, want %s", took, requestTimeout)
				}
			})
		})
	}
}

// TestRedirectsAreNotFollowed: neither they nor next_page_url lead the credentials to
// another server, which listens for them.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := twiliotest.New()
	listener := twiliotest.NewServer(elsewhere)
	t.Cleanup(func() {
		listener.Close()
		if n := len(elsewhere.Requests()); n != 0 {
			t.Errorf("%d requests went elsewhere", n)
		}
	})
	for _, status := range []int{300, 301, 302, 303, 305, 307, 308} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			api := apiWith(100)
			api.Fault = faults(nil, twiliotest.Redirect(listener.URL, status))
			api.NextPageURL = func(honest string) string {
				return strings.Replace(honest, "https://conversations.twilio.com", listener.URL, 1)
			}
			if failure := mustFail(t, newClient(t, twiliotest.NewServer(api)), service(), ErrRedirect); failure.Status != status {
				t.Errorf("status %d", failure.Status)
			}
			if n := len(api.Requests()); n != 2 {
				t.Errorf("%d requests, want 2", n)
			}
		})
	}
}

// TestErrorBodiesAreBounded: 64 KiB of them are read, and the status decides.
func TestErrorBodiesAreBounded(t *testing.T) {
	t.Parallel()
	for status, cause := range map[int]error{400: nil, 404: nil, 500: nil, 503: nil, 302: ErrRedirect, 206: nil, 418: nil} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				written := 0
				api := apiWith(1)
				api.Fault = always(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(status)
					chunk := []byte(`{"code":1,"message":"` + strings.Repeat("x", 1<<10))
					for {
						n, err := w.Write(chunk)
						if written += n; err != nil || written > 1<<20 {
							return
						}
					}
				})
				client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 0 })
				if failure := mustFail(t, client, service(), cause); failure.Status != status || failure.Message != "" {
					t.Errorf("%+v, want the status %d and no words", failure, status)
				}
				synctest.Wait()
				if most := maxErrorBytes + 32<<10; written > most { // what fits into the buffers
					t.Errorf("%d bytes were taken, want %d at most", written, most)
				}
			})
		})
	}
}

// TestStatusDecides: what is wrong with the body of an error does not change what it
// is.
func TestStatusDecides(t *testing.T) {
	t.Parallel()
	cutOff := func(status int) twiliotest.Fault {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"code":1`))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
	}
	for name, test := range map[string]struct {
		fault    twiliotest.Fault
		status   int
		cause    error
		requests int // of two at most
	}{
		"401, br":           {twiliotest.Encoded(401, "br", []byte("\x8b\x02")), 401, nil, 1},
		"404, not gzip":     {twiliotest.Encoded(404, "gzip", []byte("{}")), 404, nil, 1},
		"503, br":           {twiliotest.Encoded(503, "br", []byte("\x8b\x02")), 503, nil, 2},
		"503, gzip twice":   {twiliotest.Encoded(503, "gzip, gzip", []byte("x")), 503, nil, 2},
		"429, zstd":         {twiliotest.Encoded(429, "zstd", []byte("x")), 429, ErrRefused, 2},
		"403, cut off":      {cutOff(403), 403, nil, 1},
		"502, cut off":      {cutOff(502), 502, nil, 2},
		"400, UTF-16":       {twiliotest.Body(400, "application/json", "\xff\xfe{\x00"), 400, nil, 1},
		"500, a good page":  {twiliotest.Body(500, "application/json", emptyPage), 500, nil, 2},
		"404, a good page":  {twiliotest.Body(404, "application/json", emptyPage), 404, nil, 1},
		"201, a good page":  {twiliotest.Body(201, "application/json", emptyPage), 201, nil, 1},
		"206, part of page": {twiliotest.Body(206, "application/json", emptyPage), 206, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = always(test.fault)
				client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 1 })
				failure := mustFail(t, client, service(), nil)
				n := len(api.Requests())
				if failure.Status != test.status || !errors.Is(failure.Cause, test.cause) || n != test.requests {
					t.Errorf("ended with %v after %d requests, want %d after %d", failure, n, test.status, test.requests)
				}
			})
		})
	}
}

// TestContentEncodings: a page in an encoding that was not requested is an error at
// once, which names it.
func TestContentEncodings(t *testing.T) {
	t.Parallel()
	for _, encoding := range []string{"br", "zstd", "deflate", "gzip, gzip"} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			api := apiWith(1)
			api.Fault = always(twiliotest.Encoded(200, encoding, []byte(emptyPage)))
			failure := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), ErrContentEncoding)
			if n := len(api.Requests()); n != 1 || !strings.HasSuffix(failure.Error(), ": "+encoding) {
				t.Errorf("ended with %v after %d requests", failure, n)
			}
		})
	}
}

// TestInterrupt: a cancelled read ends at once wherever it is, and leaves no
// goroutine behind (the bubble would not end) and no connection in use.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  twiliotest.Fault
		status int // that it waited after
	}{
		"in a request":    {twiliotest.Hang, 0},
		"in a body":       {twiliotest.Drip, 0},
		"in a wait":       {twiliotest.Refuse(503, 20503, "Down"), 503},
		"in a rate limit": {twiliotest.RateLimit("300"), 429},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = always(test.fault)
				server := twiliotest.NewPipeServer(api)
				client := newClient(t, server)
				ctx, cancel := context.WithCancel(t.Context())
				start := time.Now()
				time.AfterFunc(200*time.Millisecond, cancel)
				failure := failureIn(ctx, t, client, service(), context.Canceled)
				if took := time.Since(start); took != 200*time.Millisecond || failure.Status != test.status {
					t.Errorf("ended with %v after %s, want status %d after 200ms", failure, took, test.status)
				}
				synctest.Wait()
				if n := server.Open(); n != 0 {
					t.Errorf("%d connections are still open", n)
				}
			})
		})
	}
}

func TestInterruptBeforeTheRead(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	api := apiWith(1)
	_ = failureIn(ctx, t, newClient(t, twiliotest.NewPipeServer(api)), service(), context.Canceled)
	if n := len(api.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}
