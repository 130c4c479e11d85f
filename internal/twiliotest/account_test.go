package twiliotest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestCredentialsChooseTheAccount: its services, its rows, its configuration.
func TestCredentialsChooseTheAccount(t *testing.T) {
	t.Parallel()
	api := newAPI()
	first, second := api.Subaccount(1), api.Subaccount(2)
	for _, account := range []*twiliotest.Account{first, second} {
		account.Add(account.DefaultServiceSID, "Identity", "ada",
			twiliotest.Conversations(account.DefaultServiceSID, "Identity", "ada", 1)...)
	}
	for _, account := range []*twiliotest.Account{api.Account, first, second} {
		for _, pair := range [][2]string{{account.SID, account.AuthToken}, {account.APIKey, account.APISecret}} {
			_, configuration := ask(t, api, http.MethodGet, "/v1/Configuration", pair[0], pair[1])
			_, listed := ask(t, api, http.MethodGet, services, pair[0], pair[1])
			_, found := ask(t, api, http.MethodGet, "/v1/ParticipantConversations?Identity=ada", pair[0], pair[1])
			got := []any{
				configuration.AccountSID, listed.Services[0]["account_sid"], found.Conversations[0]["account_sid"],
			}
			for i, sid := range got {
				if sid != account.SID {
					t.Errorf("reply %d is about %v, want %s", i, sid, account.SID)
				}
			}
			status, _ := ask(t, api, http.MethodGet, list+"?Identity=ada", pair[0], pair[1])
			if (status == http.StatusOK) != (account == api.Account) {
				t.Errorf("%s: %d from a service of the main account", account.SID, status)
			}
		}
	}
	if status, _ := ask(t, api, http.MethodGet, services, first.SID, second.AuthToken); status != http.StatusUnauthorized {
		t.Errorf("%d with another account's token", status)
	}
}

// TestTokensActForAnAccount: the app's own, or one that it may act for.
func TestTokensActForAnAccount(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	sub, other := api.Subaccount(1), api.Subaccount(2)
	for name, test := range map[string]struct {
		app    *twiliotest.Account
		query  string
		status int
		want   string // the account
	}{
		"own":                       {api.Account, "", 200, twiliotest.AccountSID},
		"own, named":                {api.Account, "?account_sid=" + twiliotest.AccountSID, 200, twiliotest.AccountSID},
		"for a subaccount":          {api.Account, "?account_sid=" + sub.SID, 200, sub.SID},
		"a subaccount's own":        {sub, "", 200, sub.SID},
		"a subaccount's own, named": {sub, "?account_sid=" + sub.SID, 200, sub.SID},
		"for the main account":      {sub, "?account_sid=" + twiliotest.AccountSID, 403, ""},
		"for another subaccount":    {sub, "?account_sid=" + other.SID, 403, ""},
		"for no account":            {api.Account, "?account_sid=" + twiliotest.SID("AC", 9), 403, ""},
		"for nobody":                {api.Account, "?account_sid=", 400, ""},
		"twice":                     {api.Account, "?account_sid=" + sub.SID + "&account_sid=" + sub.SID, 400, ""},
		"and more":                  {api.Account, "?account_sid=" + sub.SID + "&a=b", 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := newTokenRequest(url.Values{
				"grant_type": {"client_credentials"}, "client_id": {test.app.ClientID}, "client_secret": {test.app.ClientSecret},
			})
			request.URL.RawQuery = strings.TrimPrefix(test.query, "?")
			status, reply := sendToken(t, api, request)
			if status != test.status {
				t.Fatalf("%d %v, want %d", status, reply, test.status)
			}
			if status != http.StatusOK {
				return
			}
			read := httptest.NewRequest(http.MethodGet, "/v1/Configuration", http.NoBody)
			read.Header.Set("Authorization", "Bearer "+reply["access_token"].(string))
			if _, configuration := send(t, api, read); configuration.AccountSID != test.want {
				t.Errorf("the token acts for %s, want %s", configuration.AccountSID, test.want)
			}
		})
	}
}

// TestRestrictedKeys: they read lists, and not what proves the account or a service.
func TestRestrictedKeys(t *testing.T) {
	t.Parallel()
	api := newAPI()
	api.Restricted = true
	for target, want := range map[string]int{
		"/v1/Configuration":                      403,
		services + "/" + twiliotest.ServiceSID:   403,
		services + "/" + twiliotest.SID("IS", 7): 403,
		services:                                 200, list + "?Identity=ada": 200, users + "/user-1": 200, users + "/user-0": 404, members: 200,
	} {
		if status, _ := get(t, api, target); status != want {
			t.Errorf("%s: %d, want %d", target, status, want)
		}
	}
	sub := api.Subaccount(1)
	if status, _ := ask(t, api, http.MethodGet, "/v1/Configuration", sub.SID, sub.AuthToken); status != http.StatusOK {
		t.Errorf("%d for another account", status)
	}
}
