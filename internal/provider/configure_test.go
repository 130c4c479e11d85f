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
