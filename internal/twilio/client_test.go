package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

const identity = "alice.2024@example.com"

// service returns the parameters of most tests.
func service() ParticipantConversations {
	return ParticipantConversations{ChatServiceSID: twiliotest.ServiceSID, Identity: identity, PageSize: 50}
}

// apiWith returns a fake API with n conversations for service().
func apiWith(n int) *twiliotest.API {
	api := twiliotest.New()
	api.Add(twiliotest.ServiceSID, "Identity", identity, twiliotest.Conversations(twiliotest.ServiceSID, "Identity", identity, n)...)
	return api
}

// newClient returns a client of the API. It is served over pipes, which let
// synctest control the clock, unless the test asks for sockets.
func newClient(t *testing.T, server *twiliotest.Server, change ...func(*Options)) *Client {
	t.Helper()
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := NewTransport(DefaultMaxConcurrentRequests)
	if server.InMemory() {
		transport.DialContext = server.Dial
	}
	options := Options{
		BaseURL: base, Credentials: BasicAuth(twiliotest.AccountSID, twiliotest.AuthToken),
		UserAgent: "test/1", MaxRetries: 10, Transport: transport,
	}
	for _, f := range change {
		f(&options)
	}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return NewClient(options)
}

// sids reads the whole list and returns the SIDs of its rows.
func sids(ctx context.Context, c *Client, list List) (all []string, err error) {
	for page, err := range c.Pages(ctx, list) {
		if err != nil {
			return all, err
		}
		for _, row := range page.Rows {
			all = append(all, row.SID)
		}
	}
	return all, nil
}

// wantSIDs are those of the fake's first n conversations.
func wantSIDs(n int) (want []string) {
	for i := range n {
		want = append(want, twiliotest.SID("CH", i+1))
	}
	return want
}

// mustRead reads n conversations or fails the test.
func mustRead(t *testing.T, c *Client, params ParticipantConversations, n int) {
	t.Helper()
	got, err := sids(t.Context(), c, params)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, wantSIDs(n)) {
		t.Fatalf("read %d conversations, want the %d of the service in its order", len(got), n)
	}
}

// mustReadAll makes many reads of n conversations, so many of them at once.
func mustReadAll(t *testing.T, c *Client, reads, atOnce, n int) {
	t.Helper()
	slots := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for range reads {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if got, err := sids(t.Context(), c, service()); err != nil || len(got) != n {
				t.Errorf("read %d rows, %v, want %d", len(got), err, n)
			}
		})
	}
	all.Wait()
}

// mustFail reads until an *Error that is the given cause, or any if it is nil.
func mustFail(t *testing.T, c *Client, list List, cause error) *Error {
	t.Helper()
	_, err := sids(t.Context(), c, list)
	failure, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("read ended with %v, want an *Error", err)
	}
	if cause != nil && !errors.Is(err, cause) {
		t.Fatalf("read ended with %v, want %v", err, cause)
	}
	return failure
}

func TestEveryPage(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 49, 50, 51, 100, 101, 1003} {
		for _, pageSize := range []int{1, 7, 50, 1000} {
			t.Run(fmt.Sprintf("%d rows by %d", n, pageSize), func(t *testing.T) {
				t.Parallel()
				api := apiWith(n)
				params := service()
				params.PageSize = pageSize
				mustRead(t, newClient(t, twiliotest.NewPipeServer(api)), params, n)

				served := min(pageSize, twiliotest.MaxPageSize)
				if got, want := len(api.Requests()), max(1, (n+served-1)/served); got != want {
					t.Errorf("%d requests, want %d", got, want)
				}
			})
		}
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit, pageSize int
		rows, requests  int
		asked           string // page size of the first request
	}{
		{limit: 1, pageSize: 50, rows: 1, requests: 1, asked: "1"},
		{limit: 20, pageSize: 50, rows: 20, requests: 1, asked: "20"},
		{limit: 50, pageSize: 50, rows: 50, requests: 1, asked: "50"},
		{limit: 51, pageSize: 50, rows: 51, requests: 2, asked: "50"},
		{limit: 60, pageSize: 20, rows: 60, requests: 3, asked: "20"},
		{limit: 500, pageSize: 50, rows: 120, requests: 3, asked: "50"},
	} {
		t.Run(fmt.Sprintf("%d by %d", test.limit, test.pageSize), func(t *testing.T) {
			t.Parallel()
			api := apiWith(120)
			params := service()
			params.Limit, params.PageSize = test.limit, test.pageSize
			mustRead(t, newClient(t, twiliotest.NewPipeServer(api)), params, test.rows)
			requests := api.Requests()
			if len(requests) != test.requests {
				t.Errorf("%d requests, want %d", len(requests), test.requests)
			}
			if got := requests[0].Query.Get("PageSize"); got != test.asked {
				t.Errorf("asked for pages of %s, want %s", got, test.asked)
			}
		})
	}
}

