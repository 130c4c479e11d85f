// Package twiliotest is a fake of Twilio's Conversations API, v1, and of its
// OAuth token endpoint, for tests, the demo and make fake. It is as strict as the
// real ones: it checks credentials, parameters and paths, and its page tokens must
// come back as they were given. Its data is made up. It can misbehave on demand.
package twiliotest

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
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
	ClientID          = "OQ0123456789abcdef0123456789abcdef"
	ClientSecret      = "s3cr3t_0f-th3_OAuth-4pp+/1234567890=abcdefghijklmnopqrstuvwxyz"
	ServiceSID        = "IS0123456789abcdef0123456789abcdef"
	DefaultServiceSID = "ISdddddddddddddddddddddddddddddddd"
)

// API is the fake. The zero value is not ready: use New. Its fields are to be set
// before the first request.
type API struct {
	mu       sync.Mutex
	rows     map[listing][]row
	cursors  map[string]cursor    // by page token
	tokens   map[string]time.Time // access tokens and when they expire
	issued   int                  // access tokens so far
	requests []Request

	listRequests, tokenRequests int // so far, those that a gateway kept to itself left out

	// Fault, where it is set, is called before each request of a list, counted
	// from 1. The fault it returns answers the request; nil lets the API answer.
	Fault func(n int, r *http.Request) Fault
	// TokenFault is the same for requests of the token endpoint, with their own
	// count.
	TokenFault func(n int, r *http.Request) Fault
	// Gateway, where it is set, stands in front of both.
	Gateway Gateway
	// NextPageURL, where it is set, replaces the next_page_url of each page,
	// which is empty on the last one.
	NextPageURL func(honest string) string
	// TokenLifetime is how long an access token is accepted: an hour unless it is
	// set.
	TokenLifetime time.Duration
	// EditToken, where it is set, changes the reply that brings an access token,
	// such as its expires_in.
	EditToken func(reply map[string]any)
	// Gzip compresses the pages for clients that accept it.
	Gzip bool
}

// listing identifies the rows of one list request.
type listing struct{ key, serviceSID, parameter, value string }

type row struct {
	sid  string // "" where the row has none
	json []byte
}

// New returns an API that knows two Conversation Services, ServiceSID and
// DefaultServiceSID, without conversations.
func New() *API {
	a := &API{rows: map[listing][]row{}, cursors: map[string]cursor{}, tokens: map[string]time.Time{}}
	a.AddServices(NewService(ServiceSID, "Support"), NewService(DefaultServiceSID, "Default Conversations Service"))
	return a
}

// Add gives a participant more conversations in a service. Participants are
// found by Identity or by Address, as the parameter is called.
func (a *API) Add(serviceSID, parameter, value string, conversations ...Conversation) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := listing{conversationsKey, serviceSID, parameter, value}
	for _, conversation := range conversations {
		a.rows[key] = append(a.rows[key], newRow(conversation, "conversation_sid"))
	}
	slices.SortStableFunc(a.rows[key], func(x, y row) int { return cmp.Compare(x.sid, y.sid) })
}

func newRow(fields map[string]any, sidField string) row {
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err) // made up by a test, which has it wrong
	}
	sid, _ := fields[sidField].(string)
	return row{sid, text}
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := a.record(r)
	w.Header().Set("Twilio-Request-Id", fmt.Sprintf("RQ%032x", id))
	w.Header().Set("Content-Type", "application/json")
	if a.Gateway != nil {
		a.Gateway(w, r, a.serve)
		return
	}
	a.serve(w, r)
}

// serve answers with a fault, a refusal or what was asked for.
func (a *API) serve(w http.ResponseWriter, r *http.Request) {
	faults, answer, count := a.Fault, a.list, &a.listRequests
	if r.URL.Path == TokenPath {
		faults, answer, count = a.TokenFault, a.token, &a.tokenRequests
	}
	a.mu.Lock()
	*count++
	n := *count
	a.mu.Unlock()
	if faults != nil {
		if fault := faults(n, r); fault != nil {
			fault(w, r)
			return
		}
	}
	body, refusal := answer(r)
	if refusal != nil {
		refusal(w, r)
		return
	}
	if a.Gzip && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		defer zip.Close() //nolint:errcheck // the client is gone
		_, _ = zip.Write(body)
		return
	}
	_, _ = w.Write(body)
}

// authorized checks a request's credentials: the auth token, the API key, or an
// access token of the OAuth app.
func (a *API) authorized(r *http.Request) bool {
	if token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); bearer {
		a.mu.Lock()
		defer a.mu.Unlock()
		return time.Now().Before(a.tokens[token]) // an unknown one has expired long ago
	}
	username, password, _ := r.BasicAuth()
	return username == AccountSID && password == AuthToken || username == APIKey && password == APISecret
}
