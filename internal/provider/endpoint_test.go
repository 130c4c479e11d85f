package provider

import (
	"maps"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestHost: where the requests go, for each way to say it.
func TestHost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config   m
		env      env
		host     string
		problems []message
	}{
		"nothing":                   {host: "conversations.twilio.com"},
		"region":                    {config: m{"region": "ie1"}, host: "conversations.dublin.ie1.twilio.com"},
		"region in the environment": {env: env{"TWILIO_REGION": "au1"}, host: "conversations.sydney.au1.twilio.com"},
		"region and edge":           {config: m{"region": "ie1", "edge": "ashburn"}, host: "conversations.ashburn.ie1.twilio.com"},
		"each from its source": {
			config: m{"region": "jp1"}, env: env{"TWILIO_REGION": "us1", "TWILIO_EDGE": "osaka"},
			host: "conversations.osaka.jp1.twilio.com",
		},
		"edge alone": {
			config: m{"edge": "sydney"}, host: "conversations.sydney.us1.twilio.com",
			problems: []message{warningOn("edge", "us1", "region")},
		},
		"edge alone in the environment": {
			env: env{"TWILIO_EDGE": "sydney"}, host: "conversations.sydney.us1.twilio.com",
			problems: []message{warningOn("edge", "us1")},
		},
		"an unknown region alone":     {config: m{"region": "xx9"}, problems: []message{errorOn("region", "au1, br1", "TWILIO_EDGE")}},
		"an unknown region with edge": {config: m{"region": "xx9", "edge": "mars"}, host: "conversations.mars.xx9.twilio.com"},
		"base_url":                    {config: m{"base_url": "https://gateway.example.com:8443/twilio/"}, host: "gateway.example.com:8443"},
		"base_url in the environment": {env: env{"TWILIO_CONVERSATIONS_BASE_URL": "http://127.0.0.1:1"}, host: "127.0.0.1:1"},
		"base_url overrides variables": {
			config: m{"base_url": "https://gateway.example.com"}, env: env{"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"},
			host: "gateway.example.com",
		},
		"both as variables": {
			env:  env{"TWILIO_CONVERSATIONS_BASE_URL": "https://gateway.example.com", "TWILIO_EDGE": "dublin"},
			host: "gateway.example.com",
		},
		"base_url and region": {
			config:   m{"base_url": "https://gateway.example.com", "region": "ie1"},
			problems: []message{errorOn("region", "base_url")},
		},
		"base_url and edge": {
			config:   m{"base_url": "https://gateway.example.com", "edge": "dublin"},
			problems: []message{errorOn("edge", "base_url")},
		},
		"base_url as a variable": {
			config: m{"region": "ie1"}, env: env{"TWILIO_CONVERSATIONS_BASE_URL": "https://gateway.example.com"},
			problems: []message{errorOn("region", "TWILIO_CONVERSATIONS_BASE_URL")},
		},
		"a region that is a host": {
			config:   m{"region": "ie1.evil.example/", "edge": "dublin"},
			problems: []message{errorOn("region", "TWILIO_REGION")},
		},
		"a malformed region alone": {env: env{"TWILIO_REGION": "X!"}, problems: []message{errorOn("region", "TWILIO_REGION")}},
		"an edge that is a host": {
			env: env{"TWILIO_EDGE": "evil.example#"}, problems: []message{errorOn("edge", "TWILIO_EDGE"), warningOn("edge")},
		},
		"http": {
			config:   m{"base_url": "http://gateway.example.com"},
			problems: []message{errorOn("base_url", "https", "TWILIO_CONVERSATIONS_BASE_URL")},
		},
		"http to a name like loopback": {config: m{"base_url": "http://127.0.0.1.example.com"}, problems: []message{errorOn("base_url", "https")}},
		"http to localhost":            {config: m{"base_url": "http://localhost:8080"}, host: "localhost:8080"},
		"http to mapped loopback":      {config: m{"base_url": "http://[::ffff:127.0.0.1]:8080"}, host: "[::ffff:127.0.0.1]:8080"},
		"http to ::1":                  {config: m{"base_url": "http://[::1]:8080"}, host: "[::1]:8080"},
		"no scheme":                    {config: m{"base_url": "gateway.example.com"}, problems: []message{errorOn("base_url", "scheme")}},
		"no host":                      {config: m{"base_url": "https:///v1"}, problems: []message{errorOn("base_url", "host")}},
		"credentials": {
			config:   m{"base_url": "https://u:hunter2@gateway.example.com"},
			problems: []message{errorOn("base_url", "credentials")},
		},
		"a query": {
			config: m{"base_url": "https://gateway.example.com/?a=1"}, problems: []message{errorOn("base_url", "query")},
		},
		"a bare question mark": {config: m{"base_url": "https://gateway.example.com/?"}, problems: []message{errorOn("base_url", "query")}},
		"a fragment": {
			config: m{"base_url": "https://gateway.example.com/#a"}, problems: []message{errorOn("base_url", "fragment")},
		},
		"no URL": {
			env:      env{"TWILIO_CONVERSATIONS_BASE_URL": "https://[::1"},
			problems: []message{errorOn("base_url", "TWILIO_CONVERSATIONS_BASE_URL")},
		},
		"empty": {
			config:   m{"region": "", "edge": "", "base_url": ""},
			problems: []message{errorOn("region"), errorOn("edge"), errorOn("base_url")},
		},
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
				t.Errorf("a secret is in the diagnostics:\n%s", render(diags))
			}
			if test.host == "" {
				return
			}
			h.read(t.Context(), serviceList, m{"chat_service_sid": twiliotest.ServiceSID, "identity": identity})
			if got := asked.last.URL.Host; got != test.host {
				t.Errorf("requested %s, want %s", got, test.host)
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
