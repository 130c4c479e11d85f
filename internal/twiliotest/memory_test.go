package twiliotest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

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

func TestMemory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		listener := twiliotest.NewMemory()
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
		listener.Silence()
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
		if opened, most := listener.Dialed(); opened != 6 || most != 4 {
			t.Errorf("%d connections, %d at a time, want 6 and 4", opened, most)
		}
		_ = listener.Close()
		if _, err := listener.Dial(t.Context(), "", ""); !errors.Is(err, net.ErrClosed) {
			t.Errorf("dialing a closed listener: %v", err)
		}
	})
}

func TestMemoryDialEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := twiliotest.NewMemory().Dial(ctx, "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
