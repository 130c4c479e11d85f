// Package twiliotest is a fake of Twilio's Conversations API, v1, for tests and
// the demo. It is as strict as the real one: it checks credentials, parameters
// and paths, and its page tokens must come back as they were given. Its data is
// made up. It can be told to misbehave.
package twiliotest

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The credentials and the Conversation Services that a new API knows.
const (
	AccountSID        = "AC0123456789abcdef0123456789abcdef"
	AuthToken         = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	APIKey            = "SK0123456789abcdef0123456789abcdef"
	APISecret         = "s3cr3t-0f-th3-API-k3y-1234567890"
	ServiceSID        = "IS0123456789abcdef0123456789abcdef"
	DefaultServiceSID = "ISdddddddddddddddddddddddddddddddd"
)

// MaxPageSize is how many rows a page holds at most, whatever was asked for.
const MaxPageSize = 50

// Request is a request that arrived.
type Request struct {
	Time     time.Time
	Path     string
	RawQuery string
	Query    url.Values
	Header   http.Header
}

// API is the fake. The zero value is not ready: use New.
type API struct {
	mu       sync.Mutex
	rows     map[listing][]row
	cursors  map[string]cursor // by page token
	requests []Request

	// Fault, where it is set, is asked before each request, counted from 1. The
	// fault it returns answers the request; nil lets the API answer. To be set
	// before the first request, like NextPageURL and Gzip.
	Fault func(n int, r *http.Request) Fault
	// NextPageURL, where it is set, replaces the next_page_url of each page,
	// which is empty on the last one.
	NextPageURL func(honest string) string
	// Gzip compresses the pages for clients that accept it.
	Gzip bool
}

// listing is what one list request is about.
type listing struct{ serviceSID, parameter, value string }

type row struct {
	conversationSID string
	json            []byte
}

// New returns an API without conversations.
func New() *API {
	return &API{rows: map[listing][]row{}, cursors: map[string]cursor{}}
}

// Add gives a participant more conversations in a service. Participants are
// found by Identity or by Address, as the parameter is called.
func (a *API) Add(serviceSID, parameter, value string, conversations ...Conversation) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := listing{serviceSID, parameter, value}
	for _, conversation := range conversations {
		text, err := json.Marshal(conversation)
		if err != nil {
			panic(err) // made up by a test, which has it wrong
		}
		sid, _ := conversation["conversation_sid"].(string)
		a.rows[key] = append(a.rows[key], row{sid, text})
	}
	slices.SortStableFunc(a.rows[key], func(x, y row) int { return cmp.Compare(x.conversationSID, y.conversationSID) })
}

// Requests returns what arrived so far.
func (a *API) Requests() []Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.requests)
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.requests = append(a.requests, Request{
		Time: time.Now(), Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery,
		Query: r.URL.Query(), Header: r.Header.Clone(),
	})
	n := len(a.requests)
	a.mu.Unlock()

	w.Header().Set("Twilio-Request-Id", fmt.Sprintf("RQ%032x", n))
	w.Header().Set("Content-Type", "application/json")
	if a.Fault != nil {
		if fault := a.Fault(n, r); fault != nil {
			fault(w, r)
			return
		}
	}
	page, refusal := a.answer(r)
	if refusal != nil {
		refusal(w, r)
		return
	}
	if a.Gzip && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		defer zip.Close() //nolint:errcheck // the client is gone
		_, _ = zip.Write(page)
		return
	}
	_, _ = w.Write(page)
}

func (a *API) answer(r *http.Request) ([]byte, Fault) {
	username, password, _ := r.BasicAuth()
	if (username != AccountSID || password != AuthToken) && (username != APIKey || password != APISecret) {
		return nil, Refuse(http.StatusUnauthorized, 20003, "Authenticate")
	}
	serviceSID, ok := service(r.URL.Path)
	if !ok {
		return nil, Refuse(http.StatusNotFound, 20404, "The requested resource "+r.URL.Path+" was not found")
	}
	if r.Method != http.MethodGet {
		return nil, Refuse(http.StatusMethodNotAllowed, 20004, "Method not allowed")
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, Refuse(http.StatusBadRequest, 20001, "Invalid query")
	}
	for name, values := range query {
		if !slices.Contains([]string{"Identity", "Address", "PageSize", "Page", "PageToken"}, name) || len(values) != 1 || values[0] == "" {
			return nil, Refuse(http.StatusBadRequest, 20001, "Unexpected, repeated or empty parameter "+name)
		}
	}
	key := listing{serviceSID, "Identity", query.Get("Identity")}
	if query.Has("Address") {
		key = listing{serviceSID, "Address", query.Get("Address")}
	}
	if query.Has("Identity") == query.Has("Address") {
		return nil, Refuse(http.StatusBadRequest, 20001, "Exactly one of Identity and Address must be specified")
	}
	place, refusal := a.place(key, query)
	if refusal != nil {
		return nil, refusal
	}
	return a.page(r.URL.Path, place), nil
}

// service tells which service a path is about.
func service(path string) (sid string, ok bool) {
	if path == "/v1/ParticipantConversations" {
		return DefaultServiceSID, true
	}
	sid, ok = strings.CutPrefix(path, "/v1/Services/")
	if !ok {
		return "", false
	}
	sid, ok = strings.CutSuffix(sid, "/ParticipantConversations")
	return sid, ok && (sid == ServiceSID || sid == DefaultServiceSID)
}
