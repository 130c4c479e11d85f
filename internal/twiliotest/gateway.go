package twiliotest

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
)

// Gateway stands between the clients and the API, and answers in its place. The
// endless faults, Drip and Flood, don't work behind those of this package.
type Gateway func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc)

// LaggingGateway returns a gateway that, on each connection, is one reply behind:
// it answers the first request as it should, and each later one with the reply to
// the request before it.
func LaggingGateway() Gateway {
	var mu sync.Mutex
	last := map[any]*httptest.ResponseRecorder{} // by connection
	return func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
		reply := ask(w, r, api)
		conn := r.Context().Value(connection{})
		mu.Lock()
		before := last[conn]
		last[conn] = reply
		mu.Unlock()
		if before == nil {
			before = reply
		}
		repeat(w, before)
	}
}

// CacheWithoutQuery returns a cache whose key leaves out the query: it answers a
// path that was asked before with the page it gave then, whatever Cache-Control
// says.
func CacheWithoutQuery() Gateway {
	var mu sync.Mutex
	pages := map[string]*httptest.ResponseRecorder{} // by path
	return func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
		mu.Lock()
		page := pages[r.URL.Path] // none for POST requests
		mu.Unlock()
		if page == nil {
			page = ask(w, r, api)
			if r.Method == http.MethodGet && page.Code == http.StatusOK {
				mu.Lock()
				pages[r.URL.Path] = page
				mu.Unlock()
			}
		}
		repeat(w, page)
	}
}

// Once lets only the n-th request, counted from 1, through the gateway.
func Once(n int64, gateway Gateway) Gateway {
	var came atomic.Int64
	return func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
		if came.Add(1) != n {
			api(w, r)
			return
		}
		gateway(w, r, api)
	}
}

// ask returns the API's reply, with the headers that w has already.
func ask(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) *httptest.ResponseRecorder {
	reply := httptest.NewRecorder()
	maps.Copy(reply.Header(), w.Header())
	api(reply, r)
	return reply
}

func repeat(w http.ResponseWriter, reply *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), reply.Header())
	w.WriteHeader(reply.Code)
	_, _ = w.Write(reply.Body.Bytes())
}

// connection is the context key of the connection on which a request came.
type connection struct{}

func withConnection(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connection{}, conn)
}
