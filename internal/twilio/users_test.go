package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// everyList are lists and objects of the fake that apiOfEverything has, with how many
// rows each has; 0 is a name that it does not know.
func everyList() map[List]int {
	lists := map[List]int{Configuration{}: 1, Services{PageSize: 50}: 2}
	for n := range 2 {
		sid := []string{twiliotest.ServiceSID, twiliotest.DefaultServiceSID}[n]
		lists[Service{sid}] = 1
		lists[Users{ChatServiceSID: sid, PageSize: 50}] = 120 + n
		lists[ConversationParticipants{ChatServiceSID: sid, ConversationSID: twiliotest.SID("CH", n+1), PageSize: 100}] = 220 + n
		for i := range 3 {
			lists[User{ChatServiceSID: sid, Identity: fmt.Sprintf("user-%d", i+1)}] = 1
			lists[User{ChatServiceSID: sid, Identity: fmt.Sprintf("ghost-%d", i+1)}] = 0
		}
	}
	lists[Users{PageSize: 50}] = 121
	lists[User{Identity: "user-1"}] = 1
	return lists
}

func apiOfEverything() *twiliotest.API {
	api := twiliotest.New()
	for n, sid := range []string{twiliotest.ServiceSID, twiliotest.DefaultServiceSID} {
		api.AddTo("/v1/Services/"+sid+"/Users", twiliotest.Users(sid, 120+n)...)
		conversation := twiliotest.SID("CH", n+1)
		api.AddTo("/v1/Services/"+sid+"/Conversations/"+conversation+"/Participants", twiliotest.Participants(sid, conversation, 220+n)...)
	}
	return api
}

// TestEveryListBehindGateways: whatever came before, each read gets its own rows, and
// what is not known is missed by name. A late 404 fails a list at once.
func TestEveryListBehindGateways(t *testing.T) {
	t.Parallel()
	for name, gateway := range map[string]twiliotest.Gateway{"none": nil, "one reply behind": twiliotest.LaggingGateway()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiOfEverything()
			api.Gateway = gateway
			client := newClient(t, twiliotest.NewPipeServer(api))
			for range 3 {
				for list, want := range everyList() { // in another order each time
					got, err := sids(t.Context(), client, list)
					failure, failed := errors.AsType[*Error](err)
					if failed && gateway != nil && !list.list().named && failure.Status == http.StatusNotFound {
						continue
					}
					if len(got) != want || failed != (want == 0) || failed && (failure.Status != http.StatusNotFound || failure.Code != 20404) {
						t.Errorf("%+v: %d rows, %v, want %d", list, len(got), err, want)
					}
				}
			}
		})
	}
}

// TestEveryListHoldsItsRows: the reply to each other list is a mismatch, that of another
// account an error of its own.
func TestEveryListHoldsItsRows(t *testing.T) {
	t.Parallel()
	for list, rows := range everyList() {
		api, replay := apiOfEverything(), list.list()
		api.Gateway = func(w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
			r = r.Clone(r.Context())
			r.URL.Path, r.URL.RawPath = replay.path, ""
			if r.URL.RawQuery = "PageSize=50"; replay.object {
				r.URL.RawQuery = ""
			}
			serve(w, r)
		}
		client := newClient(t, twiliotest.NewPipeServer(api))
		for other, otherRows := range everyList() {
			_, ofDefault := strings.CutPrefix(list.list().path, "/v1/Users")
			_, otherOfDefault := strings.CutPrefix(other.list().path, "/v1/Users/")
			if list == other || rows == 0 || otherRows == 0 || ofDefault || otherOfDefault {
				continue // a row does not show that its service is the default one
			}
			replay = other.list()
			if got, err := sids(t.Context(), client, list); !errors.Is(err, ErrMismatch) || len(got) > 0 {
				t.Errorf("%+v takes the reply to %+v: %d rows, %v", list, other, len(got), err)
			}
		}
		if rows > 0 {
			client := newClient(t, twiliotest.NewPipeServer(apiOfEverything()), func(o *Options) { o.AccountSID = twiliotest.SID("AC", 9) })
			mustFail(t, client, list, ErrAccount)
		}
	}
}

// TestRowsOfOtherServices: a page that echoes nothing is known by its rows.
func TestRowsOfOtherServices(t *testing.T) {
	t.Parallel()
	for list, rows := range everyList() {
		l := list.list()
		if rows == 0 || l.object || len(l.facts) == 0 {
			continue
		}
		for _, shown := range l.facts {
			body := `{"` + l.member + `":[{"` + l.sid + `":"` + twiliotest.SID(l.sidPrefix, 1) + `","` + shown.field + `":"` + l.sidPrefix +
				strings.Repeat("e", 32) + `"}],"meta":{"next_page_url":null}}`
			if _, err := decodeFirst([]byte(body), l); !errors.Is(err, ErrMismatch) {
				t.Errorf("%+v does not hold %s: %v", list, shown.field, err)
			}
		}
	}
}
