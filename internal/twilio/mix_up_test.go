package twilio

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestMismatchIsRetriedOnce: on a new connection, whatever the number of retries, and
// no value of either participant is in the error.
func TestMismatchIsRetriedOnce(t *testing.T) {
	t.Parallel()
	theirs := twiliotest.Body(http.StatusOK, "application/json", `{"conversations":[{"conversation_sid":"`+twiliotest.SID("CH", 9)+
		`","participant_identity":"bob.2025@example.com"}],"meta":{"next_page_url":null}}`)
	down := twiliotest.Refuse(http.StatusServiceUnavailable, 20503, "Down")
	for name, test := range map[string]struct {
		maxRetries            int
		faults                []twiliotest.Fault
		requests, connections int
		failure               error
	}{
		"once":                   {10, []twiliotest.Fault{theirs}, 2, 2, nil},
		"once, without retries":  {0, []twiliotest.Fault{theirs}, 2, 2, nil},
		"twice":                  {10, []twiliotest.Fault{theirs, theirs}, 2, 2, ErrMismatch},
		"twice, without retries": {0, []twiliotest.Fault{theirs, theirs}, 2, 2, ErrMismatch},
		"before an outage":       {1, []twiliotest.Fault{theirs, down}, 3, 3, nil},
		"after an outage":        {1, []twiliotest.Fault{down, theirs}, 3, 2, nil},
		"around an outage":       {9, []twiliotest.Fault{theirs, down, theirs}, 3, 3, ErrMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(3)
				api.Fault = faults(test.faults...)
				server := twiliotest.NewPipeServer(api)
				client := newClient(t, server, func(o *Options) { o.MaxRetries = test.maxRetries })
				if test.failure == nil {
					mustRead(t, client, service(), 3)
				} else {
					failure := mustFail(t, client, service(), test.failure)
					if text := failure.Error(); strings.Contains(text, "bob") || strings.Contains(text, "alice") {
						t.Errorf("the error repeats a value: %s", text)
					}
					if failure.Attempts != test.requests {
						t.Errorf("%d attempts reported, want %d", failure.Attempts, test.requests)
					}
				}
				if n := len(api.Requests()); n != test.requests || server.Connections() != test.connections {
					t.Errorf("%d requests over %d connections, want %d over %d",
						n, server.Connections(), test.requests, test.connections)
				}
			})
		})
	}
}

// late returns a gateway that answers some requests, counted from 1, with the reply to
// an earlier one.
func late(replies map[int]int) twiliotest.Gateway {
	var mu sync.Mutex
	var given []*httptest.ResponseRecorder
	return func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
		reply := httptest.NewRecorder()
		api(reply, r)
		mu.Lock()
		defer mu.Unlock()
		given = append(given, reply)
		if before, isLate := replies[len(given)]; isLate {
			reply = given[before-1]
		}
		w.WriteHeader(reply.Code)
		_, _ = w.Write(reply.Body.Bytes())
	}
}

