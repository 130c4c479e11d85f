package provider

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-twilio/internal/twilio"
	"terraform-provider-twilio/internal/twiliotest"
)

// mustStoreNothing fails the test where a failed read left rows.
func mustStoreNothing(t *testing.T, state map[string]tftypes.Value) {
	t.Helper()
	for _, l := range lists {
		if rows, ofList := state[l.rows]; ofList && !rows.IsNull() {
			t.Errorf("a failed read left %v", rows)
		}
	}
}

// failures are a fault of the service for each of readProblems that one reply can
// bring about, and what its message has to hold.
var failures = map[string]struct {
	fault     twiliotest.Fault
	retries   int
	arguments m
	message   message
}{
	"400": {
		fault:   twiliotest.Refuse(400, 20001, "Bad request"),
		message: errorOn("", "Request Rejected", "400 Bad Request (error 20001): Bad request.", "https://www.twilio.com/docs/errors/20001", "RQ0"),
	},
	"400 that names the page size": {
		fault: twiliotest.Refuse(400, 20006, "Page size must be less"), message: errorOn("page_size", "Request Rejected", "page size", "Lower page_size"),
	},
	"400 that names PageSize": {
		fault: twiliotest.Refuse(400, 20001, "Invalid PageSize"), message: errorOn("page_size", "Lower page_size"),
	},
	"400 to a large page cut by limit": {
		fault: twiliotest.Refuse(400, 20001, "Bad request"), arguments: m{"page_size": 1000, "limit": 3}, message: errorOn("", "Request Rejected"),
	},
	"400 to a large page": {
		fault: twiliotest.Refuse(400, 20001, "Bad request"), arguments: m{"page_size": 1000}, message: errorOn("page_size", "Lower page_size"),
	},
	"401": {
		fault: twiliotest.Refuse(401, 20003, "Authenticate"),
		message: errorOn("", "Credentials Rejected", "401 Unauthorized (error 20003): Authenticate.", "test credentials", "suspended", "proxy",
			"Check base_url too", "the auth token in the provider block", "RQ0"),
	},
	"403 of a suspended account": {
		fault: twiliotest.Refuse(403, 20003, "Account is suspended"),
		message: errorOn("", "Access Denied", "403 Forbidden (error 20003): Account is suspended.", "restricted API key", "suspended or closed account", "20008",
			"rotated a minute ago", "the auth token in the provider block"),
	},
	"404": {
		fault:   twiliotest.Refuse(404, 20404, "Not found"),
		message: errorOn("chat_service_sid", "Conversation Service Not Found", "another account", "20404", "base_url"),
	},
	"a region without Conversations": {
		fault:   twiliotest.Refuse(404, 50385, "Not supported in this region"),
		message: errorOn("region", "Region Does Not Serve Conversations", "404 Not Found (error 50385)", "TWILIO_REGION", "base_url"),
	},
	"202": {fault: twiliotest.Body(202, "", ""), message: errorOn("", "Not From Twilio", "failed: 202 Accepted.", "2xx")},
	"429": {
		fault:   twiliotest.RateLimit(""),
		message: errorOn("", "Rate Limit Exceeded", "20429", "terraform plan -parallelism=2", "max_requests_per_second", "max_retries"),
	},
	"500": {
		fault:   twiliotest.Body(500, "text/html", "<html>secret page"),
		message: errorOn("", "Twilio Request Failed", "500 Internal Server Error"),
	},
	"reset":   {fault: twiliotest.Reset, message: errorOn("", "Twilio Not Reachable", "HTTPS_PROXY", "http://127.0.0.1")},
	"cut off": {fault: twiliotest.CutOff, message: errorOn("", "Twilio Not Reachable")},
	"damaged": {fault: ok(`{"conversations":[{`), message: errorOn("", "Twilio Request Failed", "damaged or was cut off")},
	"HTML":    {fault: twiliotest.Body(200, "text/html", "<html>secret page"), message: errorOn("", "Not From Twilio", "base_url", "proxy")},
	"no list": {fault: ok(`{"conversations":null}`), message: errorOn("", "Not From Twilio")},
	"an error with status 200": {
		fault:   ok(`{"code":20003,"status":401,"message":"Authenticate","conversations":[],"meta":{"next_page_url":null}}`),
		message: errorOn("", "Not From Twilio", "error 20003", "Authenticate"),
	},
	"no row":  {fault: ok(`{"conversations":[{"conversation_sid":7}]}`), message: errorOn("", "Unusable Row From Twilio", "SID")},
	"no meta": {fault: ok(`{"conversations":[]}`), message: errorOn("", "Next Page Not Known", "next_page_url")},
	"another participant's page": {
		fault:   ok(`{"conversations":[{"conversation_sid":"` + twiliotest.SID("CH", 1) + `","participant_identity":"mallory"}],"meta":{"next_page_url":null}}`),
		message: errorOn("", "Reply Belongs to Another Request", "cache, gateway or proxy", "Attempts:    2"),
	},
	"redirect": {
		fault:   twiliotest.Redirect("https://elsewhere.invalid/x", 302),
		message: errorOn("", "Unexpected Redirect", "302 Found", "base_url"),
	},
	"flood": {fault: twiliotest.Flood, message: errorOn("page_size", "Page Too Large", "32 MiB")},
	"a page for ever": {
		fault:   ok(`{"conversations":[{"conversation_sid":"` + twiliotest.SID("CH", 1) + `"}],"meta":{"next_page_url":"https://x/?PageToken=1"}}`),
		message: errorOn("", "Endless List", "Reading page 2 failed", "rows read: 1,"),
	},
	"a day's wait": {
		fault: twiliotest.RateLimit("86400"), retries: 1,
		message: errorOn("", "Retry Would Exceed the Timeout", "24h0m0s", "10m0s", "20429", "timeouts.read", "-parallelism=2"),
	},
	"a content encoding": {
		fault: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "secret page")
		},
		message: errorOn("", "Unexpected Content Encoding", "br", "compress"),
	},
}

