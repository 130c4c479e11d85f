package twilio

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// memoryServer is reached over pipes, which let synctest control the clock, by
// TLS where it speaks HTTP/2. It is a net.Listener and counts what is dialed.
type memoryServer struct {
	url     string
	streams int // of one connection, at a time; 0: Go's default
	roots   *x509.CertPool
	dialed  chan net.Conn
	closed  chan struct{}
	once    sync.Once

	mu         sync.Mutex
	conns      []*memoryConn
	open, most int
}

// memoryConn is the client's end of a connection. Once silenced it swallows every
// byte in both directions and stays open.
type memoryConn struct {
	net.Conn
	silenced atomic.Bool
	closed   func()
}

func (c *memoryConn) Read(p []byte) (int, error) {
	for {
		if n, err := c.Conn.Read(p); err != nil || !c.silenced.Load() {
			return n, err
		}
	}
}

func (c *memoryConn) Write(p []byte) (int, error) {
	if c.silenced.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

func (c *memoryConn) Close() error {
	c.closed()
	return c.Conn.Close()
}

func newMemoryServer() *memoryServer {
	return &memoryServer{dialed: make(chan net.Conn), closed: make(chan struct{})}
}

// serve answers with the handler until the test ends.
func (s *memoryServer) serve(t *testing.T, http2 bool, handler http.HandlerFunc) {
	server := httptest.NewUnstartedServer(handler)
	_ = server.Listener.Close()
	server.Listener = s
	server.Config.ErrorLog = discard
	server.Config.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: s.streams}
	if server.EnableHTTP2 = http2; http2 {
		server.StartTLS()
		s.trust(server.Certificate())
	} else {
		server.Start()
	}
	s.url = server.URL
	t.Cleanup(server.Close)
}

func (s *memoryServer) trust(certificate *x509.Certificate) {
	s.roots = x509.NewCertPool()
	s.roots.AddCert(certificate)
}

func (s *memoryServer) Accept() (net.Conn, error) {
	select {
	case conn := <-s.dialed:
		return conn, nil
	case <-s.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the connections as well.
func (s *memoryServer) Close() error {
	s.once.Do(func() { close(s.closed) })
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.conns {
		_ = conn.Conn.Close()
	}
	return nil
}

func (s *memoryServer) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (s *memoryServer) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case s.dialed <- server:
	case <-s.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	conn := &memoryConn{Conn: client}
	conn.closed = sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.open--
	})
	s.conns = append(s.conns, conn)
	s.open++
	s.most = max(s.most, s.open)
	return conn, nil
}

// silence silences all connections that were opened so far.
func (s *memoryServer) silence() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.conns {
		conn.silenced.Store(true)
	}
}

// count returns how many connections were opened so far, and how many were open
// at a time.
func (s *memoryServer) count() (opened, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns), s.most
}

// attemptReader makes attempts as the client does: over pooled connections, and after a
// failure over a new one.
type attemptReader struct{ pooled, fresh *http.Client }

func newAttemptReader(t *testing.T, server *memoryServer) *attemptReader {
	t.Helper()
	transport := newTransport(DefaultMaxConcurrentRequests, server.dial)
	transport.TLSClientConfig.RootCAs = server.roots
	t.Cleanup(transport.CloseIdleConnections)
	return &attemptReader{
		pooled: &http.Client{Transport: &attemptTransport{transport}},
		fresh:  &http.Client{Transport: &attemptTransport{freshTransport{transport}}},
	}
}

// read makes up to so many attempts and returns how many it took.
func (r *attemptReader) read(ctx context.Context, address string, attempts int) (body string, attempt int, err error) {
	client := r.pooled
	for attempt = 1; ; attempt++ {
		if body, err = get(ctx, client, address); err == nil || attempt == attempts {
			return body, attempt, err
		}
		r.pooled.CloseIdleConnections()
		client = r.fresh
		time.Sleep(MinBackoff) // of the bubble's clock
	}
}

// get makes one attempt, with the client's limit of time.
func get(ctx context.Context, client *http.Client, address string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, requestTimeout, errRequestTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close() //nolint:errcheck // the body has been read
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

// serverTLS returns the configuration of a TLS server for 127.0.0.1.
func serverTLS(t *testing.T, server *memoryServer) *tls.Config {
	t.Helper()
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	defer certified.Close()
	server.trust(certified.Certificate())
	return &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12}
}
