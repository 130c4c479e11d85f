package twilio

import (
	"strings"
	"sync/atomic"
)

// account is whose data a client reads. Nothing in a request shows it, since the
// credentials alone choose it.
type account struct {
	sid   atomic.Pointer[string] // configured, or that of the first row
	shown atomic.Bool            // by a row
}

// hold compares an account that rows name with the one before. An empty one proves
// nothing.
func (a *account) hold(sid string) error {
	if sid == "" {
		return nil
	}
	if a.sid.Load() == nil {
		pinned := sid
		a.sid.CompareAndSwap(nil, &pinned)
	}
	if !strings.EqualFold(*a.sid.Load(), sid) {
		return ErrAccount
	}
	a.shown.Store(true)
	return nil
}
