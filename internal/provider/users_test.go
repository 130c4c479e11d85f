package provider

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// addUsers gives a service Users; those of two services have different SIDs.
func addUsers(api *twiliotest.API, serviceSID string, identities ...string) {
	for i, identity := range identities {
		api.AddTo("/v1/Services/"+serviceSID+"/Users", twiliotest.NewUser(serviceSID, identity, i+1+int(serviceSID[2])))
	}
}

// apiOfUsers returns a fake API of three services with Users.
func apiOfUsers() *twiliotest.API {
	api := apiOf()
	addUsers(api, twiliotest.ServiceSID, "ada", "grace", "a/b?c#d e", "%2F", "alan", "Alan", "a//../b")
	addUsers(api, salesSID, "alan", "hedy")
	addUsers(api, twiliotest.DefaultServiceSID, "ada", "dorothy")
	return api
}

// TestUsers: all of them in the service's order, or those of identities in theirs; a name
// that no service knows is not found.
func TestUsers(t *testing.T) {
	t.Parallel()
	const support = twiliotest.ServiceSID
	someSID := twiliotest.SID("US", 1+int(support[2])) // of ada
	for name, test := range map[string]listRead{
		"all": {serviceUsers, m{"chat_service_sid": support}, []string{"ada", "grace", "a/b?c#d e", "%2F", "alan", "Alan", "a//../b"}, []string{}, "false", 1},
		"all of two services": {
			serviceUsers, m{"chat_service_sids": []any{salesSID, twiliotest.DefaultServiceSID, salesSID}},
			[]string{"alan", "hedy", "ada", "dorothy"}, []string{}, "false", 2,
		},
		"limit": {
			serviceUsers, m{"chat_service_sids": []any{salesSID, support}, "limit": 2},
			[]string{"alan", "hedy", "ada", "grace"}, []string{}, "true", 2,
		},
		"small pages": {defaultUsers, m{"page_size": 1}, []string{"ada", "dorothy"}, []string{}, "false", 2},
		"identities": {
			serviceUsers, m{"chat_service_sid": support, "identities": []any{"grace", "nobody", "ada", "grace"}},
			[]string{"grace", "ada"}, []string{"nobody"}, "false", 3 + 1,
		},
		"in two services": {
			serviceUsers, m{"chat_service_sids": []any{salesSID, support}, "identities": []any{"ada", "hedy", "alan", "ghost"}},
			[]string{"hedy", "alan", "ada", "alan"}, []string{"ghost"}, "false", 8 + 2,
		},
		"any segment": {
			serviceUsers, m{"chat_service_sid": support, "identities": []any{"%2F", "a//../b", "a/b?c#d e", "alan", "Alan", "aLan", "%252F"}},
			[]string{"%2F", "a//../b", "a/b?c#d e", "alan", "Alan"}, []string{"aLan", "%252F"}, "false", 7 + 1,
		},
		"a SID":                 {serviceUsers, m{"chat_service_sid": support, "identities": []any{someSID}}, []string{}, []string{someSID}, "false", 1},
		"nobody is asked for":   {serviceUsers, m{"chat_service_sid": support, "identities": []any{}}, []string{}, []string{}, "false", 0},
		"the default service's": {defaultUsers, m{"identities": []any{"dorothy", "grace"}}, []string{"dorothy"}, []string{"grace"}, "false", 2 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.run(t, apiOfUsers(), "users", "identity")
		})
	}
}

