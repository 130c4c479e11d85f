package twiliotest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

const (
	services = "/v1/Services"
	list     = services + "/" + twiliotest.ServiceSID + "/ParticipantConversations"
)

// reply is a page or an error.
type reply struct {
	Conversations []map[string]any `json:"conversations"`
	Services      []map[string]any `json:"services"`
	Users         []map[string]any `json:"users"`
	Participants  []map[string]any `json:"participants"`
	SID           string           `json:"sid"` // of an object
	AccountSID    string           `json:"account_sid"`
	Meta          struct {
		Key         string  `json:"key"`
		URL         string  `json:"url"`
		PageSize    int     `json:"page_size"`
		NextPageURL *string `json:"next_page_url"`
	} `json:"meta"`
	Code   int `json:"code"`
	Status int `json:"status"`
}

// ask makes a request with the given credentials and returns status and reply.
func ask(t *testing.T, api http.Handler, method, target, username, password string) (int, reply) {
	t.Helper()
	request := httptest.NewRequest(method, target, http.NoBody)
	request.SetBasicAuth(username, password)
	return send(t, api, request)
}

// get makes a request with the API key.
func get(t *testing.T, api http.Handler, target string) (int, reply) {
	t.Helper()
	return ask(t, api, http.MethodGet, target, twiliotest.APIKey, twiliotest.APISecret)
}

func send(t *testing.T, api http.Handler, request *http.Request) (int, reply) {
	t.Helper()
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, request)
	var body reply
	if err := json.Unmarshal(recorder.Body.Bytes(), &body); err != nil {
		t.Fatalf("%v: %s", err, recorder.Body)
	}
	if id := recorder.Header().Get("Twilio-Request-Id"); !strings.HasPrefix(id, "RQ") {
		t.Errorf("request id %q", id)
	}
	return recorder.Code, body
}

const (
	conversation = "CHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	users        = services + "/" + twiliotest.ServiceSID + "/Users"
	members      = services + "/" + twiliotest.ServiceSID + "/Conversations/" + conversation + "/Participants"
)

func newAPI() *twiliotest.API {
	api := twiliotest.New()
	api.AddTo(users, twiliotest.Users(twiliotest.ServiceSID, 120)...)
	api.AddTo(members, twiliotest.Participants(twiliotest.ServiceSID, conversation, 120)...)
	for _, sid := range []string{twiliotest.ServiceSID, twiliotest.DefaultServiceSID} {
		api.Add(sid, "Identity", "ada", twiliotest.Conversations(sid, "Identity", "ada", 120)...)
	}
	return api
}

