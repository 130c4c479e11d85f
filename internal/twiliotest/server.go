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
	s := newServer(api)
	s.Start()
	return s
}

// NewServerAt starts a server that takes its connections from the listener.
func NewServerAt(listener net.Listener, api *API) *Server {
	s := newServer(api)
	_ = s.Listener.Close()
	s.Listener = listener
	s.Start()
	return s
}

// NewPipeServer starts a server that is reached through Dial alone.
func NewPipeServer(api *API) *Server {
	return NewServerAt(NewMemory(), api)
}

// Dial connects to a pipe server; it is to replace the DialContext of a
// transport.
func (s *Server) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return s.Listener.(*Memory).Dial(ctx, network, address)
}

func newServer(api *API) *Server {
	s := &Server{API: api, Server: httptest.NewUnstartedServer(api)}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.ConnContext = withConnection
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
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
	return s
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
