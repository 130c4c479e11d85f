package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Request is a request that arrived, of the API or of the token endpoint.
type Request struct {
	Time     time.Time
	Method   string
	Path     string // as it was escaped
	RawQuery string
	Query    url.Values
	Form     url.Values // of a POST request's body
	Header   http.Header
}

// requestLog keeps what arrived.
type requestLog struct {
	mu       sync.Mutex
	requests []Request
}

// Requests returns what arrived so far.
func (l *requestLog) Requests() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.requests)
}

// record keeps the request and returns its number. It reads the form, which r
// has from then on.
func (l *requestLog) record(r *http.Request) int {
	arrived := time.Now()
	_ = r.ParseForm() // What is no form is empty, and refused.
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests = append(l.requests, Request{
		Time: arrived, Method: r.Method, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery,
		Query: r.URL.Query(), Form: r.PostForm, Header: r.Header.Clone(),
	})
	return len(l.requests)
}
