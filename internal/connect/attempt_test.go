package connect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const page = "0123456789"

// inBothVersions runs a test in a bubble, over HTTP/1.1 and over HTTP/2.
func inBothVersions(t *testing.T, name string, test func(t *testing.T, http2 bool)) {
	t.Helper()
	for _, http2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("%s, HTTP/2 %t", name, http2), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { test(t, http2) })
		})
	}
}

// TestSlowServer: what an honest server takes its time for is delivered, over one
// connection and with one request for each page.
func TestSlowServer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		took    time.Duration // for each page
	}{
		"12 s a page": {
			func(w http.ResponseWriter, r *http.Request) {
				pause(r, 12*time.Second)
				flush(w, page)
			}, 12 * time.Second,
		},
		"29 s a page": {
			func(w http.ResponseWriter, r *http.Request) {
				pause(r, 29*time.Second)
				flush(w, page)
			}, 29 * time.Second,
		},
		"header at once, body after 12 s": {
			func(w http.ResponseWriter, r *http.Request) {
				flush(w, "")
				pause(r, 12*time.Second)
				flush(w, page)
			}, 12 * time.Second,
		},
		"body in halves": {
			func(w http.ResponseWriter, r *http.Request) {
				flush(w, page[:5])
				pause(r, 25*time.Second)
				flush(w, page[5:])
			}, 25 * time.Second,
		},
		"early hints": {
			func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusEarlyHints)
				pause(r, 25*time.Second)
				flush(w, page)
			}, 25 * time.Second,
		},
	} {
		inBothVersions(t, name, func(t *testing.T, http2 bool) {
			var requests atomic.Int32
			server := serve(t, http2, func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				test.handler(w, r)
			})
			transports := server.transports(t)
			start := time.Now()
			const pages = 3
			for range pages {
				if body := mustGet(t, transports.Pooled, server.url); body != page {
					t.Errorf("page %q", body)
				}
			}
			opened, _ := server.dialed()
			if took := time.Since(start); requests.Load() != pages || opened != 1 || took != pages*test.took {
				t.Errorf("%d requests over %d connections took %s", requests.Load(), opened, took)
			}
		})
	}
}

// TestLoadedServer: a server that takes its time gets each request once, and no more
// connections than the bound.
func TestLoadedServer(t *testing.T) {
	t.Parallel()
	inBothVersions(t, "", func(t *testing.T, http2 bool) {
		var requests atomic.Int32
		server := serve(t, http2, func(_ http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			pause(r, 12*time.Second)
		})
		transports := server.transports(t)
		const pages = 5
		var all sync.WaitGroup
		for range connections {
			all.Go(func() {
				for range pages {
					if _, err := get(t.Context(), transports.Pooled, server.url); err != nil {
						t.Error(err)
					}
					time.Sleep(time.Second) // all connections are idle meanwhile
				}
			})
		}
		all.Wait()
		if opened, _ := server.dialed(); requests.Load() != connections*pages || opened > connections {
			t.Errorf("%d requests, %d connections", requests.Load(), opened)
		}
	})
}

// stalledConn delivers nothing before the moment (in Unix nanoseconds).
type stalledConn struct {
	net.Conn
	until *atomic.Int64
}

func (c stalledConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	time.Sleep(time.Until(time.Unix(0, c.until.Load())))
	return n, err
}

// TestUnansweredPing: a server at work may leave a ping without an answer for some
// time, since the ping goes out after 5 seconds and has 15.
func TestUnansweredPing(t *testing.T) {
	t.Parallel()
	for silence, delivered := range map[time.Duration]bool{9 * time.Second: true, 14 * time.Second: true, 19 * time.Second: true, 21 * time.Second: false} {
		t.Run(silence.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var until atomic.Int64
				server := serve(t, true, func(w http.ResponseWriter, _ *http.Request) {
					until.Store(time.Now().Add(silence).UnixNano())
					flush(w, page)
				})
				transports := server.transports(t, func(transport *http.Transport) {
					transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
						conn, err := server.Dial(ctx, network, address)
						return stalledConn{conn, &until}, err
					}
				})
				body, err := get(t.Context(), transports.Pooled, server.url)
				if (err == nil) != delivered || delivered && body != page || !delivered && !Classify(err).Silent {
					t.Errorf("%q, %v", body, err)
				}
				time.Sleep(2 * time.Second) // until the stalled read is over
			})
		})
	}
}

