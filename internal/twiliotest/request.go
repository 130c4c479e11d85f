package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
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

// Requests returns what arrived so far.
func (a *API) Requests() []Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.requests)
}

// record keeps the request and returns its number. It reads the form, which r
// has from then on.
func (a *API) record(r *http.Request) int {
	arrived := time.Now()
	_ = r.ParseForm() // What is no form is empty, and refused.
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests = append(a.requests, Request{
		Time: arrived, Method: r.Method, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery,
		Query: r.URL.Query(), Form: r.PostForm, Header: r.Header.Clone(),
	})
	return len(a.requests)
}
