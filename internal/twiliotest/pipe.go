package twiliotest

import (
	"context"
	"net"
	"sync"
)

// NewPipeServer starts a server that is reached through Dial alone, over
// pipes in memory. Unlike sockets they let a synctest bubble control the clock.
func NewPipeServer(api *API) *Server {
	return NewServerAt(&pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}, api)
}

// InMemory reports whether the server is reached over pipes.
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
