package twiliotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// TokenPath is where an OAuth app gets its access tokens.
const TokenPath = "/v2/token"

// RevokeTokens makes the API refuse all access tokens that were issued so far.
func (a *API) RevokeTokens() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.grants)
}

// token answers a request of the token endpoint with an access token, for the app's
// account or for the one that the query names: itself or, for the main account's app,
// any other.
func (a *API) token(r *http.Request) ([]byte, Fault) {
	if r.Method != http.MethodPost {
		return nil, Refuse(http.StatusMethodNotAllowed, 20004, "Method not allowed")
	}
	form := r.PostForm
	query, err := url.ParseQuery(r.URL.RawQuery)
	switch {
	// The secret belongs in the form: a query ends up in the logs of servers.
	case err != nil, len(query) > 0 && !isForm(query, "account_sid"), r.Header.Get("Authorization") != "",
		!isForm(form, "grant_type", "client_id", "client_secret"):
		const message = "A form with grant_type, client_id and client_secret is required"
		return nil, refuseToken(http.StatusBadRequest, "invalid_request", message)
	case form.Get("grant_type") != "client_credentials":
		return nil, refuseToken(http.StatusBadRequest, "unsupported_grant_type", "grant_type must be client_credentials")
	}
	owner := a.account(func(k *Account) bool {
		return k.ClientID == form.Get("client_id") && k.ClientSecret == form.Get("client_secret")
	})
	if owner == nil {
		return nil, refuseToken(http.StatusUnauthorized, "invalid_client", "Client authentication failed")
	}
	account := owner
	if sid := query.Get("account_sid"); sid != "" {
		account = a.account(func(k *Account) bool { return k.SID == sid && (k == owner || owner == a.Account) })
	}
	if account == nil {
		return nil, refuseToken(http.StatusForbidden, "access_denied", "The app may not act for this account")
	}
	token, lifetime := a.issue(account)
	reply := map[string]any{
		"access_token": token, "token_type": "Bearer", "expires_in": int(lifetime.Seconds()),
		"id_token": nil, "refresh_token": nil,
	}
	if a.EditToken != nil {
		a.EditToken(reply)
	}
	body, err := json.Marshal(reply)
	if err != nil {
		panic(err) // made up by a test, which has it wrong
	}
	return body, nil
}

// issue makes up an access token of the account, in the form of a JWT, and starts its
// life.
func (a *API) issue(account *Account) (token string, lifetime time.Duration) {
	lifetime = a.TokenLifetime
	if lifetime == 0 {
		lifetime = time.Hour
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.issued++
	token = fmt.Sprintf("eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIxIn0.t0k3n-%032x", a.issued)
	a.grants[token] = grant{account, time.Now().Add(lifetime)}
	return token, lifetime
}

// isForm reports whether the form has exactly the named fields, each once.
func isForm(form url.Values, names ...string) bool {
	for _, name := range names {
		if len(form[name]) != 1 || form.Get(name) == "" {
			return false
		}
	}
	return len(form) == len(names)
}

// refuseToken answers with an error in the form of OAuth 2.0.
func refuseToken(status int, code, description string) Fault {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"error": code, "error_description": description})
	}
}
