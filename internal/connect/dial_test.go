package connect

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/dns/dnsmessage"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// refuseStreams speaks HTTP/2 on the connection and refuses each request.
func refuseStreams(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // the client has given up
	if _, err := io.ReadFull(conn, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(conn, conn)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	refused := make(chan uint32, 100)
	defer close(refused)
	go func() { // apart from the reads, since a pipe has no buffer
		_ = framer.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 0})
		for stream := range refused {
			_ = framer.WriteRSTStream(stream, http2.ErrCodeRefusedStream)
		}
	}()
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		if headers, ok := frame.(*http2.MetaHeadersFrame); ok {
			refused <- headers.StreamID
		}
	}
}

// TestConnectionsAreBounded: a server that takes no stream gets a few connections
// for each attempt, and no more than the bound at a time.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ reads, attempts int }{
		"one read":       {1, 5},
		"parallel reads": {2 * connections, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newServer()
				config := server.tls(t)
				go func() {
					for {
						conn, err := server.Accept()
						if err != nil {
							return
						}
						go refuseStreams(tls.Server(conn, config))
					}
				}()
				t.Cleanup(func() { _ = server.Close() })
				transports := server.transports(t)
				var all sync.WaitGroup
				for range test.reads {
					all.Go(func() {
						_, _, err := read(t.Context(), transports, server.url, test.attempts)
						if !errors.Is(err, errDialBudget) && !errors.Is(err, context.DeadlineExceeded) {
							t.Errorf("ended with %v", err)
						}
					})
				}
				all.Wait()
				opened, most := server.dialed()
				if most > connections || opened > test.reads*test.attempts*maxDials {
					t.Errorf("%d connections, %d at a time", opened, most)
				}
			})
		})
	}
}

// TestOneStreamPerConnection: a server may allow one request at a time on each
// connection.
func TestOneStreamPerConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newServer()
		server.streams = 1
		server.serve(t, true, func(_ http.ResponseWriter, r *http.Request) { pause(r, time.Second) })
		transports := server.transports(t)
		var all sync.WaitGroup
		for range connections {
			all.Go(func() {
				for range 5 {
					if _, _, err := read(t.Context(), transports, server.url, 3); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if _, most := server.dialed(); most > connections {
			t.Errorf("%d connections at a time", most)
		}
	})
}

// TestFreshConnections: each has a place of its own among the connections, in place of
// an idle one.
func TestFreshConnections(t *testing.T) {
	t.Parallel()
	inBothVersions(t, "", func(t *testing.T, http2 bool) {
		server := serve(t, http2, func(_ http.ResponseWriter, r *http.Request) { pause(r, time.Second) })
		transports := server.transports(t)
		mustGet(t, transports.Pooled, server.url)
		start := time.Now()
		var all sync.WaitGroup
		for range 3 * connections {
			all.Go(func() {
				if _, err := get(t.Context(), transports.Fresh, server.url); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		opened, most := server.dialed()
		if took := time.Since(start); opened != 1+3*connections || most != connections || took != 3*time.Second {
			t.Errorf("%d connections, %d at a time, in %s", opened, most, took)
		}
	})
}

// TestUnusedConnection: a fresh connection whose request ended before it came about
// gives up its place.
func TestUnusedConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := serve(t, true, func(http.ResponseWriter, *http.Request) {})
		var until atomic.Int64
		transports := New(1, func(transport *http.Transport) {
			transport.TLSClientConfig.RootCAs = server.roots
			transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := server.Dial(ctx, network, address)
				return stalledConn{conn, &until}, err
			}
		})
		until.Store(time.Now().Add(2 * time.Second).UnixNano())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := get(ctx, transports.Fresh, server.url); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("ended with %v", err)
		}
		start := time.Now()
		mustGet(t, transports.Fresh, server.url)
		if took := time.Since(start); took > 1*time.Second+unusedTimeout+evictionInterval {
			t.Errorf("the next one took %s", took)
		}
	})
}

