package provider

import (
	"maps"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twilio"
	"terraform-provider-twilio/internal/twiliotest"
)

// TestAccount: which account_sid goes with which credentials, to the client and to the
// token endpoint.
func TestAccount(t *testing.T) {
	t.Parallel()
	const block, around = twiliotest.AccountSID, otherAccountSID
	key := m{"api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret}
	app := m{"client_id": twiliotest.ClientID, "client_secret": twiliotest.ClientSecret}
	keyAround := env{"TWILIO_API_KEY": twiliotest.APIKey, "TWILIO_API_SECRET": twiliotest.APISecret}
	appAround := env{"TWILIO_CLIENT_ID": twiliotest.ClientID, "TWILIO_CLIENT_SECRET": twiliotest.ClientSecret}
	tokenAround := env{"TWILIO_AUTH_TOKEN": twiliotest.AuthToken}
	for name, test := range map[string]struct {
		config         m
		env            env
		blockHas, want string
	}{
		"a key":                                 {key, nil, "", ""},
		"a key, and the block's":                {key, nil, block, block},
		"a key, and one around":                 {key, env{"TWILIO_ACCOUNT_SID": around}, "", ""},
		"a key, and both":                       {key, env{"TWILIO_ACCOUNT_SID": around}, block, block},
		"half a key around, and one around":     {m{"api_key": twiliotest.APIKey}, env{"TWILIO_API_SECRET": "x", "TWILIO_ACCOUNT_SID": around}, "", ""},
		"a key around, and one around":          {nil, withAccount(keyAround), "", around},
		"a key around, and both":                {nil, withAccount(keyAround), block, block},
		"an app":                                {app, nil, "", ""},
		"an app, and the block's":               {app, nil, block, block},
		"an app, and one around":                {app, env{"TWILIO_ACCOUNT_SID": around}, "", ""},
		"an app around, and one around":         {nil, withAccount(appAround), "", ""},
		"an app around, and the block's":        {nil, withAccount(appAround), block, block},
		"a token around, and one around":        {nil, withAccount(tokenAround), "", around},
		"a token around, and the block's":       {nil, withAccount(tokenAround), block, block},
		"a token, and one around":               {m{"auth_token": twiliotest.AuthToken}, env{"TWILIO_ACCOUNT_SID": around}, "", around},
		"a token around, a key, and the around": {key, withAccount(tokenAround), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := &recorder{}
			p := &twilioProvider{getenv: func(variable string) string { return test.env[variable] }, transport: instead(sent)}
			config := m{}
			maps.Copy(config, test.config)
			if test.blockHas != "" {
				config["account_sid"] = test.blockHas
			}
			h := serve(t, p)
			mustReport(t, h.configure(config))
			if got := p.shared.signIn.account; got != test.want {
				t.Errorf("the account is %q, want %q", got, test.want)
			}
			h.read(t.Context(), serviceList, byIdentity())
			if got, isApp := sent.last.URL.Query().Get("account_sid"), strings.HasPrefix(sent.last.URL.Host, "oauth."); isApp && got != test.want || !isApp && got != "" {
				t.Errorf("%s was asked for the account %q, want %q", sent.last.URL.Host, got, test.want)
			}
		})
	}
}

// withAccount is an environment with an account SID in addition.
func withAccount(environment env) env {
	more := maps.Clone(environment)
	more["TWILIO_ACCOUNT_SID"] = otherAccountSID
	return more
}

// TestTokenForAnAccount: an endpoint that gives none blames account_sid, and the message
// has no value.
func TestTokenForAnAccount(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 403, 404} {
		api := apiWith(1)
		api.TokenFault = always(twiliotest.Refuse(status, 20003, "Authenticate"))
		h := configured(t, api, m{
			"client_id": twiliotest.ClientID, "client_secret": twiliotest.ClientSecret, "token_url": "http://127.0.0.1:1/v2/token", "auth_token": nil,
		})
		_, diags := h.read(t.Context(), serviceList, byIdentity())
		mustReport(t, diags, errorOn("account_sid", "OAuth App Rejected for the Account", "Check account_sid", "client_secret"))
		if strings.Contains(render(diags), twiliotest.AccountSID) {
			t.Errorf("the message names the account:\n%s", render(diags))
		}
	}
}

// TestAnotherAccount: the message says what a key reaches, or that nothing says which
// account is meant.
func TestAnotherAccount(t *testing.T) {
	t.Parallel()
	for account, want := range map[string]string{
		otherAccountSID: "each subaccount needs its own", "": "no account_sid says which one is meant",
	} {
		f := failed(&twilio.Error{Status: 200, Cause: twilio.ErrAccount})
		f.connection.signIn.account = account
		if d := f.diagnostic(); !strings.Contains(d.Detail(), want) || !strings.Contains(d.Detail(), "account_sid") {
			t.Errorf("%s: %s, want %s", d.Summary(), d.Detail(), want)
		}
	}
}

// TestServiceOfAnotherAccount: a key of the main account does not reach a subaccount's
// service, whose 404 blames the account too.
func TestServiceOfAnotherAccount(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	key := m{"auth_token": nil, "api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret}
	for name, list := range map[string]struct {
		name      string
		arguments m
	}{
		"conversations": {serviceList, m{"chat_service_sid": salesSID, "identity": identity}},
		"all Users":     {serviceUsers, m{"chat_service_sid": salesSID}},
		"one User":      {serviceUsers, m{"chat_service_sid": salesSID, "identities": []any{identity}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state, diags := configured(t, api, key).read(t.Context(), list.name, list.arguments)
			mustStoreNothing(t, state)
			mustReport(t, diags, errorOn("chat_service_sid", "Conversation Service Not Found", "account_sid", "each subaccount needs its own"))
		})
	}
}
