package twiliotest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

const list = "/v1/Services/" + twiliotest.ServiceSID + "/ParticipantConversations"

// reply is a page or an error.
type reply struct {
	Conversations []map[string]any `json:"conversations"`
	Meta          struct {
		PageSize    int     `json:"page_size"`
		NextPageURL *string `json:"next_page_url"`
	} `json:"meta"`
	Code   int `json:"code"`
	Status int `json:"status"`
}

// ask makes a request with the given credentials and returns status and reply.
func ask(t *testing.T, api *twiliotest.API, method, target, username, password string) (int, reply) {
	t.Helper()
	request := httptest.NewRequest(method, target, http.NoBody)
	request.SetBasicAuth(username, password)
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, request)
	var body reply
	if err := json.Unmarshal(recorder.Body.Bytes(), &body); err != nil {
		t.Fatal(err)
	}
	if id := recorder.Header().Get("Twilio-Request-Id"); !strings.HasPrefix(id, "RQ") {
		t.Errorf("request id %q", id)
	}
	return recorder.Code, body
}

func newAPI() *twiliotest.API {
	api := twiliotest.New()
	api.Add(twiliotest.ServiceSID, "Identity", "ada", twiliotest.Conversations(twiliotest.ServiceSID, "Identity", "ada", 120)...)
	return api
}

// TestStrictness: what the real API refuses is refused.
func TestStrictness(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, target, username, password string
		status, code                       int
	}{
		"token":              {"GET", list + "?Identity=ada", twiliotest.AccountSID, twiliotest.AuthToken, 200, 0},
		"key":                {"GET", list + "?Identity=ada", twiliotest.APIKey, twiliotest.APISecret, 200, 0},
		"wrong password":     {"GET", list + "?Identity=ada", twiliotest.AccountSID, "x", 401, 20003},
		"the other's secret": {"GET", list + "?Identity=ada", twiliotest.AccountSID, twiliotest.APISecret, 401, 20003},
		"nobody":             {"GET", list + "?Identity=ada", "", "", 401, 20003},
		"neither":            {"GET", list, twiliotest.APIKey, twiliotest.APISecret, 400, 20001},
		"both":               {"GET", list + "?Identity=ada&Address=%2B1", twiliotest.APIKey, twiliotest.APISecret, 400, 20001},
		"twice":              {"GET", list + "?Identity=ada&Identity=ada", twiliotest.APIKey, twiliotest.APISecret, 400, 20001},
		"empty":              {"GET", list + "?Identity=", twiliotest.APIKey, twiliotest.APISecret, 400, 20001},
		"another parameter":  {"GET", list + "?Identity=ada&Limit=1", twiliotest.APIKey, twiliotest.APISecret, 400, 20001},
		"page size 0":        {"GET", list + "?Identity=ada&PageSize=0", twiliotest.APIKey, twiliotest.APISecret, 400, 20006},
		"page size 1001":     {"GET", list + "?Identity=ada&PageSize=1001", twiliotest.APIKey, twiliotest.APISecret, 400, 20006},
		"a page by hand":     {"GET", list + "?Identity=ada&Page=1", twiliotest.APIKey, twiliotest.APISecret, 400, 20001},
		"a token by hand":    {"GET", list + "?Identity=ada&Page=1&PageToken=PT1", twiliotest.APIKey, twiliotest.APISecret, 400, 20001},
		"a POST":             {"POST", list + "?Identity=ada", twiliotest.APIKey, twiliotest.APISecret, 405, 20004},
		"another path":       {"GET", "/v1/Services", twiliotest.APIKey, twiliotest.APISecret, 404, 20404},
		"another service":    {"GET", strings.Replace(list, "IS0", "IS1", 1) + "?Identity=ada", twiliotest.APIKey, twiliotest.APISecret, 404, 20404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := ask(t, newAPI(), test.method, test.target, test.username, test.password)
			if status != test.status || body.Code != test.code || status != 200 && body.Status != status {
				t.Errorf("%d %+v, want %d %d", status, body, test.status, test.code)
			}
		})
	}
}

// TestTokens: they hold what encodings go wrong on, and must come back intact,
// with the rest of their page's query.
func TestTokens(t *testing.T) {
	t.Parallel()
	api := newAPI()
	_, first := ask(t, api, "GET", list+"?Identity=ada&PageSize=1000", twiliotest.APIKey, twiliotest.APISecret)
	if len(first.Conversations) != twiliotest.MaxPageSize || first.Meta.PageSize != twiliotest.MaxPageSize {
		t.Fatalf("%d rows on a page of %d", len(first.Conversations), first.Meta.PageSize)
	}
	next, err := url.Parse(*first.Meta.NextPageURL)
	if err != nil {
		t.Fatal(err)
	}
	token := next.Query().Get("PageToken")
	if next.Host != "conversations.twilio.com" || !strings.ContainsRune(token, '+') || !strings.ContainsRune(token, '/') || !strings.ContainsRune(token, '=') {
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
		if status, _ := ask(t, api, "GET", fmt.Sprintf("%s?%s", list, query), twiliotest.APIKey, twiliotest.APISecret); status != want {
			t.Errorf("%s: %d, want %d", query, status, want)
		}
	}
}