// TestTLSHandshakeTimeout: a server that accepts connections and says nothing is like
// one that accepts none.
func TestTLSHandshakeTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newServer()
		go func() {
			conn, _ := server.Accept()
			_, _ = io.Copy(io.Discard, conn)
		}()
		start := time.Now()
		_, err := get(t.Context(), server.transports(t).Pooled, "https://127.0.0.1:1")
		checkError(t, err, ErrConnect, "the TLS handshake timed out", false, true)
		if took := time.Since(start); took != tlsHandshakeTimeout {
			t.Errorf("ended after %s", took)
		}
	})
}

// TestDialEndsWithTheAttempt: neither a dial nor a wait for a place outlives the
// request that needs it.
func TestDialEndsWithTheAttempt(t *testing.T) {
	t.Parallel()
	for name, places := range map[string]int{"dial": 1, "wait for a place": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transports := New(places, func(transport *http.Transport) {
					transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
						<-ctx.Done()
						return nil, ctx.Err()
					}
				})
				start := time.Now()
				_, err := get(t.Context(), transports.Pooled, "http://127.0.0.1:1")
				if took := time.Since(start); err == nil || took != requestTimeout {
					t.Errorf("ended after %s with %v", took, err)
				}
				// The bubble fails the test where a goroutine is left.
			})
		})
	}
}

// TestDialBudget: the waits before an attempt's dials grow, and end the dials.
func TestDialBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dials := 0
		bounded := dialer{open: make(chan struct{}, 1), dial: func(context.Context, string, string) (net.Conn, error) {
			dials++
			return nil, net.ErrClosed
		}}
		ctx := withDialBudget(t.Context())
		start := time.Now()
		for _, want := range []time.Duration{0, redialBackoff, 3 * redialBackoff} {
			if _, err := bounded.DialContext(ctx, "tcp", ""); !errors.Is(err, net.ErrClosed) || time.Since(start) != want {
				t.Errorf("dialed after %s with %v, want %s", time.Since(start), err, want)
			}
		}
		if _, err := bounded.DialContext(ctx, "tcp", ""); !errors.Is(err, errDialBudget) || dials != maxDials {
			t.Errorf("%d dials, then %v", dials, err)
		}
	})
}

// TestDeadFirstAddress: a host whose first address swallows what it is sent is
// reached over the second, in half of the dial's time.
func TestDeadFirstAddress(t *testing.T) {
	t.Parallel()
	served := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(served.Close)
	resolver := func() *net.Resolver {
		return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			go answerTwice(server)
			return client, nil
		}}
	}
	const host = "two-addresses.test."
	// The net package's own state must come about outside of a bubble.
	if _, err := resolver().LookupHost(t.Context(), host); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		bounded := hostDialer()
		bounded.Resolver = resolver()
		addresses := 0
		bounded.ControlContext = func(ctx context.Context, _, _ string, _ syscall.RawConn) error {
			if addresses++; addresses == 1 {
				<-ctx.Done()
			}
			return ctx.Err()
		}
		transports := New(1, func(transport *http.Transport) { transport.DialContext = bounded.DialContext })
		defer transports.CloseIdle()
		start := time.Now()
		_, err := get(t.Context(), transports.Pooled, strings.Replace(served.URL, "127.0.0.1", host, 1))
		if took := time.Since(start); err != nil || addresses != 2 || took != dialTimeout/2 {
			t.Errorf("%d addresses in %s, %v", addresses, took, err)
		}
	})
}

// answerTwice resolves a name to the loopback address, twice.
func answerTwice(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // the resolver has its answer
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return
	}
	packet := make([]byte, binary.BigEndian.Uint16(length[:]))
	var message dnsmessage.Message
	if _, err := io.ReadFull(conn, packet); err != nil || message.Unpack(packet) != nil {
		return
	}
	message.Response, message.Additionals = true, nil
	if question := message.Questions[0]; question.Type == dnsmessage.TypeA {
		message.Answers = slices.Repeat([]dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: question.Name, Type: question.Type, Class: question.Class, TTL: 60},
			Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
		}}, 2)
	}
	if reply, err := message.Pack(); err == nil {
		_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
	}
}