func ok(body string) twiliotest.Fault { return twiliotest.Body(200, "application/json", body) }

// TestFailedReads: what each fault is reported as, in both kinds, with nothing of
// the body and nothing stored.
func TestFailedReads(t *testing.T) {
	t.Parallel()
	for name, test := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(10)
			api.Fault = always(test.fault)
			h := configured(t, api, m{"max_retries": test.retries})
			state, diags := h.read(t.Context(), serviceList, byIdentity(test.arguments))
			mustReport(t, diags, test.message)
			mustStoreNothing(t, state)
			result, diags := h.open(serviceList, byIdentity(test.arguments))
			mustReport(t, diags, test.message)
			mustStoreNothing(t, result)
			if strings.Contains(render(diags), "secret page") || strings.Contains(render(diags), "elsewhere.invalid") {
				t.Errorf("the message quotes the body or a header:\n%s", render(diags))
			}
		})
	}
}

// TestFailedTokenRequests: the message names the token endpoint, stands on the argument
// to correct, and gives nothing of the body.
func TestFailedTokenRequests(t *testing.T) {
	t.Parallel()
	const secret, path = twiliotest.ClientSecret, "POST http://127.0.0.1:1/v2/token"
	refuse := func(status int, body string) twiliotest.Fault {
		return twiliotest.Body(status, "application/json", body)
	}
	for name, test := range map[string]struct {
		fault   twiliotest.Fault
		message message
	}{
		"invalid_client": {
			refuse(401, `{"error":"invalid_client","error_description":"No such app"}`),
			errorOn("client_secret", "OAuth App Rejected", "401 Unauthorized: invalid_client: No such app.", "TWILIO_CLIENT_SECRET",
				"the OAuth app in the provider block", path),
		},
		"Twilio's body": {
			twiliotest.Refuse(400, 20001, "No such app"),
			errorOn("client_secret", "400 Bad Request (error 20001): No such app.", path),
		},
		"a quoted secret": {
			refuse(400, `{"error":"invalid_request","error_description":"`+secret+`"}`),
			errorOn("client_secret", "invalid_request.", path),
		},
		"403": {twiliotest.Refuse(403, 20003, "Suspended"), errorOn("", "Access Denied", "Suspended", "Check token_url too", path)},
		"404": {
			twiliotest.Body(404, "text/html", "<html>"),
			errorOn("token_url", "Token Endpoint Not Found", "TWILIO_TOKEN_URL", path),
		},
		"HTML": {
			twiliotest.Body(200, "text/html", "<html>secret page"),
			errorOn("token_url", "Reply Is Not From the Token Endpoint", "proxy", path),
		},
		"other JSON":        {ok(`{"conversations":[]}`), errorOn("token_url", "Reply Is Not From the Token Endpoint", path)},
		"no end":            {twiliotest.Flood, errorOn("token_url", "Reply Is Not From the Token Endpoint", path)},
		"a redirect":        {twiliotest.Redirect("https://elsewhere.invalid/x", 307), errorOn("token_url", "Unexpected Redirect", "307", path)},
		"an encoding":       {twiliotest.Encoded(200, "br", []byte("{}")), errorOn("", "Unexpected Content Encoding", "br", path)},
		"429":               {twiliotest.RateLimit(""), errorOn("", "Rate Limit Exceeded", "429", path)},
		"a day's wait":      {twiliotest.RateLimit("86400"), errorOn("", "Retry Would Exceed the Timeout", "24h0m0s", path)},
		"503":               {twiliotest.Body(503, "", ""), errorOn("", "Twilio Request Failed", "503", path)},
		"a reset":           {twiliotest.Reset, errorOn("", "Twilio Not Reachable", "Check token_url too", path)},
		"a damaged reply":   {ok(`{"access_token":"`), errorOn("", "Twilio Request Failed", "damaged or was cut off", path)},
		"no answer in time": {twiliotest.Hang, errorOn("timeouts", "Read Timed Out", "20s", path)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.TokenFault = always(test.fault)
				h := configured(t, api, m{
					"client_id": twiliotest.ClientID, "client_secret": secret, "token_url": "http://127.0.0.1:1/v2/token", "max_retries": 1,
					"account_sid": nil,
				})
				_, diags := h.read(t.Context(), serviceList, byIdentity(timeoutOf("20s")))
				test.message.holds = append(test.message.holds, "Requesting an access token from the token endpoint 127.0.0.1:1 failed: ")
				mustReport(t, diags, test.message)
				for _, text := range []string{secret, "secret page", "elsewhere.invalid", "base_url", "access_token"} {
					if strings.Contains(render(diags), text) {
						t.Errorf("%q is in:\n%s", text, render(diags))
					}
				}
				for _, r := range api.Requests() {
					if r.Path != twiliotest.TokenPath {
						t.Errorf("%s was requested without a token", r.Path)
					}
				}
			})
		})
	}
}

