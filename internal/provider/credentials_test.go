package provider

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

const (
	otherAccountSID = "ACffffffffffffffffffffffffffffffff"
	otherAPIKey     = "SKffffffffffffffffffffffffffffffff"
)

type env = map[string]string

// TestCredentials: who the requests come from, for each way to configure them.
func TestCredentials(t *testing.T) {
	t.Parallel()
	const (
		sid, token, key, secret = twiliotest.AccountSID, twiliotest.AuthToken, twiliotest.APIKey, twiliotest.APISecret
		asToken, asKey          = sid + ":" + token, key + ":" + secret
	)
	for name, test := range map[string]struct {
		config   m
		env      env
		as       string
		problems []message
	}{
		"token":                    {config: m{"account_sid": sid, "auth_token": token}, as: asToken},
		"token in the environment": {env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token}, as: asToken},
		"token completed":          {config: m{"auth_token": token}, env: env{"TWILIO_ACCOUNT_SID": sid}, as: asToken},
		"SID completed":            {config: m{"account_sid": sid}, env: env{"TWILIO_AUTH_TOKEN": token}, as: asToken},
		"configuration over environment": {
			config: m{"account_sid": sid, "auth_token": token},
			env:    env{"TWILIO_ACCOUNT_SID": otherAccountSID, "TWILIO_AUTH_TOKEN": "x"}, as: asToken,
		},
		"key":                    {config: m{"api_key": key, "api_secret": secret}, as: asKey},
		"key with account":       {config: m{"account_sid": sid, "api_key": key, "api_secret": secret}, as: asKey},
		"key in the environment": {env: env{"TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret}, as: asKey},
		"key completed":          {config: m{"api_secret": secret}, env: env{"TWILIO_API_KEY": key}, as: asKey},
		"key over token":         {config: m{"account_sid": sid, "auth_token": token, "api_key": key, "api_secret": secret}, as: asKey},
		"key over token in environment": {
			env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token, "TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret},
			as:  asKey,
		},
		"configured token, key around": {
			config: m{"auth_token": token},
			env:    env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_API_KEY": otherAPIKey, "TWILIO_API_SECRET": "x"}, as: asToken,
		},
		"configured token, odd key around": {config: m{"account_sid": sid, "auth_token": token}, env: env{"TWILIO_API_KEY": "odd"}, as: asToken},
		"configured key, token around": {
			config: m{"api_key": key, "api_secret": secret}, env: env{"TWILIO_ACCOUNT_SID": "odd", "TWILIO_AUTH_TOKEN": "x"},
			as: asKey,
		},
		"an empty variable counts as none": {
			env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token, "TWILIO_API_KEY": "", "TWILIO_API_SECRET": ""},
			as:  asToken,
		},
		"nothing": {problems: []message{errorOn("", "No credentials are configured",
			"client_id and client_secret (TWILIO_CLIENT_ID and TWILIO_CLIENT_SECRET)", "api_key and api_secret", "account_sid and auth_token")}},
		"half a token": {
			config: m{"account_sid": sid}, problems: []message{errorOn("auth_token", "auth_token", "TWILIO_AUTH_TOKEN")},
		},
		"other half": {
			env:      env{"TWILIO_AUTH_TOKEN": token},
			problems: []message{errorOn("account_sid", "account_sid", "TWILIO_ACCOUNT_SID")},
		},
		"half a key": {
			config: m{"api_key": key}, problems: []message{errorOn("api_secret", "api_secret", "TWILIO_API_SECRET")},
		},
		"half a key and a token": {
			config:   m{"account_sid": sid, "auth_token": token, "api_secret": secret},
			problems: []message{errorOn("api_key", "api_key", "TWILIO_API_KEY")},
		},
		"half a key in the environment": {
			env:      env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token, "TWILIO_API_KEY": key},
			problems: []message{errorOn("api_secret", "TWILIO_API_SECRET")},
		},
		"a key around a configured account": {
			config: m{"account_sid": sid}, env: env{"TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret}, as: asKey,
		},
		"a token and a key around a configured account": {
			config: m{"account_sid": sid}, as: asToken,
			env: env{"TWILIO_ACCOUNT_SID": otherAccountSID, "TWILIO_AUTH_TOKEN": token, "TWILIO_API_KEY": otherAPIKey, "TWILIO_API_SECRET": "x"},
		},
		"half a token and a key around": {
			config: m{"auth_token": token}, env: env{"TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret},
			problems: []message{errorOn("account_sid", "TWILIO_ACCOUNT_SID", "variables of other credentials are ignored", "auth_token")},
		},
		"a malformed account of a key": {
			env:      env{"TWILIO_ACCOUNT_SID": key, "TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret},
			problems: []message{errorOn("account_sid", "TWILIO_ACCOUNT_SID", "API key")},
		},
		"no secret from the other kind": {
			config: m{"api_key": key}, env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token},
			problems: []message{errorOn("api_secret", "TWILIO_API_SECRET")},
		},
		"malformed SIDs": {
			config:   m{"account_sid": "AC" + strings.Repeat("z", 32), "auth_token": token},
			problems: []message{errorOn("account_sid", "account_sid", "TWILIO_ACCOUNT_SID", "32 hexadecimal")},
		},
		"malformed SIDs in the environment": {
			env:      env{"TWILIO_API_KEY": sid, "TWILIO_API_SECRET": secret},
			problems: []message{errorOn("api_key", "api_key", "TWILIO_API_KEY", "SK")},
		},
		"empty": {
			config:   m{"account_sid": "", "auth_token": ""},
			problems: []message{errorOn("account_sid"), errorOn("auth_token", "is empty", "TWILIO_AUTH_TOKEN")},
		},
		"a line's end": {
			config:   m{"account_sid": sid, "auth_token": token + "\n"},
			problems: []message{errorOn("auth_token", "white space", "trimspace")},
		},
		"empty does not fall back": {
			config: m{"auth_token": ""}, env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token},
			problems: []message{errorOn("auth_token", "is empty")},
		},
		"all problems at once": {
			config: m{"account_sid": token, "base_url": "ftp://" + token, "edge": "Ü", "api_key": nil},
			problems: []message{
				errorOn("account_sid", "TWILIO_ACCOUNT_SID"), errorOn("auth_token", "TWILIO_AUTH_TOKEN"),
				errorOn("base_url", "TWILIO_CONVERSATIONS_BASE_URL"), errorOn("edge", "TWILIO_EDGE"), errorOn("edge", "base_url"),
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			server := twiliotest.NewServer(api)
			defer server.Close()
			if test.env == nil {
				test.env = env{}
			}
			if test.config["base_url"] == nil {
				test.env["TWILIO_CONVERSATIONS_BASE_URL"] = server.URL
			}
			h := newHarness(t, test.env, nil)
			diags := h.configure(test.config)
			mustReport(t, diags, test.problems...)
			for _, value := range []string{token, secret} {
				if strings.Contains(render(diags), value) {
					t.Errorf("a secret is in the diagnostics:\n%s", render(diags))
				}
			}
			if len(api.Requests()) > 0 {
				t.Error("Configure made a request")
			}
			if test.as == "" {
				return
			}
			if _, diags := h.read(t.Context(), serviceList, m{"chat_service_sid": twiliotest.ServiceSID, "identity": identity}); len(diags) > 0 {
				t.Fatal(render(diags))
			}
			if username, password, _ := (&http.Request{Header: api.Requests()[0].Header}).BasicAuth(); username+":"+password != test.as {
				t.Errorf("signed as %s:%s, want %s", username, password, test.as)
			}
		})
	}
}