// TestUserFields: all thirteen, with their types; null stays null.
func TestUserFields(t *testing.T) {
	t.Parallel()
	user := twiliotest.NewUser(twiliotest.ServiceSID, "ada", 3)
	want := m{}
	maps.Copy(want, user)
	want["is_online"], want["is_notifiable"] = "false", nil
	for name, arguments := range map[string]m{"all": {}, "one": {"identities": []any{"ada"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.AddTo("/v1/Services/"+twiliotest.ServiceSID+"/Users", user)
			arguments["chat_service_sid"] = twiliotest.ServiceSID
			state, diags := configured(t, api).read(t.Context(), serviceUsers, arguments)
			mustReport(t, diags)
			if got := plain(t, rowsOfAttribute(t, state, "users")[0]); !reflect.DeepEqual(got, want) || len(want) != 13 {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}

func TestUserArguments(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	for name, test := range map[string]struct {
		arguments m
		want      []message
	}{
		"all":             {m{}, nil},
		"limit":           {m{"limit": 1, "page_size": 50}, nil},
		"page size":       {m{"page_size": 51}, []message{errorOn("page_size", "1 to 50")}},
		"identities":      {m{"identities": []any{"ada", "...", "a/.."}}, nil},
		"with limit":      {m{"identities": []any{"ada"}, "limit": 1}, []message{errorOn("identities", "limit")}},
		"with page size":  {m{"identities": []any{}, "page_size": 1}, []message{errorOn("identities", "page_size")}},
		"dots":            {m{"identities": []any{"ada", ".", ".."}}, []message{errorOn("identities[1]", "identities[1] and identities[2]", "no server sees")}},
		"empty":           {m{"identities": []any{""}}, []message{errorOn("identities[0]", "1 to 256 characters")}},
		"null":            {m{"identities": []any{nil}}, []message{errorOn("identities[0]", "null")}},
		"a phone number":  {m{"identities": []any{"+15005550006"}}, []message{warningOn("identities[0]", "Identity Looks Like an Address")}},
		"a blank":         {m{"identities": []any{"ada "}}, []message{warningOn("identities[0]", "Invisible Character in Identity")}},
		"unknown":         {m{"identities": unknown, "limit": 1}, nil},
		"unknown element": {m{"identities": []any{unknown, "ada"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mustReport(t, h.validateList(defaultUsers, test.arguments), test.want...)
			test.arguments["chat_service_sid"] = twiliotest.ServiceSID
			mustReport(t, h.validateList(serviceUsers, test.arguments), test.want...)
		})
	}
}

// TestUsersBehindAGateway: whose replies are late, or another User's.
func TestUsersBehindAGateway(t *testing.T) {
	t.Parallel()
	names := []any{"ghost", "ada", "ghost2", "grace", "alan", "ghost3", "Alan"}
	another := func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
		r.URL.Path = "/v1/Services/" + twiliotest.ServiceSID + "/Users/grace"
		r.URL.RawPath = ""
		api(w, r)
	}
	lost := func(w http.ResponseWriter, r *http.Request, _ http.HandlerFunc) {
		twiliotest.Refuse(http.StatusNotFound, 20404, "The requested resource /Services/"+twiliotest.ServiceSID+"/Users/ghost was not found")(w, r)
	}
	for name, gateway := range map[string]twiliotest.Gateway{
		"one reply behind":        twiliotest.LaggingGateway(),
		"a late reply of another": twiliotest.Once(2, another),
		"a late 404 of another":   twiliotest.Once(2, lost),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiOfUsers()
			api.Gateway = gateway
			state, diags := configured(t, api, m{"max_concurrent_requests": 1}).read(t.Context(), serviceUsers, m{"chat_service_sid": twiliotest.ServiceSID, "identities": names})
			mustReport(t, diags)
			users, ghosts := column(t, state, "users", "identity"), textsOf(t, state["not_found"])
			if !slices.Equal(users, []string{"ada", "grace", "alan", "Alan"}) || !slices.Equal(ghosts, []string{"ghost", "ghost2", "ghost3"}) {
				t.Errorf("users %q, not found: %q", users, ghosts)
			}
		})
	}
	for asked, gateway := range map[string]twiliotest.Gateway{"grace": another, "ghost": lost} {
		api := apiOfUsers()
		api.Gateway = gateway
		state, diags := configured(t, api, m{"max_concurrent_requests": 1}).read(t.Context(), serviceUsers, m{"chat_service_sid": twiliotest.ServiceSID, "identities": []any{asked, "ada"}})
		mustStoreNothing(t, state)
		mustReport(t, diags, errorOn("", "Reply Belongs to Another Request"))
	}
}

// TestMissingIsProven: of Users and of Conversations, in named services and in the default
// one, a 404 counts only where the service is proven, once per read.
func TestMissingIsProven(t *testing.T) {
	t.Parallel()
	const support, byDefault = "/v1/Services/" + twiliotest.ServiceSID, "/v1/Users"
	asked := map[string]m{
		serviceUsers: {"chat_service_sid": twiliotest.ServiceSID, "identities": []any{"ghost", "ghost2"}}, defaultUsers: {"identities": []any{"ghost", "ghost2"}},
		serviceParticipants: {"chat_service_sid": twiliotest.ServiceSID, "conversation_sids": []any{twiliotest.SID("CH", 1), twiliotest.SID("CH", 2)}},
		defaultParticipants: {"conversation_sids": []any{twiliotest.SID("CH", 1), twiliotest.SID("CH", 2)}},
	}
	// It does not say what was not found, and is repeated once.
	missing := twiliotest.Refuse(http.StatusNotFound, 20404, "The requested resource was not found")
	html := twiliotest.Body(http.StatusNotFound, "text/html", "<html>")
	denied := twiliotest.Refuse(http.StatusForbidden, 20003, "Permission Denied")
	const notProven = "it could not be proven that its Conversation Service exists: "
	for name, test := range map[string]struct {
		reply, proof twiliotest.Fault // nil: the API's
		proofs       int
		ofNamed      *message // nil: everything is not found
		ofDefault    *message
	}{
		"proven":     {nil, nil, 1, nil, nil},
		"no service": {nil, missing, 2, at("chat_service_sid", "Conversation Service Not Found", notProven+"404"), at("", "Default Conversation Service Not Found", notProven+"404")},
		"restricted": {nil, denied, 1, at("", "Access Denied", notProven+"403", "Service:     "+twiliotest.ServiceSID), at("", "Access Denied", notProven+"403")},
		"HTML":       {html, nil, 0, at("", "Not Found", "404 Not Found"), at("", "Not Found", "404 Not Found")},
		"another":    {twiliotest.Refuse(http.StatusNotFound, 20003, "x"), nil, 0, at("", "Not Found", "404 Not Found"), at("", "Not Found", "404 Not Found")},
		"no API":     {nil, twiliotest.Body(http.StatusOK, "text/html", "<html>"), 1, at("", "Reply Is Not From Twilio's API", notProven), at("", "Reply Is Not From Twilio's API", notProven)},
	} {
		for list, arguments := range asked {
			proof, want := byDefault, test.ofDefault
			proofs := min(test.proofs, 1)
			if arguments["chat_service_sid"] != nil {
				proof, want, proofs = support, test.ofNamed, test.proofs
			}
			t.Run(name+"/"+list, func(t *testing.T) {
				t.Parallel()
				api := twiliotest.New()
				api.Fault = func(_ int, r *http.Request) twiliotest.Fault {
					if r.URL.Path == proof {
						return test.proof
					}
					return test.reply
				}
				state, diags := configured(t, api, m{"max_concurrent_requests": 1}).read(t.Context(), list, arguments)
				made := 0
				for _, r := range api.Requests() {
					if r.Path == proof {
						made++
					}
				}
				if made != proofs {
					t.Errorf("%d proofs, want %d", made, proofs)
				}
				if want != nil {
					mustStoreNothing(t, state)
					mustReport(t, diags, *want)
					return
				}
				mustReport(t, diags)
				if got := textsOf(t, state["not_found"]); len(got) != 2 {
					t.Errorf("not found: %q", got)
				}
			})
		}
	}
}

func at(attribute string, holds ...string) *message {
	m := errorOn(attribute, holds...)
	return &m
}

// TestRestrictedAccount: its key may not ask for a service, so that nobody of one can be
// missing; the default one's Users prove it.
func TestRestrictedAccount(t *testing.T) {
	t.Parallel()
	api := apiOfUsers()
	api.Restricted = true
	h := configured(t, api)
	state, diags := h.read(t.Context(), serviceUsers, m{"chat_service_sid": twiliotest.ServiceSID, "identities": []any{"ada"}})
	mustReport(t, diags)
	if got := column(t, state, "users", "identity"); fmt.Sprint(got) != "[ada]" {
		t.Errorf("users %q", got)
	}
	state, diags = h.read(t.Context(), serviceUsers, m{"chat_service_sids": []any{twiliotest.ServiceSID}, "identities": []any{"ada", "ghost"}})
	mustStoreNothing(t, state)
	mustReport(t, diags, errorOn("", "Access Denied", "could not be proven", "chat_service_sids[0] of 1, identities[1] of 2"))
	state, diags = h.read(t.Context(), defaultUsers, m{"identities": []any{"ghost"}})
	mustReport(t, diags)
	if got := textsOf(t, state["not_found"]); fmt.Sprint(got) != "[ghost]" {
		t.Errorf("not found: %q", got)
	}
}
