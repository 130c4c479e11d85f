package twilio

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
		"parallel reads": {2 * DefaultMaxConcurrentRequests, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := newMemoryServer()
				server.url = "https://127.0.0.1:1"
				config := serverTLS(t, server)
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
				attemptReader := newAttemptReader(t, server)
				var all sync.WaitGroup
				for range test.reads {
					all.Go(func() {
						_, _, err := attemptReader.read(t.Context(), server.url, test.attempts)
						if !errors.Is(err, errDialBudget) && !errors.Is(err, errRequestTimeout) {
							t.Errorf("ended with %v", err)
						}
					})
				}
				all.Wait()
				opened, most := server.count()
				if most > DefaultMaxConcurrentRequests || opened > test.reads*test.attempts*maxDials {
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
		server := newMemoryServer()
		server.streams = 1
		server.serve(t, true, func(_ http.ResponseWriter, r *http.Request) { pause(r, time.Second) })
		attemptReader := newAttemptReader(t, server)
		var all sync.WaitGroup
		for range DefaultMaxConcurrentRequests {
			all.Go(func() {
				for range 5 {
					if _, _, err := attemptReader.read(t.Context(), server.url, 3); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if _, most := server.count(); most > DefaultMaxConcurrentRequests {
			t.Errorf("%d connections at a time", most)
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
				transport := newTransport(places, func(ctx context.Context, _, _ string) (net.Conn, error) {
					<-ctx.Done()
					return nil, ctx.Err()
				})
				start := time.Now()
				_, err := get(t.Context(), &http.Client{Transport: &attemptTransport{transport}}, "http://127.0.0.1:1")
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
		var dials atomic.Int32
		transport := newTransport(1, func(context.Context, string, string) (net.Conn, error) {
			dials.Add(1)
			return nil, net.ErrClosed
		})
		ctx := withDialBudget(t.Context())
		start := time.Now()
		for _, want := range []time.Duration{0, redialBackoff, 3 * redialBackoff} {
			if _, err := transport.DialContext(ctx, "tcp", ""); !errors.Is(err, net.ErrClosed) || time.Since(start) != want {
				t.Errorf("dialed after %s with %v, want %s", time.Since(start), err, want)
			}
		}
		if _, err := transport.DialContext(ctx, "tcp", ""); !errors.Is(err, errDialBudget) || dials.Load() != maxDials {
			t.Errorf("%d dials, then %v", dials.Load(), err)
		}
	})
}

// TestDeadFirstAddress: a host whose first address swallows what it is sent is
// reached over the second, in about half of the dial's time.
func TestDeadFirstAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	dialer := hostDialer()
	dialer.Resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, resolver := net.Pipe()
		go answerTwice(resolver)
		return client, nil
	}}
	var addresses atomic.Int32
	dialer.ControlContext = func(ctx context.Context, _, _ string, _ syscall.RawConn) error {
		if addresses.Add(1) == 1 {
			<-ctx.Done()
		}
		return ctx.Err()
	}
	client := &http.Client{Transport: &attemptTransport{newTransport(1, dialer.DialContext)}}
	start := time.Now()
	_, err := get(t.Context(), client, strings.Replace(server.URL, "127.0.0.1", "two-addresses.test.", 1))
	if took := time.Since(start); err != nil || addresses.Load() != 2 || took > 7*time.Second {
		t.Errorf("%d addresses in %s, %v", addresses.Load(), took, err)
	}
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
