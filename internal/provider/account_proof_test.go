package provider

import (
	"net/http"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestAccountIsProven: an empty answer is one only where something shows that it is the
// account's. The service is asked once, and only where there is something to prove.
func TestAccountIsProven(t *testing.T) {
	t.Parallel()
	key := func(a *twiliotest.Account) m {
		return m{"api_key": a.APIKey, "api_secret": a.APISecret, "auth_token": nil}
	}
	app := func(a *twiliotest.Account) m {
		return m{"client_id": a.ClientID, "client_secret": a.ClientSecret, "token_url": "http://127.0.0.1:1/v2/token", "auth_token": nil}
	}
	refuse := func(status int) func(*twiliotest.API) {
		return func(api *twiliotest.API) {
			api.Fault = func(_ int, r *http.Request) twiliotest.Fault {
				if strings.HasSuffix(r.URL.Path, "/Configuration") {
					return twiliotest.Refuse(status, 20003, "Permission denied")
				}
				return nil
			}
		}
	}
	const ours, theirs = twiliotest.AccountSID, "AC00000000000000000000000000000001"
	anotherAccount := errorOn("account_sid", "Reply Belongs to Another Account", "each subaccount needs its own")
	notProven := warningOn("account_sid", "Account Not Proven", "/v1/Configuration")
	for name, test := range map[string]struct {
		credentials func(*twiliotest.Account) m
		account     any
		change      func(*twiliotest.API)
		whom        string
		want        []message
		asked       int
	}{
		"a key, and nobody":               {key, ours, nil, "nobody", nil, 1},
		"a key, and somebody":             {key, ours, nil, identity, nil, 0},
		"another's key, and nobody":       {key, theirs, nil, "nobody", []message{anotherAccount}, 4},
		"another's key, and somebody":     {key, theirs, nil, identity, []message{anotherAccount}, 0},
		"an app, and nobody":              {app, ours, nil, "nobody", nil, 1},
		"a key that may not be asked":     {key, ours, refuse(403), "nobody", []message{notProven}, 1},
		"an app without the scope":        {app, ours, refuse(401), "nobody", []message{notProven}, 2},
		"a gateway that does not know it": {key, ours, refuse(404), "nobody", []message{notProven}, 1},
		"a question that fails":           {key, ours, refuse(400), "nobody", []message{errorOn("", "Request Rejected", "/v1/Configuration")}, 2},
		"no account to prove":             {key, nil, nil, "nobody", nil, 0},
		"a token, which is the account's": {func(*twiliotest.Account) m { return nil }, ours, nil, "nobody", nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(1)
			if test.change != nil {
				test.change(api)
			}
			h := configured(t, api, test.credentials(api.Account), m{"account_sid": test.account, "max_retries": 0})
			for range 2 {
				_, diags := h.read(t.Context(), serviceList, byIdentity(m{"identity": test.whom}))
				mustReport(t, diags, test.want...)
			}
			asked := 0
			for _, r := range api.Requests() {
				if r.Path == "/v1/Configuration" {
					asked++
				}
			}
			if asked != test.asked {
				t.Errorf("asked %d times whose account it is, want %d", asked, test.asked)
			}
		})
	}
}
