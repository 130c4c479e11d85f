package twilio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

const identity = "alice.2024@example.com"

// service returns the parameters of most tests.
func service() ParticipantConversations {
	return ParticipantConversations{ChatServiceSID: twiliotest.ServiceSID, Participant: Identity(identity), PageSize: 50}
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
	options := Options{
		BaseURL: base, Credentials: BasicAuth(twiliotest.AccountSID, twiliotest.AuthToken),
		UserAgent: "test/1", MaxRetries: 10, Transport: over(server),
	}
	for _, f := range change {
		f(&options)
	}
	client := NewClient(options)
	t.Cleanup(func() {
		client.carrier.transports.CloseIdle()
		server.Close()
	})
	return client
}

// over changes a transport so that it reaches a server in memory.
func over(server *twiliotest.Server) func(*http.Transport) {
	return func(transport *http.Transport) {
		if _, inMemory := server.Listener.(*twiliotest.Memory); inMemory {
			transport.DialContext = server.Dial
		}
	}
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
	return failureIn(t.Context(), t, c, list, cause)
}

// failureIn is mustFail within a context.
func failureIn(ctx context.Context, t *testing.T, c *Client, list List, cause error) *Error {
	t.Helper()
	_, err := sids(ctx, c, list)
	failure, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("read ended with %v, want an *Error", err)
	}
	if cause != nil && !errors.Is(err, cause) {
		t.Fatalf("read ended with %v, want %v", err, cause)
	}
	return failure
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

func TestBaseURLWithPath(t *testing.T) {
	t.Parallel()
	api := apiWith(0)
	mustFail(t, newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.BaseURL.Path = "/gateway/" }), service(), nil)
	if got, want := api.Requests()[0].Path, "/gateway/v1/Services/"+twiliotest.ServiceSID+"/ParticipantConversations"; got != want {
		t.Errorf("path %s, want %s", got, want)
	}
}
