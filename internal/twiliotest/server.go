package twiliotest

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
)

// Server serves an API.
type Server struct {
	*API
	*httptest.Server

	mu           sync.Mutex
	opened, open int // connections
}

// NewServer starts a server on a loopback address.
func NewServer(api *API) *Server {
	return start(api, httptest.NewUnstartedServer(api))
}

// NewPipeServer starts a server that is reached through Dial alone, over
// pipes in memory. Unlike sockets they let a synctest bubble control the clock.
func NewPipeServer(api *API) *Server {
	server := httptest.NewUnstartedServer(api)
	_ = server.Listener.Close()
	server.Listener = &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	return start(api, server)
}

func start(api *API, server *httptest.Server) *Server {
	s := &Server{API: api, Server: server}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch state {
		case http.StateNew:
			s.opened++
			s.open++
		case http.StateClosed, http.StateHijacked:
			s.open--
		case http.StateActive, http.StateIdle:
		}
	}
	server.Start()
	return s
}

// Environment returns the variables, as name=value, that lead a provider to this
// server.
func (s *Server) Environment() []string {
	return []string{
		"TWILIO_ACCOUNT_SID=" + AccountSID, "TWILIO_AUTH_TOKEN=" + AuthToken, "TWILIO_CONVERSATIONS_BASE_URL=" + s.URL,
	}
}

// Connections returns how many connections were opened so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Open returns how many connections are open now.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// InMemory tells whether the server is reached over pipes.
func (s *Server) InMemory() bool {
	_, pipes := s.Listener.(*pipeListener)
	return pipes
}

// Dial connects to a pipe server; it is to replace the DialContext of a
// transport.
func (s *Server) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	listener := s.Listener.(*pipeListener)
	client, server := net.Pipe()
	select {
	case listener.conns <- server:
		return client, nil
	case <-listener.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is a loopback address, so that no proxy is used on the way to it.
func (l *pipeListener) Addr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
}
