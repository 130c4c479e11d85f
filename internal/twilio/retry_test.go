package twilio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/connect"
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
	html := func(status int) twiliotest.Fault { return twiliotest.Body(status, "text/html", "<html>oops</html>") }
	for name, test := range map[string]struct {
		fault twiliotest.Fault
	}{
		"408":          {fault: html(408)},
		"429":          {fault: twiliotest.RateLimit("")},
		"500":          {fault: html(500)},
		"502":          {fault: twiliotest.Body(502, "text/html", "")},
		"503":          {fault: twiliotest.Refuse(503, 20503, "Service unavailable")},
		"504":          {fault: twiliotest.Body(504, "application/json", `{"code":`)},
		"520":          {fault: html(520)},
		"521":          {fault: html(521)},
		"522":          {fault: html(522)},
		"523":          {fault: html(523)},
		"524":          {fault: html(524)},
		"reset":        {fault: twiliotest.Reset},
		"cut off":      {fault: twiliotest.CutOff},
		"a drip":       {fault: twiliotest.Drip},
		"empty":        {fault: jsonBody("")},
		"JSON cut off": {fault: jsonBody(`{"conversations":[` + rowOf(1) + `,`)},
		"text":         {fault: twiliotest.Body(200, "text/plain", "upstream error")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(120)
				// The second page fails three times: the same page again.
				api.Fault = faults(nil, test.fault, test.fault, test.fault)
				var attempts []int
				for page, err := range newClient(t, twiliotest.NewPipeServer(api)).Pages(t.Context(), service()) {
					if err != nil {
						t.Fatal(err)
					}
					attempts = append(attempts, page.Attempts)
				}
				if want := []int{1, 4, 1}; !slices.Equal(attempts, want) {
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

func TestPermanentFailures(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault twiliotest.Fault
		cause error // nil: the status says it all
	}{
		"HTML":        {twiliotest.Body(200, "text/html", "<html>Sign in</html>"), ErrNotAPI},
		"a bad row":   {jsonBody(`{"conversations":[7],"meta":{"next_page_url":null}}`), ErrRow},
		"no meta":     {jsonBody(`{"conversations":[]}`), ErrNextPage},
		"an encoding": {twiliotest.Encoded(200, "br", []byte("{}")), ErrContentEncoding},
		"endless":     {twiliotest.Flood, ErrPageTooLarge},
		"301":         {twiliotest.Redirect("https://elsewhere.invalid/v1", 301), ErrRedirect},
		"302":         {twiliotest.Redirect("https://elsewhere.invalid/v1", 302), ErrRedirect},
		"307":         {twiliotest.Redirect("https://elsewhere.invalid/v1", 307), ErrRedirect},
		"308":         {twiliotest.Redirect("https://elsewhere.invalid/v1", 308), ErrRedirect},
		"201":         {twiliotest.Body(201, "application/json", emptyPage), nil},
		"204":         {twiliotest.Body(204, "", ""), nil},
		"304":         {twiliotest.Body(304, "", ""), nil},
		"400":         {twiliotest.Refuse(400, 20001, "Bad"), nil},
		"401":         {twiliotest.Refuse(401, 20003, "Authenticate"), nil},
		"403":         {twiliotest.Refuse(403, 20403, "Forbidden"), nil},
		"404":         {twiliotest.Body(404, "text/html", "<html>"), nil},
		"410":         {twiliotest.Body(410, "", ""), nil},
		"501":         {twiliotest.Refuse(501, 1, "x"), nil},
		"505":         {twiliotest.Refuse(505, 1, "x"), nil},
		"525":         {twiliotest.Body(525, "", ""), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(1)
			api.Fault = always(test.fault)
			failure := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), test.cause)
			if !errors.Is(failure.Cause, test.cause) {
				t.Errorf("the cause is %v, want %v", failure.Cause, test.cause)
			}
			if n := len(api.Requests()); n != 1 || failure.Attempts != 1 {
				t.Errorf("%d requests, %d attempts reported, want 1", n, failure.Attempts)
			}
			if want := fmt.Sprintf("RQ%032x", 1); failure.RequestID != want {
				t.Errorf("request ID %q, want %q", failure.RequestID, want)
			}
		})
	}
}

// silentOnce is a transport on which the first connection falls silent.
type silentOnce struct {
	next http.RoundTripper
	n    int
}

func (s *silentOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.n++; s.n == 1 {
		return nil, &connect.Error{Class: connect.ErrLost, Silent: true}
	}
	return s.next.RoundTrip(r)
}