// TestStrictness: what the real API refuses is refused.
func TestStrictness(t *testing.T) {
	t.Parallel()
	token := [2]string{twiliotest.AccountSID, twiliotest.AuthToken}
	key := [2]string{twiliotest.APIKey, twiliotest.APISecret}
	for name, test := range map[string]struct {
		method, target string
		credentials    [2]string
		status, code   int
	}{
		"token":              {"GET", list + "?Identity=ada", token, 200, 0},
		"key":                {"GET", list + "?Identity=ada", key, 200, 0},
		"wrong password":     {"GET", list + "?Identity=ada", [2]string{twiliotest.AccountSID, "x"}, 401, 20003},
		"the other's secret": {"GET", list + "?Identity=ada", [2]string{twiliotest.AccountSID, twiliotest.APISecret}, 401, 20003},
		"nobody":             {"GET", list + "?Identity=ada", [2]string{}, 401, 20003},
		"neither":            {"GET", list, key, 400, 20001},
		"both":               {"GET", list + "?Identity=ada&Address=%2B1", key, 400, 20001},
		"twice":              {"GET", list + "?Identity=ada&Identity=ada", key, 400, 20001},
		"empty":              {"GET", list + "?Identity=", key, 400, 20001},
		"another parameter":  {"GET", list + "?Identity=ada&Limit=1", key, 400, 20001},
		"page size 0":        {"GET", list + "?Identity=ada&PageSize=0", key, 400, 20006},
		"page size 1001":     {"GET", list + "?Identity=ada&PageSize=1001", key, 400, 20006},
		"a page by hand":     {"GET", list + "?Identity=ada&Page=1", key, 400, 20001},
		"a token by hand":    {"GET", list + "?Identity=ada&Page=1&PageToken=PT1", key, 400, 20001},
		"a POST":             {"POST", list + "?Identity=ada", key, 405, 20004},
		"another path":       {"GET", "/v1/Conversations", key, 404, 20404},
		"a deeper path":      {"GET", list + "/ParticipantConversations?Identity=ada", key, 404, 20404},
		"a slash":            {"GET", list + "/?Identity=ada", key, 404, 20404},
		"no service":         {"GET", services + "//ParticipantConversations?Identity=ada", key, 404, 20404},
		"another service":    {"GET", strings.Replace(list, "IS0", "IS1", 1) + "?Identity=ada", key, 404, 20404},

		"services":                      {"GET", services, token, 200, 0},
		"services, no page size":        {"GET", services + "?PageSize=", key, 400, 20001},
		"services, page size 0":         {"GET", services + "?PageSize=0", key, 400, 20006},
		"services, page size 100":       {"GET", services + "?PageSize=100", key, 200, 0},
		"services, page size 101":       {"GET", services + "?PageSize=101", key, 400, 20006},
		"services, page size twice":     {"GET", services + "?PageSize=9&PageSize=9", key, 400, 20001},
		"services, a filter":            {"GET", services + "?Identity=ada", key, 400, 20001},
		"services, a page by hand":      {"GET", services + "?Page=1", key, 400, 20001},
		"services, a token by hand":     {"GET", services + "?Page=1&PageToken=PT1", key, 400, 20001},
		"services, a POST":              {"POST", services, key, 405, 20004},
		"services, a slash":             {"GET", services + "/", key, 404, 20404},
		"services, nobody":              {"GET", services, [2]string{}, 401, 20003},
		"services, an unreadable query": {"GET", services + "?a=%zz", key, 400, 20001},

		"users":                             {"GET", users, token, 200, 0},
		"users of the default service":      {"GET", "/v1/Users", key, 200, 0},
		"users, page size 50":               {"GET", users + "?PageSize=50", key, 200, 0},
		"users, page size 51":               {"GET", users + "?PageSize=51", key, 400, 20006},
		"users, a filter":                   {"GET", users + "?Identity=user-1", key, 400, 20001},
		"users of no service":               {"GET", strings.Replace(users, "IS0", "IS1", 1), key, 404, 20404},
		"a user":                            {"GET", users + "/user-1", key, 200, 0},
		"a user by SID":                     {"GET", users + "/" + twiliotest.SID("US", 1), key, 200, 0},
		"a user, a parameter":               {"GET", users + "/user-1?PageSize=1", key, 400, 20001},
		"a user, a POST":                    {"POST", users + "/user-1", key, 405, 20004},
		"a user, nobody":                    {"GET", users + "/user-1", [2]string{}, 401, 20003},
		"no user":                           {"GET", users + "/user-0", key, 404, 20404},
		"no user of the default service":    {"GET", "/v1/Users/user-1", key, 404, 20404},
		"a user of no service":              {"GET", strings.Replace(users, "IS0", "IS1", 1) + "/user-1", key, 404, 20404},
		"a user and more":                   {"GET", users + "/user-1/Conversations", key, 404, 20404},
		"a user without a name":             {"GET", users + "/", key, 404, 20404},
		"a service":                         {"GET", services + "/" + twiliotest.ServiceSID, key, 200, 0},
		"no service, alone":                 {"GET", services + "/" + twiliotest.SID("IS", 7), key, 404, 20404},
		"a service, a parameter":            {"GET", services + "/" + twiliotest.ServiceSID + "?Page=0", key, 400, 20001},
		"configuration":                     {"GET", "/v1/Configuration", key, 200, 0},
		"configuration, a parameter":        {"GET", "/v1/Configuration?PageSize=1", key, 400, 20001},
		"configuration, a POST":             {"POST", "/v1/Configuration", key, 405, 20004},
		"participants":                      {"GET", members, token, 200, 0},
		"participants, page size 100":       {"GET", members + "?PageSize=100", key, 200, 0},
		"participants, page size 101":       {"GET", members + "?PageSize=101", key, 400, 20006},
		"participants, a filter":            {"GET", members + "?Identity=user-1", key, 400, 20001},
		"participants, a page by hand":      {"GET", members + "?Page=1", key, 400, 20001},
		"participants of no conversation":   {"GET", strings.Replace(members, "CHa", "CHb", 1), key, 404, 20404},
		"participants of no service":        {"GET", strings.Replace(members, "IS0", "IS1", 1), key, 404, 20404},
		"participants of another service's": {"GET", "/v1/Conversations/" + conversation + "/Participants", key, 404, 20404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := ask(t, newAPI(), test.method, test.target, test.credentials[0], test.credentials[1])
			if status != test.status || body.Code != test.code || status != 200 && body.Status != status {
				t.Errorf("%d %+v, want %d %d", status, body, test.status, test.code)
			}
		})
	}
}

