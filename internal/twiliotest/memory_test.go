package twiliotest_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestClosedMemory(t *testing.T) {
	t.Parallel()
	listener := twiliotest.NewMemory()
	for range 2 { // the second time changes nothing
		_ = listener.Close()
	}
	if _, err := listener.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("accepting from a closed listener: %v", err)
	}
	if _, err := listener.Dial(t.Context(), "", ""); !errors.Is(err, net.ErrClosed) {
		t.Errorf("dialing a closed listener: %v", err)
	}
}

func TestMemoryDialEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := twiliotest.NewMemory().Dial(ctx, "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
