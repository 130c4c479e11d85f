package twiliotest

import (
	"cmp"
	"slices"
	"sync"
)

// The credentials of a new API's account.
const (
	AuthToken    = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	APIKey       = "SK0123456789abcdef0123456789abcdef"
	APISecret    = "s3cr3t-0f-th3-API-k3y-1234567890"
	ClientID     = "OQ0123456789abcdef0123456789abcdef"
	ClientSecret = "s3cr3t_0f-th3_OAuth-4pp+/1234567890=abcdefghijklmnopqrstuvwxyz"
)

// Account is an account with credentials, Conversation Services and rows of its own.
// The credentials of a request choose it: no path names one.
type Account struct {
	SID, AuthToken, APIKey, APISecret, ClientID, ClientSecret string
	// DefaultServiceSID is the Conversation Service of paths that name none.
	DefaultServiceSID string
	// Restricted makes the credentials those of a restricted key, which may read
	// neither the account's configuration nor a Service by its SID.
	Restricted bool

	mu    sync.Mutex
	rows  table
	pages cursors
}

// ready gives the account its configuration.
func (a *Account) ready() *Account {
	a.rows, a.pages = table{}, cursors{}
	a.rows.add(listing{key: configurationKey}, a.SID, "", Row{
		"account_sid":                   a.SID,
		"default_chat_service_sid":      a.DefaultServiceSID,
		"default_messaging_service_sid": SID("MG", 1),
		"default_inactive_timer":        nil,
		"default_closed_timer":          nil,
		"url":                           base + "/v1/Configuration",
		"links": map[string]any{
			"service":  base + "/v1/Services/" + a.DefaultServiceSID + "/Configuration",
			"webhooks": base + "/v1/Configuration/Webhooks",
		},
	})
	return a
}

// Add gives a participant more conversations in a service. Participants are
// found by Identity or by Address, as the parameter is called.
func (a *Account) Add(serviceSID, parameter, value string, conversations ...Row) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := listing{key: conversationsKey, serviceSID: serviceSID, parameter: parameter, value: value}
	a.rows.add(key, a.SID, "conversation_sid", conversations...)
	slices.SortStableFunc(a.rows[key], func(x, y row) int { return cmp.Compare(x.sid, y.sid) })
}

var allServices = listing{key: servicesKey}

// AddServices lets the account have more Conversation Services. They are listed in the
// order in which they are added.
func (a *Account) AddServices(services ...Row) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rows.add(allServices, a.SID, "sid", services...)
}

// RemoveServices lets the account forget all Conversation Services, those that it had
// from the beginning included.
func (a *Account) RemoveServices() {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.rows, allServices)
}
