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
		"token":                            {config: m{"account_sid": sid, "auth_token": token}, as: asToken},
		"token in the environment":         {env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token}, as: asToken},
		"token completed":                  {config: m{"auth_token": token}, env: env{"TWILIO_ACCOUNT_SID": sid}, as: asToken},
		"SID completed":                    {config: m{"account_sid": sid}, env: env{"TWILIO_AUTH_TOKEN": token}, as: asToken},
		"configuration beats environment":  {config: m{"account_sid": sid, "auth_token": token}, env: env{"TWILIO_ACCOUNT_SID": otherAccountSID, "TWILIO_AUTH_TOKEN": "x"}, as: asToken},
		"key":                              {config: m{"api_key": key, "api_secret": secret}, as: asKey},
		"key with account":                 {config: m{"account_sid": sid, "api_key": key, "api_secret": secret}, as: asKey},
		"key in the environment":           {env: env{"TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret}, as: asKey},
		"key completed":                    {config: m{"api_secret": secret}, env: env{"TWILIO_API_KEY": key}, as: asKey},
		"key beats token":                  {config: m{"account_sid": sid, "auth_token": token, "api_key": key, "api_secret": secret}, as: asKey},
		"key beats token in environment":   {env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token, "TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret}, as: asKey},
		"configured token, key around":     {config: m{"auth_token": token}, env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_API_KEY": otherAPIKey, "TWILIO_API_SECRET": "x"}, as: asToken},
		"configured token, odd key around": {config: m{"account_sid": sid, "auth_token": token}, env: env{"TWILIO_API_KEY": "odd"}, as: asToken},
		"configured key, token around":     {config: m{"api_key": key, "api_secret": secret}, env: env{"TWILIO_ACCOUNT_SID": "odd", "TWILIO_AUTH_TOKEN": "x"}, as: asKey},
		"an empty variable counts as none": {env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token, "TWILIO_API_KEY": "", "TWILIO_API_SECRET": ""}, as: asToken},
		"nothing": {problems: []message{errorOn("", "No credentials are configured",
			"client_id and client_secret (TWILIO_CLIENT_ID and TWILIO_CLIENT_SECRET)", "api_key and api_secret", "account_sid and auth_token")}},
		"half a token":                      {config: m{"account_sid": sid}, problems: []message{errorOn("auth_token", "auth_token", "TWILIO_AUTH_TOKEN")}},
		"other half":                        {env: env{"TWILIO_AUTH_TOKEN": token}, problems: []message{errorOn("account_sid", "account_sid", "TWILIO_ACCOUNT_SID")}},
		"half a key":                        {config: m{"api_key": key}, problems: []message{errorOn("api_secret", "api_secret", "TWILIO_API_SECRET")}},
		"half a key beside a token":         {config: m{"account_sid": sid, "auth_token": token, "api_secret": secret}, problems: []message{errorOn("api_key", "api_key", "TWILIO_API_KEY")}},
		"half a key in the environment":     {env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token, "TWILIO_API_KEY": key}, problems: []message{errorOn("api_secret", "TWILIO_API_SECRET")}},
		"no key for a configured account":   {config: m{"account_sid": sid}, env: env{"TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret}, problems: []message{errorOn("auth_token", "TWILIO_AUTH_TOKEN", "variables of other credentials are ignored", "account_sid")}},
		"no secret from the other kind":     {config: m{"api_key": key}, env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token}, problems: []message{errorOn("api_secret", "TWILIO_API_SECRET")}},
		"malformed SIDs":                    {config: m{"account_sid": "AC" + strings.Repeat("z", 32), "auth_token": token}, problems: []message{errorOn("account_sid", "account_sid", "TWILIO_ACCOUNT_SID", "32 hexadecimal")}},
		"malformed SIDs in the environment": {env: env{"TWILIO_API_KEY": sid, "TWILIO_API_SECRET": secret}, problems: []message{errorOn("api_key", "api_key", "TWILIO_API_KEY", "SK")}},
		"empty":                             {config: m{"account_sid": "", "auth_token": ""}, problems: []message{errorOn("account_sid"), errorOn("auth_token", "is empty", "TWILIO_AUTH_TOKEN")}},
		"a line's end":                      {config: m{"account_sid": sid, "auth_token": token + "\n"}, problems: []message{errorOn("auth_token", "white space", "trimspace")}},
		"empty does not fall back":          {config: m{"auth_token": ""}, env: env{"TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": token}, problems: []message{errorOn("auth_token", "is empty")}},
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
					t.Errorf("the diagnostics tell a secret:\n%s", render(diags))
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
				t.Errorf("asked as %s:%s, want %s", username, password, test.as)
			}
		})
	}
}

