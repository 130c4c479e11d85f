package connect

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// dialTimeout bounds a dial. The net package splits it between the addresses of
	// a host, so a first address that never answers leaves time for the second.
	dialTimeout = 10 * time.Second

	// maxDials is how often one attempt of a request may dial. net/http dials again
	// for as long as an HTTP/2 server refuses the streams of each new connection.
	maxDials = 3
	// redialBackoff is the wait before an attempt's second dial; it doubles.
	redialBackoff = 250 * time.Millisecond

	// evictionInterval is how often a dial that waits for a free place closes the
	// connections that have become idle.
	evictionInterval = time.Second
)

// hostDialer returns the dialer of addresses.
func hostDialer() *net.Dialer { return &net.Dialer{Timeout: dialTimeout} }

// dialer opens the connections of a client's transports and bounds how many are
// open at a time. http.Transport.MaxConnsPerHost is no such bound: an HTTP/2
// connection stays open but is no longer counted once it takes no more streams.
type dialer struct {
	dial      func(ctx context.Context, network, address string) (net.Conn, error)
	open      chan struct{} // holds an element for each open connection
	closeIdle func()
}

// DialContext dials within the attempt's budget, when a place is free.
func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if budget, ok := ctx.Value(dialBudgetKey{}).(*dialBudget); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		// net/http lets a dial outlive the request that started it.
		defer context.AfterFunc(budget.attempt, cancel)()
		if err := budget.spend(ctx); err != nil {
			return nil, err
		}
	}
	if err := d.acquire(ctx); err != nil {
		return nil, err
	}
	conn, err := d.dial(ctx, network, address)
	if err != nil {
		d.release()
		return nil, err
	}
	return &countedConn{Conn: conn, release: sync.OnceFunc(d.release)}, nil
}

// acquire waits for one of the places. Those of idle connections are freed: they
// may belong to another transport, or be of no use to this one.
func (d *dialer) acquire(ctx context.Context) error {
	evict := time.NewTicker(evictionInterval)
	defer evict.Stop()
	for {
		select {
		case d.open <- struct{}{}:
			return nil
		default:
		}
		d.closeIdle()
		select {
		case d.open <- struct{}{}:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-evict.C:
		}
	}
}

func (d *dialer) release() { <-d.open }

// countedConn holds its place until it is closed.
type countedConn struct {
	net.Conn
	release func()
}

func (c *countedConn) Close() error {
	err := c.Conn.Close()
	c.release()
	return err
}

type dialBudgetKey struct{}

// dialBudget bounds the dials of one attempt, in number and in time.
type dialBudget struct {
	attempt context.Context
	dials   atomic.Int32
}

// withDialBudget returns the context for one attempt of a request. When it ends,
// so do the attempt's dials.
func withDialBudget(ctx context.Context) context.Context {
	return context.WithValue(ctx, dialBudgetKey{}, &dialBudget{attempt: ctx})
}

// spend takes one dial from the budget, after a wait where it is not the first.
func (b *dialBudget) spend(ctx context.Context) error {
	dials := b.dials.Add(1)
	switch {
	case dials == 1:
		return nil
	case dials > maxDials:
		return errDialBudget
	}
	select {
	case <-time.After(redialBackoff << (dials - 2)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
