package twiliotest

import (
	"context"
	"net"
	"sync"
)

// Memory is a listener that is reached through Dial alone, over pipes in memory.
// Unlike sockets they let a synctest bubble control the clock.
type Memory struct {
	accepted chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

// NewMemory returns a listener without connections.
func NewMemory() *Memory {
	return &Memory{accepted: make(chan net.Conn), closed: make(chan struct{})}
}

// Dial connects to the listener; it is to replace the DialContext of a transport.
func (m *Memory) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case m.accepted <- server:
	case <-m.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return client, nil
}

// Accept implements net.Listener.
func (m *Memory) Accept() (net.Conn, error) {
	select {
	case conn := <-m.accepted:
		return conn, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (m *Memory) Close() error {
	m.once.Do(func() { close(m.closed) })
	return nil
}

// Addr is a loopback address, so that no proxy is used on the way to it.
func (m *Memory) Addr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
}