// always answers every request with the same fault.
func always(fault twiliotest.Fault) func(int, *http.Request) twiliotest.Fault {
	return func(int, *http.Request) twiliotest.Fault { return fault }
}

func TestDefaultServiceNotFound(t *testing.T) {
	t.Parallel()
	api := apiWith(0)
	api.Fault = always(twiliotest.Refuse(404, 20404, "Not found"))
	_, diags := configured(t, api).read(t.Context(), defaultList, m{"identity": identity})
	mustReport(t, diags, errorOn("", "Default Conversation Service Not Found"))
}

// TestFailureOnAnyPage: nothing is kept of the pages before.
func TestFailureOnAnyPage(t *testing.T) {
	t.Parallel()
	progress := []string{
		"", "pages read: 1; rows read: 50, all of them discarded", "pages read: 2; rows read: 100,", "pages read: 3; rows read: 150,",
	}
	for failing := 1; failing <= len(progress); failing++ {
		t.Run(fmt.Sprint(failing), func(t *testing.T) {
			t.Parallel()
			api := apiWith(200)
			api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
				if n == failing {
					return twiliotest.Refuse(403, 20403, "Forbidden")
				}
				return nil
			}
			state, diags := configured(t, api).read(t.Context(), serviceList, byIdentity())
			mustStoreNothing(t, state)
			mustReport(t, diags, errorOn("", fmt.Sprintf("Reading page %d failed: 403 Forbidden", failing), progress[failing-1], "Attempts:    1\n"))
		})
	}
}

func TestAttemptsAreReported(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		api.Fault = always(twiliotest.Refuse(503, 20503, "Down"))
		_, diags := configured(t, api).read(t.Context(), serviceList, byIdentity())
		mustReport(t, diags, errorOn("", "Attempts:    11", "503", "20503", "https://www.twilio.com/docs/errors/20503", fmt.Sprintf("RQ%032x", 11)))
	})
}

