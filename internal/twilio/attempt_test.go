package twilio

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// flush writes a part of a body.
func flush(w http.ResponseWriter, text string) {
	_, _ = io.WriteString(w, text)
	w.(http.Flusher).Flush()
}

// pause waits on the bubble's clock, or until the client gives up.
func pause(r *http.Request, wait time.Duration) {
	select {
	case <-time.After(wait):
	case <-r.Context().Done():
	}
}

// TestSilentConnection: a connection that swallows every byte from some moment on
// costs each read one attempt at most, and a read of two pages takes less than
// 30 seconds.
func TestSilentConnection(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		silentRequest int  // goes unanswered, or is answered in half
		half          bool // of its body arrives
		reads         int
	}{
		"before the second page":                   {silentRequest: 2, reads: 1},
		"in the body of the second page":           {silentRequest: 2, half: true, reads: 1},
		"in the body of the first page":            {silentRequest: 1, half: true, reads: 1},
		"before the second page of parallel reads": {silentRequest: 11, reads: 10},
	} {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, HTTP/2 %t", name, http2), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					const page = "0123456789"
					var requests atomic.Int32
					server := newMemoryServer()
					server.serve(t, http2, func(w http.ResponseWriter, r *http.Request) {
						if int(requests.Add(1)) == test.silentRequest {
							if test.half {
								flush(w, page[:5])
								pause(r, time.Second) // the half arrives
							}
							server.silence()
							return
						}
						_, _ = io.WriteString(w, page)
					})
					attemptReader := newAttemptReader(t, server)
					start := time.Now()
					var first, all sync.WaitGroup
					first.Add(test.reads)
					for range test.reads {
						all.Go(func() {
							lost := -2
							for n := range 2 {
								body, attempts, err := attemptReader.read(t.Context(), server.url, 5)
								if err != nil || body != page {
									t.Errorf("page %d: %q, %v", n+1, body, err)
								}
								lost += attempts
								if n == 0 {
									first.Done()
									first.Wait()
								}
							}
							if lost > 1 {
								t.Errorf("a read lost %d attempts, want at most 1", lost)
							}
						})
					}
					all.Wait()
					if took := time.Since(start); took >= 30*time.Second {
						t.Errorf("took %s, want less than 30s", took)
					}
				})
			})
		}
	}
}

func TestSilenceTimeout(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first, second http.HandlerFunc
		silent        bool
		took          time.Duration
	}{
		"slow first byte, new connection": {
			first: func(_ http.ResponseWriter, r *http.Request) { pause(r, 25*time.Second) },
			took:  25 * time.Second,
		},
		"slow first byte, reused connection": {
			second: func(_ http.ResponseWriter, r *http.Request) { pause(r, 25*time.Second) },
			silent: true, took: silenceTimeout,
		},
		"early hints, reused connection": {
			second: func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusEarlyHints)
				pause(r, 25*time.Second)
			},
			took: 25 * time.Second,
		},
		"slow body": {
			first: func(w http.ResponseWriter, r *http.Request) {
				for range 3 {
					flush(w, "x")
					pause(r, 9*time.Second)
				}
			},
			took: 27 * time.Second,
		},
		"stalled body": {
			first: func(w http.ResponseWriter, r *http.Request) {
				flush(w, "x")
				pause(r, 5*time.Second)
				flush(w, "x")
				pause(r, 15*time.Second)
			},
			silent: true, took: 5*time.Second + silenceTimeout,
		},
	} {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, HTTP/2 %t", name, http2), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					handlers := []http.HandlerFunc{test.first, test.second}
					server := newMemoryServer()
					server.serve(t, http2, func(w http.ResponseWriter, r *http.Request) {
						handler := handlers[0]
						if handlers = handlers[1:]; handler != nil {
							handler(w, r)
						}
					})
					client := newAttemptReader(t, server).pooled
					if test.second != nil {
						if _, err := get(t.Context(), client, server.url); err != nil {
							t.Fatal(err)
						}
					}
					start := time.Now()
					_, err := get(t.Context(), client, server.url)
					if errors.Is(err, errConnectionSilent) != test.silent || (err != nil) != test.silent {
						t.Errorf("ended with %v, want silence %t", err, test.silent)
					}
					if took := time.Since(start); took != test.took {
						t.Errorf("took %s, want %s", took, test.took)
					}
				})
			})
		}
	}
}

// TestStalledHeader: a header that stops in the middle is silence as well.
func TestStalledHeader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newMemoryServer()
		server.url = "http://127.0.0.1:1"
		go func() {
			conn, _ := server.Accept()
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Le")
		}()
		if _, err := get(t.Context(), newAttemptReader(t, server).pooled, server.url); !errors.Is(err, errConnectionSilent) {
			t.Errorf("ended with %v, want silence", err)
		}
	})
}

// TestPingsAreFasterThanSilence: HTTP/2 finds a dead connection for all of its
// requests before each of them waits in vain.
func TestPingsAreFasterThanSilence(t *testing.T) {
	t.Parallel()
	if config := NewTransport(1).HTTP2; config.SendPingTimeout <= 0 || config.PingTimeout <= 0 || config.SendPingTimeout+config.PingTimeout > 9*time.Second {
		t.Errorf("pings: %+v", config)
	}
	synctest.Test(t, func(t *testing.T) {
		server := newMemoryServer()
		server.serve(t, true, func(http.ResponseWriter, *http.Request) {})
		attemptReader := newAttemptReader(t, server)
		if _, err := get(t.Context(), attemptReader.pooled, server.url); err != nil {
			t.Fatal(err)
		}
		server.silence()
		time.Sleep(sendPingTimeout + pingTimeout + time.Second) // idle meanwhile
		if _, attempts, err := attemptReader.read(t.Context(), server.url, 2); err != nil || attempts != 1 {
			t.Errorf("%d attempts, %v, want a connection found dead while it was idle", attempts, err)
		}
	})
}

// TestSlowReader: the time that the client itself takes for a reply is not the
// connection's silence.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newMemoryServer()
		server.serve(t, true, func(w http.ResponseWriter, r *http.Request) {
			flush(w, strings.Repeat("x", 50))
			pause(r, 3*silenceTimeout)
			flush(w, strings.Repeat("x", 50))
		})
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := newAttemptReader(t, server).pooled.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close() //nolint:errcheck // nothing depends on it
		for range 2 {
			time.Sleep(silenceTimeout + time.Second) // of the bubble's clock
			if _, err := io.ReadFull(response.Body, make([]byte, 50)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := response.Body.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
	})
}

func TestCloseIdleConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newMemoryServer()
		server.serve(t, false, func(http.ResponseWriter, *http.Request) {})
		client := newAttemptReader(t, server).pooled
		for range 3 {
			if _, err := get(t.Context(), client, server.url); err != nil {
				t.Fatal(err)
			}
			client.CloseIdleConnections()
			synctest.Wait()
		}
		if opened, most := server.count(); opened != 3 || most != 1 {
			t.Errorf("%d connections, %d at a time, want each closed", opened, most)
		}
	})
}
