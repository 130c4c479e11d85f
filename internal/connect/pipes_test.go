package connect

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// pipes are a listener in memory whose connections are counted.
type pipes struct {
	*twiliotest.Memory

	mu         sync.Mutex
	conns      []*pipe
	open, most int
}

func newPipes() *pipes { return &pipes{Memory: twiliotest.NewMemory()} }

// Dial connects to the listener.
func (p *pipes) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	client, err := p.Memory.Dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	conn := &pipe{Conn: client}
	conn.ended = sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.open--
	})
	p.conns = append(p.conns, conn)
	p.open++
	p.most = max(p.most, p.open)
	return conn, nil
}

// silence lets all connections that were opened so far stay open and swallow every
// byte, as those that a NAT forgot.
func (p *pipes) silence() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.conns {
		conn.silenced.Store(true)
	}
}

// dialed returns how many connections were opened so far, and how many were open at a
// time.
func (p *pipes) dialed() (opened, most int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.conns), p.most
}

// Close ends the connections as well.
func (p *pipes) Close() error {
	err := p.Memory.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.conns {
		_ = conn.Conn.Close()
	}
	return err
}

// pipe is the client's end of a connection.
type pipe struct {
	net.Conn
	silenced atomic.Bool
	ended    func()
}

func (c *pipe) Read(b []byte) (int, error) {
	for {
		if n, err := c.Conn.Read(b); err != nil || !c.silenced.Load() {
			return n, err
		}
	}
}

func (c *pipe) Write(b []byte) (int, error) {
	if c.silenced.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func (c *pipe) Close() error {
	c.ended()
	return c.Conn.Close()
}

// echo sends back what it gets on each connection.
func echo(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() { _, _ = io.Copy(conn, conn) }()
	}
}

// answers reports whether a byte comes back within a second.
func answers(t *testing.T, conn net.Conn) bool {
	t.Helper()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	_, err := io.ReadFull(conn, make([]byte, 1))
	return err == nil
}

func TestPipes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		go echo(listener)
		dial := func() net.Conn {
			conn, err := listener.Dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			return conn
		}
		first, second := dial(), dial()
		if !answers(t, first) || !answers(t, second) {
			t.Error("a connection does not answer")
		}
		listener.silence()
		if third := dial(); answers(t, first) || !answers(t, third) {
			t.Error("not only what was open is silent")
		}
		for range 2 { // the second time changes nothing
			_ = first.Close()
		}
		_ = second.Close()
		for range 3 {
			dial()
		}
		if opened, most := listener.dialed(); opened != 6 || most != 4 {
			t.Errorf("%d connections, %d at a time, want 6 and 4", opened, most)
		}
		_ = listener.Close()
	})
}
