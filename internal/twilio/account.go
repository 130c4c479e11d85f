package twilio

import (
	"strings"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"
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

// Configuration is that of the account's Conversations. Its row's SID is the account's.
type Configuration struct{}

// Source of path and names: Twilio's OpenAPI document.
func (Configuration) list() *list {
	own := fact{"default_chat_service_sid", func(value jsontext.Value) bool { return value != nil }} // no other object has one
	return place{path: "/v1"}.object("Configuration", rowForm{sid: "account_sid", sidPrefix: "AC"}, own, "")
}
