package twiliotest

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

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
	faults, answer, count := a.Fault, a.answer, &a.apiRequests
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

// answer lets the account that the credentials choose answer.
func (a *API) answer(r *http.Request) ([]byte, Fault) {
	account := a.signedIn(r)
	if account == nil {
		return nil, Refuse(http.StatusUnauthorized, 20003, "Authenticate")
	}
	return account.answer(r, a.NextPageURL)
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
