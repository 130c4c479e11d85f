package provider

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"terraform-provider-twilio/internal/twiliotest"
)

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

// TestUnknownProviderArguments: an unknown argument does not fall back to the
// environment. Configure accepts it, and a read names it.
func TestUnknownProviderArguments(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken,
		"TWILIO_API_KEY": twiliotest.APIKey, "TWILIO_API_SECRET": twiliotest.APISecret,
		"TWILIO_CLIENT_ID": twiliotest.ClientID, "TWILIO_CLIENT_SECRET": twiliotest.ClientSecret,
	}
	for _, name := range []string{
		"account_sid", "auth_token", "api_key", "api_secret", "client_id", "client_secret", "token_url",
		"region", "edge", "base_url", "max_retries", "max_concurrent_requests", "max_requests_per_second",
	} {
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
	for name, configured := range map[string]m{
		"base_url": {"base_url": unknown, "edge": "dublin"},
		"region":   {"region": unknown, "base_url": "https://gateway.example.com"},
	} {
		t.Run(name+" and what it may conflict with", func(t *testing.T) {
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
		mustReport(t, h.configure(m{"token_url": unknown, "api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret}))
		h.read(t.Context(), serviceList, byIdentity())
		if asked.last == nil {
			t.Error("no request was made")
		}
	})
}

// TestConfiguredTwice: one process serves one configuration, however many times it is
// configured. The reads of the first go on where the second is refused.
func TestConfiguredTwice(t *testing.T) {
	t.Parallel()
	first := m{"account_sid": twiliotest.AccountSID, "auth_token": twiliotest.AuthToken}
	and := func(more m) m {
		both := maps.Clone(first)
		maps.Copy(both, more)
		return both
	}
	refused := []message{errorOn("", "Configured Twice", "-debug")}
	for name, test := range map[string]struct {
		first, second m
		messages      []message
	}{
		"the same":            {first, first, nil},
		"unknown, then not":   {and(m{"auth_token": unknown}), first, nil},
		"another account":     {first, and(m{"account_sid": otherAccountSID}), refused},
		"another region":      {first, and(m{"region": "ie1"}), refused},
		"another max_retries": {first, and(m{"max_retries": 1}), refused},
		"another pace":        {first, and(m{"max_requests_per_second": 4}), refused},
		"an app for another account": {
			m{"client_id": twiliotest.ClientID, "client_secret": "x", "account_sid": twiliotest.AccountSID},
			m{"client_id": twiliotest.ClientID, "client_secret": "x", "account_sid": otherAccountSID}, refused,
		},
		"an error": {first, and(m{"edge": "Ü"}), []message{errorOn("edge"), warningOn("edge")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := &recorder{}
			h := newHarness(t, nil, sent)
			mustReport(t, h.configure(test.first))
			mustReport(t, h.configure(test.second), test.messages...)
			_, diags := h.read(t.Context(), serviceList, byIdentity())
			if sent.last == nil {
				t.Errorf("no request was made:\n%s", render(diags))
			}
			sent.last = nil
			if _, diags := h.open(serviceList, byIdentity()); sent.last == nil {
				t.Errorf("no request was made:\n%s", render(diags))
			}
			if user, _, _ := sent.last.BasicAuth(); user == otherAccountSID || strings.Contains(sent.last.URL.String(), otherAccountSID) {
				t.Error("the second configuration is in use")
			}
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
		"good": {"HTTPS_PROXY", "http://u:p%25w@proxy.example.com:3128", nil, nil},
		"a raw percent sign": {
			"HTTPS_PROXY", "http://u:p%w@proxy.example.com:3128", nil,
			[]message{errorOn("", "Invalid Proxy Variable", "HTTPS_PROXY", "%25")},
		},
		"SOCKS 4":               {"HTTPS_PROXY", "socks4://u:p%25w@proxy.example.com", nil, []message{errorOn("", "Invalid Proxy Variable", "HTTPS_PROXY", "socks5h")}},
		"not heeded":            {"ALL_PROXY", "socks4://u:p%w@proxy.example.com", nil, nil},
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
				t.Errorf("the value is in the message, or a request was made:\n%s", render(diags))
			}
		})
	}
}

// TestUnheededProxy: a line of the log names the variable, without its value.
func TestUnheededProxy(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		environment env
		warned      bool
	}{
		"set":              {env{"ALL_PROXY": "socks5://u:hunter2@proxy.example.com"}, true},
		"another is used":  {env{"ALL_PROXY": "socks5://u:hunter2@proxy.example.com", "HTTPS_PROXY": "http://proxy.example.com"}, false},
		"excludes the API": {env{"ALL_PROXY": "socks5://u:hunter2@proxy.example.com", "NO_PROXY": "*"}, false},
		"unset":            {env{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			maps.Copy(test.environment, env{"TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken})
			var log bytes.Buffer
			h := newHarness(t, test.environment, nil)
			resp, err := h.ConfigureProvider(tflogtest.RootLogger(t.Context(), &log), &tfprotov6.ConfigureProviderRequest{
				Config: encode(t, h.Schema.Provider, nil),
			})
			if err != nil {
				t.Fatal(err)
			}
			mustReport(t, resp.Diagnostics)
			text := log.String()
			if strings.Contains(text, `"@level":"warn"`) != test.warned || strings.Contains(text, "ALL_PROXY") != test.warned || strings.Contains(text, "hunter2") {
				t.Errorf("the log is\n%s", text)
			}
		})
	}
}