// TestPageTokens: they hold what encodings go wrong on, and must come back intact,
// with the rest of their page's query.
func TestPageTokens(t *testing.T) {
	t.Parallel()
	api := newAPI()
	_, first := get(t, api, list+"?Identity=ada&PageSize=1000")
	if len(first.Conversations) != twiliotest.MaxPageSize || first.Meta.PageSize != twiliotest.MaxPageSize {
		t.Fatalf("%d rows on a page of %d", len(first.Conversations), first.Meta.PageSize)
	}
	next := nextPage(t, first)
	token := next.Query().Get("PageToken")
	if !strings.ContainsRune(token, '+') || !strings.ContainsRune(token, '/') || !strings.ContainsRune(token, '=') {
		t.Errorf("next page %s with the token %s", next, token)
	}
	for query, want := range map[string]int{
		next.RawQuery: 200,
		strings.ReplaceAll(next.RawQuery, "%2B", "+"):                     400,
		strings.ReplaceAll(next.RawQuery, "%", "%25"):                     400,
		strings.ReplaceAll(next.RawQuery, "%3D", ""):                      400,
		strings.Replace(next.RawQuery, "Identity=ada", "Identity=bob", 1): 400,
		strings.Replace(next.RawQuery, "Page=1", "Page=2", 1):             400,
		strings.Replace(next.RawQuery, "PageSize=50", "PageSize=20", 1):   400,
	} {
		if status, _ := get(t, api, list+"?"+query); status != want {
			t.Errorf("%s: %d, want %d", query, status, want)
		}
	}
}

// TestPageTokensOfListsReadAtOnce: each list's token is its own, whatever was asked
// for in the meantime.
func TestPageTokensOfListsReadAtOnce(t *testing.T) {
	t.Parallel()
	api := newAPI()
	first := []string{
		list + "?Identity=ada", "/v1/ParticipantConversations?Identity=ada", list + "?Identity=ada&PageSize=25",
	}
	var next []*url.URL
	for _, target := range first {
		_, page := get(t, api, target)
		next = append(next, nextPage(t, page))
	}
	for i, page := range next {
		if status, _ := get(t, api, page.RequestURI()); status != http.StatusOK {
			t.Errorf("after %s: %s: %d", first[i], page, status)
		}
		for j, other := range next {
			if status, _ := get(t, api, page.Path+"?"+other.RawQuery); (status == http.StatusOK) != (page.Path == other.Path) {
				t.Errorf("%s with the query after %s: %d", page.Path, first[j], status)
			}
		}
	}
}

// nextPage returns the page's next_page_url, which names the global host.
func nextPage(t *testing.T, page reply) *url.URL {
	t.Helper()
	if page.Meta.NextPageURL == nil {
		t.Fatal("no next page")
	}
	next, err := url.Parse(*page.Meta.NextPageURL)
	if err != nil || next.Host != "conversations.twilio.com" {
		t.Fatalf("next page %s: %v", next, err)
	}
	return next
}
