// Package twiliotest is a fake of Twilio's Conversations API, v1, and of its
// OAuth token endpoint, for tests, the demo and make fake. It is as strict as the
// real ones: it checks credentials, parameters and paths, and its page tokens must
// come back as they were given. Its data is made up. It can misbehave on demand.
package twiliotest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// API is the fake. The zero value is not ready: use New. Its fields are to be set
// before the first request.
type API struct {
	// Account is the main account, with the credentials above.
	*Account

	mu       sync.Mutex
	requests []Request        // so far
	accounts []*Account       // the main one first
	grants   map[string]grant // by access token
	issued   int              // access tokens so far

	apiRequests, tokenRequests int // so far, those that a gateway kept to itself left out

	// Fault, where it is set, is called before each request of the API, counted
	// from 1. The fault it returns answers the request; nil lets the API answer.
	Fault func(n int, r *http.Request) Fault
	// TokenFault is the same for requests of the token endpoint, with their own
	// count.
	TokenFault func(n int, r *http.Request) Fault
	// Gateway, where it is set, stands in front of both.
	Gateway Gateway
	// NextPageURL, where it is set, replaces the next_page_url of each page,
	// which is empty on the last one.
	NextPageURL func(honest string) string
	// TokenLifetime is how long an access token is accepted: an hour unless it is
	// set.
	TokenLifetime time.Duration
	// EditToken, where it is set, changes the reply that brings an access token,
	// such as its expires_in.
	EditToken func(reply map[string]any)
	// Gzip compresses the pages for clients that accept it.
	Gzip bool
}

// grant is what an access token is good for.
type grant struct {
	account *Account
	expires time.Time
}

// New returns an API whose account has two Conversation Services, ServiceSID and
// DefaultServiceSID, without conversations, Users and participants.
func New() *API {
	account := &Account{
		SID: AccountSID, AuthToken: AuthToken, APIKey: APIKey, APISecret: APISecret,
		ClientID: ClientID, ClientSecret: ClientSecret, DefaultServiceSID: DefaultServiceSID,
	}
	a := &API{Account: account.ready(), accounts: []*Account{account}, grants: map[string]grant{}}
	a.AddServices(NewService(ServiceSID, "Support"), NewService(DefaultServiceSID, "Default Conversations Service"))
	return a
}

// Subaccount adds the n-th subaccount, with made-up credentials and one Conversation
// Service, its default one.
func (a *API) Subaccount(n int) *Account {
	made := func(prefix string) string { return fmt.Sprintf("%s5ab%029x", prefix, n) }
	account := (&Account{
		SID: made("AC"), AuthToken: fmt.Sprintf("70ce%028x", n), APIKey: made("SK"), APISecret: made("s3cr3t-0f-"),
		ClientID: made("OQ"), ClientSecret: made("s3cr3t_0f_4pp-"), DefaultServiceSID: made("IS"),
	}).ready()
	account.AddServices(NewService(account.DefaultServiceSID, "Default Conversations Service"))
	a.mu.Lock()
	defer a.mu.Unlock()
	a.accounts = append(a.accounts, account)
	return account
}

// account returns the first account that fits, or nil.
func (a *API) account(fits func(*Account) bool) *Account {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.IndexFunc(a.accounts, fits); i >= 0 {
		return a.accounts[i]
	}
	return nil
}

// signedIn returns the account of a request's credentials (an auth token, an API key or
// an access token), or nil.
func (a *API) signedIn(r *http.Request) *Account {
	if token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); bearer {
		a.mu.Lock()
		defer a.mu.Unlock()
		if given := a.grants[token]; time.Now().Before(given.expires) { // an unknown one has expired long ago
			return given.account
		}
		return nil
	}
	username, password, _ := r.BasicAuth()
	return a.account(func(k *Account) bool {
		return username == k.SID && password == k.AuthToken || username == k.APIKey && password == k.APISecret
	})
}