// TestDeadConnection: a connection that swallows every byte from some moment on costs
// each read one attempt: 20 seconds over HTTP/2, where the error says so, and otherwise
// the time of the request. The next connection delivers.
func TestDeadConnection(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		request int  // goes unanswered, or is answered in half
		half    bool // of its body arrives
		reads   int
	}{
		"before the second page":                   {request: 2, reads: 1},
		"in the body of the second page":           {request: 2, half: true, reads: 1},
		"in the body of the first page":            {request: 1, half: true, reads: 1},
		"before the second page of parallel reads": {request: connections + 1, reads: connections},
	} {
		inBothVersions(t, name, func(t *testing.T, http2 bool) {
			var requests atomic.Int32
			server := newServer()
			server.serve(t, http2, func(w http.ResponseWriter, r *http.Request) {
				if int(requests.Add(1)) == test.request {
					if test.half {
						flush(w, page[:5])
						pause(r, time.Second) // the half arrives
					}
					server.silence()
					return
				}
				_, _ = io.WriteString(w, page)
			})
			transports := server.transports(t)
			worst := requestTimeout
			if http2 {
				worst = sendPingTimeout + pingTimeout + time.Second
			}
			var first, all sync.WaitGroup
			first.Add(test.reads)
			for range test.reads {
				all.Go(func() { readTwo(t, transports, server.url, worst, &first) })
			}
			all.Wait()
			if _, most := server.dialed(); most > connections {
				t.Errorf("%d connections at a time", most)
			}
		})
	}
}

// readTwo reads two pages, the second one when everybody has the first.
func readTwo(t *testing.T, transports *Transports, address string, worst time.Duration, first *sync.WaitGroup) {
	lost := -2
	start := time.Now()
	for n := range 2 {
		body, attempts, err := read(t.Context(), transports, address, 5)
		if err != nil || body != page {
			t.Errorf("page %d: %q, %v", n+1, body, err)
		}
		lost += attempts
		if n == 0 {
			first.Done()
			first.Wait()
		}
	}
	if took := time.Since(start); lost > 1 || took > worst+time.Second {
		t.Errorf("lost %d attempts in %s", lost, took)
	}
}

// TestSilentAttempt: what goes unanswered says whether the connection is to blame.
func TestSilentAttempt(t *testing.T) {
	t.Parallel()
	inBothVersions(t, "", func(t *testing.T, http2 bool) {
		server := newServer()
		server.serve(t, http2, func(http.ResponseWriter, *http.Request) {})
		transports := server.transports(t)
		mustGet(t, transports.Pooled, server.url)
		server.silence()
		start := time.Now()
		_, err := get(t.Context(), transports.Pooled, server.url)
		if took := time.Since(start); http2 && (took != sendPingTimeout+pingTimeout || !Classify(err).Silent) {
			t.Errorf("ended after %s with %v", took, err)
		} else if !http2 && (took != requestTimeout || !errors.Is(err, context.DeadlineExceeded)) {
			t.Errorf("ended after %s with %v", took, err)
		}
	})
}

// TestDeadIdleConnection: an HTTP/2 connection is found dead while it is idle.
func TestDeadIdleConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newServer()
		server.serve(t, true, func(http.ResponseWriter, *http.Request) {})
		transports := server.transports(t)
		mustGet(t, transports.Pooled, server.url)
		server.silence()
		time.Sleep(sendPingTimeout + pingTimeout + time.Second) // of the bubble's clock
		mustGet(t, transports.Pooled, server.url)
	})
}

// forgottenConn swallows every byte once it was idle for longer, as those that a NAT
// has dropped.
type forgottenConn struct {
	net.Conn
	after time.Duration
	last  atomic.Int64 // in Unix nanoseconds
	gone  atomic.Bool
}

func (c *forgottenConn) used() bool {
	now := time.Now()
	if last := c.last.Swap(now.UnixNano()); now.Sub(time.Unix(0, last)) > c.after {
		c.gone.Store(true)
	}
	return !c.gone.Load()
}

func (c *forgottenConn) Read(b []byte) (int, error) {
	for {
		if n, err := c.Conn.Read(b); err != nil || c.used() {
			return n, err
		}
	}
}

func (c *forgottenConn) Write(b []byte) (int, error) {
	if !c.used() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// TestForgottenConnections: a NAT that drops connections which are idle for a little
// longer than they are kept costs no attempt and no time.
func TestForgottenConnections(t *testing.T) {
	t.Parallel()
	inBothVersions(t, "", func(t *testing.T, http2 bool) {
		server := serve(t, http2, func(http.ResponseWriter, *http.Request) {})
		transports := server.transports(t, func(transport *http.Transport) {
			transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := server.Dial(ctx, network, address)
				forgotten := &forgottenConn{Conn: conn, after: 31 * time.Second}
				forgotten.last.Store(time.Now().UnixNano())
				return forgotten, err
			}
		})
		for _, seconds := range []int{0, 10, 29, 30, 31, 32, 45, 89, 300} {
			time.Sleep(time.Duration(seconds) * time.Second) // of the bubble's clock
			start := time.Now()
			if _, err := get(t.Context(), transports.Pooled, server.url); err != nil || time.Since(start) != 0 {
				t.Errorf("after %d idle seconds: took %s, %v", seconds, time.Since(start), err)
			}
		}
	})
}

func TestCloseIdle(t *testing.T) {
	t.Parallel()
	inBothVersions(t, "", func(t *testing.T, http2 bool) {
		server := serve(t, http2, func(http.ResponseWriter, *http.Request) {})
		transports := server.transports(t)
		for range 3 {
			mustGet(t, transports.Pooled, server.url)
			transports.CloseIdle()
			synctest.Wait()
		}
		if opened, most := server.dialed(); opened != 3 || most != 1 {
			t.Errorf("%d connections, %d at a time, want each closed", opened, most)
		}
	})
}