// TestHost: where the requests go, for each way to say it.
func TestHost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config   m
		env      env
		host     string
		problems []message
	}{
		"nothing":                        {host: "conversations.twilio.com"},
		"region":                         {config: m{"region": "ie1"}, host: "conversations.dublin.ie1.twilio.com"},
		"region in the environment":      {env: env{"TWILIO_REGION": "au1"}, host: "conversations.sydney.au1.twilio.com"},
		"region and edge":                {config: m{"region": "ie1", "edge": "ashburn"}, host: "conversations.ashburn.ie1.twilio.com"},
		"each from its source":           {config: m{"region": "jp1"}, env: env{"TWILIO_REGION": "us1", "TWILIO_EDGE": "osaka"}, host: "conversations.osaka.jp1.twilio.com"},
		"edge alone":                     {config: m{"edge": "sydney"}, host: "conversations.sydney.us1.twilio.com", problems: []message{warningOn("edge", "us1", "region")}},
		"edge alone in the environment":  {env: env{"TWILIO_EDGE": "sydney"}, host: "conversations.sydney.us1.twilio.com", problems: []message{warningOn("edge", "us1")}},
		"an unknown region alone":        {config: m{"region": "xx9"}, problems: []message{errorOn("region", "xx9", "au1, br1", "TWILIO_EDGE")}},
		"an unknown region with edge":    {config: m{"region": "xx9", "edge": "mars"}, host: "conversations.mars.xx9.twilio.com"},
		"base_url":                       {config: m{"base_url": "https://gateway.example.com:8443/twilio/"}, host: "gateway.example.com:8443"},
		"base_url in the environment":    {env: env{"TWILIO_CONVERSATIONS_BASE_URL": "http://127.0.0.1:1"}, host: "127.0.0.1:1"},
		"base_url beats region around":   {config: m{"base_url": "https://gateway.example.com"}, env: env{"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"}, host: "gateway.example.com"},
		"both around":                    {env: env{"TWILIO_CONVERSATIONS_BASE_URL": "https://gateway.example.com", "TWILIO_EDGE": "dublin"}, host: "gateway.example.com"},
		"base_url and region":            {config: m{"base_url": "https://gateway.example.com", "region": "ie1"}, problems: []message{errorOn("region", "base_url")}},
		"base_url and edge":              {config: m{"base_url": "https://gateway.example.com", "edge": "dublin"}, problems: []message{errorOn("edge", "base_url")}},
		"base_url around, region inside": {config: m{"region": "ie1"}, env: env{"TWILIO_CONVERSATIONS_BASE_URL": "https://gateway.example.com"}, problems: []message{errorOn("region", "TWILIO_CONVERSATIONS_BASE_URL")}},
		"a region that is a host":        {config: m{"region": "ie1.evil.example/", "edge": "dublin"}, problems: []message{errorOn("region", "TWILIO_REGION")}},
		"a malformed region alone":       {env: env{"TWILIO_REGION": "X!"}, problems: []message{errorOn("region", "TWILIO_REGION")}},
		"an edge that is a host":         {env: env{"TWILIO_EDGE": "evil.example#"}, problems: []message{errorOn("edge", "TWILIO_EDGE"), warningOn("edge")}},
		"http":                           {config: m{"base_url": "http://gateway.example.com"}, problems: []message{errorOn("base_url", "https", "TWILIO_CONVERSATIONS_BASE_URL")}},
		"http to a name like loopback":   {config: m{"base_url": "http://127.0.0.1.example.com"}, problems: []message{errorOn("base_url", "https")}},
		"http to localhost":              {config: m{"base_url": "http://localhost:8080"}, host: "localhost:8080"},
		"http to mapped loopback":        {config: m{"base_url": "http://[::ffff:127.0.0.1]:8080"}, host: "[::ffff:127.0.0.1]:8080"},
		"http to ::1":                    {config: m{"base_url": "http://[::1]:8080"}, host: "[::1]:8080"},
		"no scheme":                      {config: m{"base_url": "gateway.example.com"}, problems: []message{errorOn("base_url", "scheme")}},
		"no host":                        {config: m{"base_url": "https:///v1"}, problems: []message{errorOn("base_url", "host")}},
		"credentials":                    {config: m{"base_url": "https://u:hunter2@gateway.example.com"}, problems: []message{errorOn("base_url", "credentials")}},
		"a query":                        {config: m{"base_url": "https://gateway.example.com/?a=1"}, problems: []message{errorOn("base_url", "query")}},
		"a bare question mark":           {config: m{"base_url": "https://gateway.example.com/?"}, problems: []message{errorOn("base_url", "query")}},
		"a fragment":                     {config: m{"base_url": "https://gateway.example.com/#a"}, problems: []message{errorOn("base_url", "fragment")}},
		"no URL":                         {env: env{"TWILIO_CONVERSATIONS_BASE_URL": "https://[::1"}, problems: []message{errorOn("base_url", "TWILIO_CONVERSATIONS_BASE_URL")}},
		"empty":                          {config: m{"region": "", "edge": "", "base_url": ""}, problems: []message{errorOn("region"), errorOn("edge"), errorOn("base_url")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := env{"TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken}
			maps.Copy(environment, test.env)
			asked := &recorder{}
			h := newHarness(t, environment, asked)
			diags := h.configure(test.config)
			mustReport(t, diags, test.problems...)
			if strings.Contains(render(diags), "hunter2") {
				t.Errorf("the diagnostics tell a secret:\n%s", render(diags))
			}
			if test.host == "" {
				return
			}
			h.read(t.Context(), serviceList, m{"chat_service_sid": twiliotest.ServiceSID, "identity": identity})
			if got := asked.last.URL.Host; got != test.host {
				t.Errorf("asked %s, want %s", got, test.host)
			}
		})
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	for appended, want := range map[string]string{
		"":                  "Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-twilio/1.2.3",
		" team/7\n(x) \x00": "Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-twilio/1.2.3 team/7 (x)",
	} {
		asked := &recorder{}
		h := newHarness(t, map[string]string{
			"TF_APPEND_USER_AGENT": appended, "TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken,
		}, asked)
		mustReport(t, h.configure(nil))
		h.read(t.Context(), serviceList, byIdentity())
		if got := asked.last.Header.Get("User-Agent"); got != want {
			t.Errorf("User-Agent %q, want %q", got, want)
		}
	}
}

// TestUnknownProviderArguments: not an absent one. Nothing falls back to the
// environment, Configure is content, and a read tells which is missing.
func TestUnknownProviderArguments(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken,
		"TWILIO_API_KEY": twiliotest.APIKey, "TWILIO_API_SECRET": twiliotest.APISecret,
	}
	for _, name := range []string{"account_sid", "auth_token", "api_key", "api_secret", "region", "edge", "base_url", "max_retries", "max_concurrent_requests"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := &recorder{}
			h := newHarness(t, environment, asked)
			mustReport(t, h.configure(m{name: unknown}))
			state, diags := h.read(t.Context(), serviceList, byIdentity())
			mustReport(t, diags, errorOn("", "only after apply: "+name+".", "depends_on", "-target"))
			_, diags = h.open(defaultList, m{"identity": identity})
			mustReport(t, diags, errorOn("", name))
			if asked.last != nil {
				t.Error("a request was made")
			}
			if state != nil && !state["conversations"].IsNull() {
				t.Errorf("the state became %v", state)
			}
		})
	}
	for name, configured := range map[string]m{"base_url": {"base_url": unknown, "edge": "dublin"}, "region": {"region": unknown, "base_url": "https://gateway.example.com"}} {
		t.Run(name+" beside what it may exclude", func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, environment, nil)
			mustReport(t, h.configure(configured))
			_, diags := h.read(t.Context(), serviceList, byIdentity())
			mustReport(t, diags, errorOn("", "only after apply: "+name+"."))
		})
	}
	t.Run("one that is not needed", func(t *testing.T) {
		t.Parallel()
		asked := &recorder{}
		h := newHarness(t, nil, asked)
		mustReport(t, h.configure(m{"account_sid": unknown, "api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret}))
		h.read(t.Context(), serviceList, byIdentity())
		if asked.last == nil {
			t.Error("no request was made")
		}
	})
}

// TestOAuthApp: the third kind of credentials, in the order of precedence.
func TestOAuthApp(t *testing.T) {
	t.Parallel()
	const id, secret = twiliotest.ClientID, twiliotest.ClientSecret
	basic := env{"TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken, "TWILIO_API_KEY": twiliotest.APIKey, "TWILIO_API_SECRET": twiliotest.APISecret}
	withApp := env{"TWILIO_CLIENT_ID": id, "TWILIO_CLIENT_SECRET": secret}
	maps.Copy(withApp, basic)
	for name, test := range map[string]struct {
		config   m
		env      env
		scheme   string // of the Authorization header
		messages []message
	}{
		"configured":                     {config: m{"client_id": id, "client_secret": secret}, scheme: "Bearer"},
		"in the environment":             {env: env{"TWILIO_CLIENT_ID": id, "TWILIO_CLIENT_SECRET": secret}, scheme: "Bearer"},
		"before other variables":         {env: withApp, scheme: "Bearer"},
		"completed":                      {config: m{"client_id": id}, env: env{"TWILIO_CLIENT_SECRET": secret}, scheme: "Bearer"},
		"before a configured key":        {config: m{"client_id": id, "client_secret": secret, "api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret}, scheme: "Bearer"},
		"after a configured key":         {config: m{"api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret}, env: withApp, scheme: "Basic"},
		"token_url alone is no app":      {config: m{"token_url": "https://oauth.example.com/token"}, env: basic, scheme: "Basic"},
		"an unknown token_url of no app": {config: m{"token_url": unknown}, env: basic, scheme: "Basic"},
		"no secret":                      {config: m{"client_id": id}, env: basic, messages: []message{errorOn("client_secret", "client_secret", "TWILIO_CLIENT_SECRET")}},
		"no id":                          {env: env{"TWILIO_CLIENT_SECRET": secret}, messages: []message{errorOn("client_id", "client_id", "TWILIO_CLIENT_ID")}},
		"a key as id":                    {config: m{"client_id": twiliotest.APIKey, "client_secret": secret}, messages: []message{errorOn("client_id", "OQ and 32", "API key")}},
		"http":                           {config: m{"client_id": id, "client_secret": secret, "token_url": "http://oauth.example.com"}, messages: []message{errorOn("token_url", "https", "TWILIO_TOKEN_URL")}},
		"a query":                        {env: env{"TWILIO_CLIENT_ID": id, "TWILIO_CLIENT_SECRET": secret, "TWILIO_TOKEN_URL": "https://oauth.example.com?a=1"}, messages: []message{errorOn("token_url", "query")}},
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

// TestTokenEndpoint: where an app's credentials go, for each way to choose it.
func TestTokenEndpoint(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config m
		want   string
	}{
		"by default":      {nil, "https://oauth.twilio.com/v2/token"},
		"region":          {m{"region": "ie1"}, "https://oauth.dublin.ie1.twilio.com/v2/token"},
		"region and edge": {m{"region": "us1", "edge": "ashburn"}, "https://oauth.ashburn.us1.twilio.com/v2/token"},
		"base_url":        {m{"base_url": "https://gateway.example.com"}, "https://oauth.twilio.com/v2/token"},
		"token_url":       {m{"token_url": "https://gateway.example.com/token", "region": "ie1"}, "https://gateway.example.com/token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := &recorder{}
			h := newHarness(t, env{"TWILIO_CLIENT_ID": twiliotest.ClientID, "TWILIO_CLIENT_SECRET": twiliotest.ClientSecret}, sent)
			mustReport(t, h.configure(test.config))
			_, diags := h.read(t.Context(), serviceList, byIdentity())
			mustReport(t, diags, errorOn("token_url", "Token Endpoint Not Found", "TWILIO_TOKEN_URL"))
			if got := sent.last.URL.String(); got != test.want {
				t.Errorf("requested %s, want %s", got, test.want)
			}
		})
	}
}

// TestConfiguredTwice: one process serves one configuration, however many times it is
// configured.
func TestConfiguredTwice(t *testing.T) {
	t.Parallel()
	first := m{"account_sid": twiliotest.AccountSID, "auth_token": twiliotest.AuthToken}
	for name, test := range map[string]struct {
		first, second m
		messages      []message
	}{
		"the same":            {first, first, nil},
		"unknown, then not":   {m{"account_sid": twiliotest.AccountSID, "auth_token": unknown}, first, nil},
		"another account":     {first, m{"account_sid": otherAccountSID, "auth_token": twiliotest.AuthToken}, []message{errorOn("", "Configured Twice", "-debug")}},
		"another region":      {first, m{"account_sid": twiliotest.AccountSID, "auth_token": twiliotest.AuthToken, "region": "ie1"}, []message{errorOn("", "Configured Twice")}},
		"another max_retries": {first, m{"account_sid": twiliotest.AccountSID, "auth_token": twiliotest.AuthToken, "max_retries": 1}, []message{errorOn("", "Configured Twice")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, nil, &recorder{})
			mustReport(t, h.configure(test.first))
			mustReport(t, h.configure(test.second), test.messages...)
		})
	}
}

// TestProxyVariable: one that Go can't read would be bypassed.
func TestProxyVariable(t *testing.T) {
	t.Parallel()
	app := m{"client_id": twiliotest.ClientID, "client_secret": twiliotest.ClientSecret, "base_url": "http://127.0.0.1:1"}
	for name, test := range map[string]struct {
		variable, value string
		config          m
		messages        []message
	}{
		"good":                  {"HTTPS_PROXY", "http://u:p%25w@proxy.example.com:3128", nil, nil},
		"a raw percent sign":    {"HTTPS_PROXY", "http://u:p%w@proxy.example.com:3128", nil, []message{errorOn("", "Invalid Proxy Variable", "HTTPS_PROXY", "%25")}},
		"in lower case":         {"https_proxy", "http://u:p%w@proxy.example.com:3128", nil, []message{errorOn("", "https_proxy")}},
		"the end of a line":     {"HTTPS_PROXY", "http://proxy.example.com:3128\n", nil, []message{errorOn("", "HTTPS_PROXY", "white space")}},
		"for another scheme":    {"HTTP_PROXY", "http://u:p%w@proxy.example.com:3128", nil, nil},
		"for a loopback host":   {"HTTPS_PROXY", "http://u:p%w@proxy.example.com:3128", m{"base_url": "http://127.0.0.1:1"}, nil},
		"for the token request": {"HTTPS_PROXY", "http://u:p%w@proxy.example.com:3128", app, []message{errorOn("", "HTTPS_PROXY")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := &recorder{}
			h := newHarness(t, env{
				"TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken, test.variable: test.value,
			}, sent)
			diags := h.configure(test.config)
			mustReport(t, diags, test.messages...)
			if strings.Contains(render(diags), "p%w") || sent.last != nil {
				t.Errorf("the value is told, or a request was made:\n%s", render(diags))
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
			"the API key in the provider block; the auth token in the provider block was not used\n",
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