// TestOAuthApp: the third kind of credentials, in the order of precedence.
func TestOAuthApp(t *testing.T) {
	t.Parallel()
	const id, secret = twiliotest.ClientID, twiliotest.ClientSecret
	basic := env{
		"TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken,
		"TWILIO_API_KEY": twiliotest.APIKey, "TWILIO_API_SECRET": twiliotest.APISecret,
	}
	withApp := env{"TWILIO_CLIENT_ID": id, "TWILIO_CLIENT_SECRET": secret}
	maps.Copy(withApp, basic)
	for name, test := range map[string]struct {
		config   m
		env      env
		scheme   string // of the Authorization header
		messages []message
	}{
		"configured":             {config: m{"client_id": id, "client_secret": secret}, scheme: "Bearer"},
		"in the environment":     {env: env{"TWILIO_CLIENT_ID": id, "TWILIO_CLIENT_SECRET": secret}, scheme: "Bearer"},
		"before other variables": {env: withApp, scheme: "Bearer"},
		"completed":              {config: m{"client_id": id}, env: env{"TWILIO_CLIENT_SECRET": secret}, scheme: "Bearer"},
		"before a configured key": {
			config: m{"client_id": id, "client_secret": secret, "api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret},
			scheme: "Bearer",
		},
		"after a configured key": {
			config: m{"api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret}, env: withApp, scheme: "Basic",
		},
		"token_url alone is no app":      {config: m{"token_url": "https://oauth.example.com/token"}, env: basic, scheme: "Basic"},
		"an unknown token_url of no app": {config: m{"token_url": unknown}, env: basic, scheme: "Basic"},
		"no secret": {
			config: m{"client_id": id}, env: basic,
			messages: []message{errorOn("client_secret", "client_secret", "TWILIO_CLIENT_SECRET")},
		},
		"no id": {
			env:      env{"TWILIO_CLIENT_SECRET": secret},
			messages: []message{errorOn("client_id", "client_id", "TWILIO_CLIENT_ID")},
		},
		"a key as id": {
			config:   m{"client_id": twiliotest.APIKey, "client_secret": secret},
			messages: []message{errorOn("client_id", "OQ and 32", "API key")},
		},
		"http": {
			config:   m{"client_id": id, "client_secret": secret, "token_url": "http://oauth.example.com"},
			messages: []message{errorOn("token_url", "https", "TWILIO_TOKEN_URL")},
		},
		"a query": {
			env:      env{"TWILIO_CLIENT_ID": id, "TWILIO_CLIENT_SECRET": secret, "TWILIO_TOKEN_URL": "https://oauth.example.com?a=1"},
			messages: []message{errorOn("token_url", "query")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(1)
			server := twiliotest.NewServer(api)
			t.Cleanup(server.Close)
			environment := env{"TWILIO_CONVERSATIONS_BASE_URL": server.URL}
			if test.config["token_url"] == nil {
				environment["TWILIO_TOKEN_URL"] = server.TokenURL()
			}
			maps.Copy(environment, test.env)
			h := newHarness(t, environment, nil)
			diags := h.configure(test.config)
			mustReport(t, diags, test.messages...)
			if strings.Contains(render(diags), secret) || len(api.Requests()) > 0 {
				t.Errorf("%d requests, or a secret in:\n%s", len(api.Requests()), render(diags))
			}
			if len(test.messages) > 0 {
				return
			}
			_, diags = h.read(t.Context(), serviceList, byIdentity())
			mustReport(t, diags)
			requests := api.Requests()
			if got := requests[len(requests)-1].Header.Get("Authorization"); !strings.HasPrefix(got, test.scheme+" ") {
				t.Errorf("signed with %q, want %s", got, test.scheme)
			}
		})
	}
}

// TestSourceOfCredentials: a refusal says which credentials were used, where they come
// from, and which were not, and never a value.
func TestSourceOfCredentials(t *testing.T) {
	t.Parallel()
	const sid, token, key, secret = twiliotest.AccountSID, twiliotest.AuthToken, twiliotest.APIKey, twiliotest.APISecret
	for name, test := range map[string]struct {
		config m
		env    env
		want   string
	}{
		"block":       {m{"account_sid": sid, "auth_token": token}, nil, "the auth token in the provider block\n"},
		"environment": {nil, env{"TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret}, "the API key of TWILIO_API_KEY and TWILIO_API_SECRET\n"},
		"both": {
			m{"api_key": key}, env{"TWILIO_API_SECRET": secret, "TWILIO_AUTH_TOKEN": token},
			"the API key of api_key in the provider block and TWILIO_API_SECRET; the auth token of TWILIO_AUTH_TOKEN was not used\n",
		},
		"another in the block": {
			m{"account_sid": sid, "auth_token": token, "api_key": key, "api_secret": secret}, nil,
			"the API key in the provider block, for the account of account_sid in the provider block; the auth token in the provider block was not used\n",
		},
		"an account around": {
			nil, env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret},
			"the API key of TWILIO_API_KEY and TWILIO_API_SECRET, for the account of TWILIO_ACCOUNT_SID\n",
		},
		"an account around a key of the block": {
			m{"api_key": key}, env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_API_SECRET": secret},
			"the API key of api_key in the provider block and TWILIO_API_SECRET; TWILIO_ACCOUNT_SID was not used\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(1)
			api.Fault = always(twiliotest.Refuse(403, 20003, "Account is suspended"))
			server := twiliotest.NewServer(api)
			t.Cleanup(server.Close)
			environment := env{"TWILIO_CONVERSATIONS_BASE_URL": server.URL}
			maps.Copy(environment, test.env)
			h := newHarness(t, environment, nil)
			mustReport(t, h.configure(test.config))
			_, diags := h.read(t.Context(), serviceList, byIdentity())
			if !strings.Contains(render(diags)+"\n", "Credentials: "+test.want) || strings.Contains(render(diags), "region") {
				t.Errorf("want the credentials %s and no region:\n%s", test.want, render(diags))
			}
			for _, value := range []string{sid, token, key, secret} {
				if strings.Contains(render(diags), value) {
					t.Errorf("a value is in:\n%s", render(diags))
				}
			}
		})
	}
	sent := &recorder{}
	h := newHarness(t, nil, sent)
	mustReport(t, h.configure(m{"account_sid": sid, "auth_token": token}))
	_, diags := h.read(t.Context(), serviceList, byIdentity())
	mustReport(t, diags, errorOn("chat_service_sid", "Check region and edge too"))
}