func TestRequest(t *testing.T) {
	t.Parallel()
	api := apiWith(51)
	client := newClient(t, twiliotest.NewServer(api), func(o *Options) { o.BaseURL.Path = "/" })
	mustRead(t, client, service(), 51)
	for _, r := range api.Requests() {
		if r.Path != "/v1/Services/"+twiliotest.ServiceSID+"/ParticipantConversations" {
			t.Errorf("path %s", r.Path)
		}
		for name, want := range map[string]string{"Accept": "application/json", "User-Agent": "test/1", "Accept-Encoding": "gzip"} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

func TestBaseURLWithPath(t *testing.T) {
	t.Parallel()
	api := apiWith(0)
	mustFail(t, newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.BaseURL.Path = "/gateway/" }), service(), nil)
	if got, want := api.Requests()[0].Path, "/gateway/v1/Services/"+twiliotest.ServiceSID+"/ParticipantConversations"; got != want {
		t.Errorf("path %s, want %s", got, want)
	}
}

func TestDefaultService(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.Add(twiliotest.DefaultServiceSID, "Address", "+15005550001",
		twiliotest.Conversations(twiliotest.DefaultServiceSID, "Address", "+15005550001", 60)...)
	client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.Credentials = BasicAuth(twiliotest.APIKey, twiliotest.APISecret) })
	mustRead(t, client, ParticipantConversations{Address: "+15005550001", PageSize: 50}, 60)
	if got := api.Requests()[1].Path; got != "/v1/ParticipantConversations" {
		t.Errorf("path %s", got)
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	api := apiWith(120)
	api.Gzip = true
	mustRead(t, newClient(t, twiliotest.NewServer(api)), service(), 120)
}

func TestEarlyBreak(t *testing.T) {
	t.Parallel()
	api := apiWith(200)
	client := newClient(t, twiliotest.NewPipeServer(api))
	for _, err := range client.Pages(t.Context(), service()) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if got := len(api.Requests()); got != 1 {
		t.Errorf("%d requests after a break on the first page, want 1", got)
	}
}

func TestRangeTwice(t *testing.T) {
	t.Parallel()
	client := newClient(t, twiliotest.NewPipeServer(apiWith(120)))
	list := client.Pages(t.Context(), service())
	for range 2 {
		rows := 0
		for page, err := range list {
			if err != nil {
				t.Fatal(err)
			}
			rows += len(page.Rows)
		}
		if rows != 120 {
			t.Errorf("%d rows, want 120 each time", rows)
		}
	}
}

func TestOptionsStayTheCallers(t *testing.T) {
	t.Parallel()
	server := twiliotest.NewPipeServer(apiWith(60))
	var base *url.URL
	client := newClient(t, server, func(o *Options) { base = o.BaseURL })
	before := *base
	mustRead(t, client, service(), 60)
	if *base != before {
		t.Errorf("the base URL became %v", base)
	}
	base.Host = "elsewhere.invalid"
	mustRead(t, client, service(), 60)
}
