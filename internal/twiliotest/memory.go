package twiliotest

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
)

// Memory is a listener that is reached through Dial alone, over pipes in memory.
// Unlike sockets they let a synctest bubble control the clock.
type Memory struct {
	accepted chan net.Conn
	closed   chan struct{}
	once     sync.Once

	mu         sync.Mutex
	conns      []*memoryConn
	open, most int
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
	m.mu.Lock()
	defer m.mu.Unlock()
	conn := &memoryConn{Conn: client}
	conn.ended = sync.OnceFunc(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.open--
	})
	m.conns = append(m.conns, conn)
	m.open++
	m.most = max(m.most, m.open)
	return conn, nil
}

// Silence lets all connections that were opened so far stay open and swallow every
// byte, as those that a NAT forgot.
func (m *Memory) Silence() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, conn := range m.conns {
		conn.silenced.Store(true)
	}
}

// Dialed returns how many connections were opened so far, and how many were open at a
// time.
func (m *Memory) Dialed() (opened, most int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.conns), m.most
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

// Close implements net.Listener. It ends the connections as well.
func (m *Memory) Close() error {
	m.once.Do(func() { close(m.closed) })
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, conn := range m.conns {
		_ = conn.Conn.Close()
	}
	return nil
}

// Addr is a loopback address, so that no proxy is used on the way to it.
func (m *Memory) Addr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
}

// memoryConn is the client's end of a connection.
type memoryConn struct {
	net.Conn
	silenced atomic.Bool
	ended    func()
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
	c.ended()
	return c.Conn.Close()
}