// TestTimeout: the whole read has its time, ten minutes by default.
func TestTimeout(t *testing.T) {
	t.Parallel()
	read := func(t *testing.T, fault twiliotest.Fault, arguments m) ([]*tfprotov6.Diagnostic, time.Duration) {
		t.Helper()
		api := apiWith(1000)
		api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
			if n <= 2 {
				return nil
			}
			return fault
		}
		h := configured(t, api, m{"max_retries": 1000})
		start := time.Now()
		state, diags := h.read(t.Context(), serviceList, byIdentity(arguments))
		mustStoreNothing(t, state)
		return diags, time.Since(start)
	}
	synctest.Test(t, func(t *testing.T) { // in a request
		diags, took := read(t, twiliotest.Hang, timeoutOf("20s"))
		mustReport(t, diags, errorOn("timeouts", "Read Timed Out", "Reading page 3 failed: the 20s for the whole read ran out", "rows read: 100,",
			"No reply came", "firewall", "timeouts.read"))
		if took != 20*time.Second {
			t.Errorf("took %s, want 20s", took)
		}
	})
	for configured, want := range map[string]time.Duration{"": 10 * time.Minute, "45s": 45 * time.Second, "1h": time.Hour} {
		synctest.Test(t, func(t *testing.T) { // before a wait that would exceed it
			arguments := m{}
			if configured != "" {
				arguments = timeoutOf(configured)
			}
			diags, took := read(t, twiliotest.Refuse(503, 20503, "Down"), arguments)
			mustReport(t, diags, errorOn("", "Retry Would Exceed the Timeout", "Reading page 3 failed", "rows read: 100,", want.String(), "503", "timeouts.read"))
			if took > want || took < want-twilio.MaxBackoff {
				t.Errorf("took %s, want %s", took, want)
			}
		})
	}
}

// timeoutOf is the argument timeouts.
func timeoutOf(read string) m {
	return m{"timeouts": m{"read": read}}
}

// TestStop: an interrupt ends a hanging read, and one that waits, within the
// second.
func TestStop(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{"hang": twiliotest.Hang, "wait": twiliotest.RateLimit("300")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = always(fault)
				h := configured(t, api)
				start := time.Now()
				time.AfterFunc(time.Minute/4, func() {
					if _, err := h.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{}); err != nil {
						t.Error(err)
					}
				})
				_, diags := h.read(t.Context(), serviceList, byIdentity())
				mustReport(t, diags, errorOn("", "Read Interrupted"))
				if took := time.Since(start); took != time.Minute/4 {
					t.Errorf("ended after %s, want when it was stopped", took)
				}
			})
		})
	}
}

// TestTooManyRows: a read stops well before Terraform's message is too large.
func TestTooManyRows(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	const rowBytes = 500 << 10
	attributes := strings.Repeat("x", rowBytes)
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		return func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprintf(w, `{"meta":{"next_page_url":"https://x/?PageToken=%d"},"conversations":[{"conversation_sid":"CH%032d","conversation_attributes":"`, n, n)
			_, _ = io.WriteString(w, attributes)
			_, _ = io.WriteString(w, `"}]}`)
		}
	}
	state, diags := configured(t, api).read(t.Context(), serviceList, byIdentity())
	mustStoreNothing(t, state)
	mustReport(t, diags, errorOn("limit", "Too Many Rows", "192 MiB", "set limit"))
	if n := len(api.Requests()); n != testRowsBytes/rowBytes+1 {
		t.Errorf("%d pages of 500 KiB were read before the stop", n)
	}
}

// TestFailuresAreRedacted: whatever the service quotes.
func TestFailuresAreRedacted(t *testing.T) {
	t.Parallel()
	for _, value := range []string{identity, "whatsapp:+15005550006"} {
		api := twiliotest.New()
		api.Fault = func(n int, r *http.Request) twiliotest.Fault {
			quoted := value + " " + url.QueryEscape(value) + " " + r.Header.Get("Authorization") + " " + twiliotest.AuthToken
			return twiliotest.Refuse([]int{400, 401, 403, 404, 503}[n%5], 20001, quoted)
		}
		h := configured(t, api, m{"max_retries": 0})
		for range 5 {
			_, diags := h.read(t.Context(), serviceList, byIdentity(m{"identity": value}))
			text := render(diags)
			for _, secret := range []string{value, url.QueryEscape(value), twiliotest.AuthToken, "Basic QU"} {
				if strings.Contains(text, secret) {
					t.Errorf("%q is in:\n%s", secret, text)
				}
			}
		}
	}
}

func TestNotConfigured(t *testing.T) {
	t.Parallel()
	_, diags := newHarness(t, nil, nil).read(t.Context(), serviceList, byIdentity())
	mustReport(t, diags, errorOn("", "Provider Not Configured"))
}