// TestSilenceCostsNoRetry: the connection is to blame, not the service.
func TestSilenceCostsNoRetry(t *testing.T) {
	t.Parallel()
	client := newClient(t, twiliotest.NewPipeServer(apiWith(120)), func(o *Options) { o.MaxRetries = 0 })
	client.carrier.transports.Pooled = &silentOnce{next: client.carrier.transports.Pooled}
	mustRead(t, client, service(), 120)
}

func TestMaxRetries(t *testing.T) {
	t.Parallel()
	for _, retries := range []int{0, 1, 2, 3, 10} {
		for status, fault := range map[int]twiliotest.Fault{
			503: twiliotest.Refuse(503, 20503, "Down"), 429: twiliotest.Refuse(429, 20429, "Too Many Requests"),
		} {
			t.Run(fmt.Sprint(status, " ", retries), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					api := apiWith(1)
					api.Fault = always(fault)
					client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = retries })
					failure := mustFail(t, client, service(), nil)
					if n := len(api.Requests()); n != retries+1 || failure.Attempts != n {
						t.Errorf("%d requests, %d attempts reported, want %d", n, failure.Attempts, retries+1)
					}
					if failure.Status != status || failure.Code != 20000+status || failure.Message == "" ||
						failure.MoreInfo != fmt.Sprintf("https://www.twilio.com/docs/errors/%d", 20000+status) ||
						failure.RequestID != fmt.Sprintf("RQ%032x", retries+1) {
						t.Errorf("the error lost the service's words: %+v", failure)
					}
				})
			})
		}
	}
}

// TestRetriesCountPerPage: each page has its own retries.
func TestRetriesCountPerPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(150)
		down := twiliotest.Body(503, "text/plain", "")
		api.Fault = faults(down, down, nil, down, down, nil, down, down)
		mustRead(t, newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 2 }), service(), 150)
	})
}

// TestNothingListens: a read fails within 10 seconds, after a restart would have been
// survived, and says why. It is the same with a proxy.
func TestNothingListens(t *testing.T) {
	t.Parallel()
	proxy := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	for name, test := range map[string]struct {
		host     string
		proxy    *url.URL
		retries  int
		attempts int
		cause    error
	}{
		"a host":                    {"http://127.0.0.1:1", nil, 10, maxConnectRetries + 1, ErrConnect},
		"a host, two retries":       {"http://127.0.0.1:1", nil, 2, 3, ErrConnect},
		"a host, no retries":        {"http://127.0.0.1:1", nil, 0, 1, ErrConnect},
		"a proxy":                   {"https://twilio.invalid", proxy, 10, maxConnectRetries + 1, ErrProxy},
		"a proxy and a loopback":    {"http://127.0.0.1:1", proxy, 10, maxConnectRetries + 1, ErrConnect},
		"a host without TLS to try": {"https://127.0.0.1:1", nil, 10, maxConnectRetries + 1, ErrConnect},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := newRefusedClient(t, test.host, test.proxy, test.retries)
				start := time.Now()
				failure := mustFail(t, client, service(), test.cause)
				if took := time.Since(start); took > 10*time.Second || failure.Attempts != test.attempts || failure.Status != 0 {
					t.Errorf("ended with %v after %d attempts in %s, want %d", failure, failure.Attempts, took, test.attempts)
				}
			})
		})
	}
}

// newRefusedClient returns a client whose connections are refused.
func newRefusedClient(t *testing.T, host string, proxy *url.URL, retries int) *Client {
	t.Helper()
	base, err := url.Parse(host)
	if err != nil {
		t.Fatal(err)
	}
	return NewClient(Options{
		BaseURL: base, Credentials: BasicAuth("u", "p"), MaxRetries: retries,
		Transport: func(transport *http.Transport) {
			transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
			}
			transport.Proxy = func(r *http.Request) (*url.URL, error) {
				if check.IsLoopback(r.URL.Hostname()) {
					return nil, nil
				}
				return proxy, nil
			}
		},
	})
}

func TestRestartIsSurvived(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := twiliotest.NewPipeServer(apiWith(1))
		up := time.Now().Add(3 * time.Second)
		client := newClient(t, server, func(o *Options) {
			o.Transport = func(transport *http.Transport) {
				transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
					if time.Now().Before(up) {
						return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
					}
					return server.Dial(ctx, network, address)
				}
			}
		})
		mustRead(t, client, service(), 1)
	})
}