// TestGatewaysThatMixUpReplies: each read gets all of its rows, or fails. No read gets
// the rows of another participant, or a page in place of another one.
func TestGatewaysThatMixUpReplies(t *testing.T) {
	t.Parallel()
	services := Services{PageSize: 50}
	alice, ada, upper, sms, whatsApp := named("alice"), named("ada"), named("ADA"), byAddress, byWhatsApp
	everyone := []List{alice, services, ada, upper, alice, alice, sms, whatsApp, sms, services, services, ada}
	for name, test := range map[string]struct {
		gateway func() twiliotest.Gateway
		reads   []List
		fails   func(read int) bool // nil: none
	}{
		"one reply behind": {twiliotest.LaggingGateway, everyone, nil},
		"a cache whose key has no query": {
			twiliotest.CacheWithoutQuery, []List{alice, alice, ada, services, sms},
			func(int) bool { return true }, // the second page of each is the first one
		},
		"the last page, late":                {func() twiliotest.Gateway { return late(map[int]int{4: 3}) }, []List{alice, alice}, nil},
		"the last page, late again":          {func() twiliotest.Gateway { return late(map[int]int{4: 3, 5: 3}) }, []List{alice, alice}, func(i int) bool { return i == 1 }},
		"the last page for the second":       {func() twiliotest.Gateway { return late(map[int]int{5: 3}) }, []List{alice, alice}, nil},
		"the second page for the last":       {func() twiliotest.Gateway { return late(map[int]int{3: 2}) }, []List{alice}, nil},
		"the first page for the second":      {func() twiliotest.Gateway { return late(map[int]int{2: 1}) }, []List{alice}, nil},
		"the last page of Services, late":    {func() twiliotest.Gateway { return late(map[int]int{4: 3}) }, []List{services, services}, nil},
		"the second of Services for another": {func() twiliotest.Gateway { return late(map[int]int{3: 2}) }, []List{services, alice}, nil},
		"Services for a participant":         {func() twiliotest.Gateway { return late(map[int]int{4: 1}) }, []List{services, alice}, nil},
		"letter case":                        {func() twiliotest.Gateway { return late(map[int]int{4: 1}) }, []List{ada, upper}, nil},
		"channel":                            {func() twiliotest.Gateway { return late(map[int]int{4: 1}) }, []List{sms, whatsApp}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			for n, p := range []Participant{
				alice.Participant, ada.Participant, upper.Participant, sms.Participant, whatsApp.Participant,
			} {
				for _, c := range twiliotest.Conversations(twiliotest.ServiceSID, p.parameter, p.value, 120) {
					c["conversation_sid"] = strings.Replace(c["conversation_sid"].(string), "CH0", "CH"+strconv.Itoa(n), 1)
					api.Add(twiliotest.ServiceSID, p.parameter, p.value, c)
				}
			}
			api.AddServices(twiliotest.Services(118)...)
			api.Gateway = test.gateway()
			client := newClient(t, twiliotest.NewPipeServer(api))
			for i, read := range test.reads {
				got, err := sids(t.Context(), client, read)
				if failure, fails := errors.AsType[*Error](err); fails != (test.fails != nil && test.fails(i)) || fails && !errors.Is(failure, ErrMismatch) {
					t.Errorf("read %d ends with %v", i, err)
				}
				slices.Sort(got)
				if err == nil && len(slices.Compact(got)) != 120 {
					t.Errorf("read %d has %d different rows, want 120", i, len(got))
				}
				if p, ok := read.(ParticipantConversations); ok && slices.ContainsFunc(got, func(sid string) bool {
					return sid[2] != "01234"[slices.Index([]Participant{
						alice.Participant, ada.Participant, upper.Participant, sms.Participant, whatsApp.Participant,
					}, p.Participant)]
				}) {
					t.Errorf("read %d has rows of another participant", i)
				}
			}
		})
	}
}

// TestRepeatedPageOnce: a page that repeats gets one repeat over a new connection, and
// the attempt that failed leaves nothing behind.
func TestRepeatedPageOnce(t *testing.T) {
	t.Parallel()
	first, second, last := firstPageBody("t=1", "CH1", "CH2"), pageBody("t=2", "CH3"), pageBody("null", "CH2", "CH4")
	for name, test := range map[string]struct {
		bodies            []string
		rows, connections int
	}{
		"no repeat":                {[]string{first, second, last}, 4, 1},
		"the first for the second": {[]string{first, first, second, last}, 4, 3},
		"the second for the last":  {[]string{first, second, second, last}, 4, 2},
		"both":                     {[]string{first, first, second, second, last}, 4, 4},
		"a page that names itself": {[]string{first, pageBody("t=1", "CH3"), second, last}, 4, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := twiliotest.NewPipeServer(pages(test.bodies...))
			got, err := sids(t.Context(), newClient(t, server, func(o *Options) { o.MaxRetries = 0 }), service())
			if err != nil || len(got) != test.rows {
				t.Errorf("read %q, %v, want %d rows", got, err, test.rows)
			}
			if n := server.Connections(); n != test.connections {
				t.Errorf("%d connections, want %d", n, test.connections)
			}
		})
	}
}

// TestStoredReplies: what comes from a cache is not an answer, although it looks like
// one.
func TestStoredReplies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ages     []string // of the replies, the last one for ever
		requests int
		failure  error
	}{
		"no age":      {[]string{""}, 2, nil},
		"new":         {[]string{"0"}, 2, nil},
		"no number":   {[]string{"old"}, 2, nil},
		"stored":      {[]string{"1"}, 2, ErrMismatch},
		"stored once": {[]string{"86400", ""}, 3, nil},
		"second page": {[]string{"", "60", "60"}, 3, ErrMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(51)
			n := 0
			api.Gateway = func(w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
				if age := test.ages[min(n, len(test.ages)-1)]; age != "" {
					w.Header().Set("Age", age)
				}
				n++
				serve(w, r)
			}
			client := newClient(t, twiliotest.NewPipeServer(api))
			if test.failure != nil {
				mustFail(t, client, service(), test.failure)
			} else {
				mustRead(t, client, service(), 51)
			}
			if n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
		})
	}
}

func TestRequestsBypassCaches(t *testing.T) {
	t.Parallel()
	api := apiWith(51)
	mustRead(t, newClient(t, twiliotest.NewPipeServer(api)), service(), 51)
	if slices.ContainsFunc(api.Requests(), func(r twiliotest.Request) bool { return r.Header.Get("Cache-Control") != "no-cache" }) {
		t.Error("a request comes without Cache-Control: no-cache")
	}
}
