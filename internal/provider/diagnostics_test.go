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

	"terraform-provider-twilio/internal/twiliotest"
)

// mustStoreNothing fails the test where a failed read left rows.
func mustStoreNothing(t *testing.T, state map[string]tftypes.Value) {
	t.Helper()
	if state != nil && !state["conversations"].IsNull() {
		t.Errorf("a failed read left %v", state["conversations"])
	}
}

// TestFailures: what each fault is told as, with the next step.
func TestFailures(t *testing.T) {
	t.Parallel()
	page := func(body string) twiliotest.Fault { return twiliotest.Body(200, "application/json", body) }
	for name, test := range map[string]struct {
		fault     twiliotest.Fault
		arguments m
		problem   message
	}{
		"400":              {twiliotest.Refuse(400, 20001, "Bad request"), nil, errorOn("", "Request Refused", "20001", "https://www.twilio.com/docs/errors/20001", "RQ0", "Bad request")},
		"400 of a page":    {twiliotest.Refuse(400, 20006, "Page size must be less"), nil, errorOn("page_size", "page_size", "50")},
		"400 of PageSize":  {twiliotest.Refuse(400, 20001, "Invalid PageSize"), nil, errorOn("page_size", "page_size", "50")},
		"400 within limit": {twiliotest.Refuse(400, 20001, "Bad request"), m{"page_size": 1000, "limit": 3}, errorOn("", "Request Refused")},
		"400 of 1000":      {twiliotest.Refuse(400, 20001, "Bad request"), m{"page_size": 1000}, errorOn("page_size", "page_size", "50")},
		"401":              {twiliotest.Refuse(401, 20003, "Authenticate"), nil, errorOn("", "Credentials Refused", "keys belong to one region", "The host asked was 127.0.0.1", "20003", "RQ0")},
		"403":              {twiliotest.Refuse(403, 20403, "Forbidden"), nil, errorOn("", "lacks the permission", "20403")},
		"404":              {twiliotest.Refuse(404, 20404, "Not found"), nil, errorOn("chat_service_sid", "another account", "region", "20404")},
		"429":              {twiliotest.RateLimit(""), nil, errorOn("", "Rate Limit", "20429", "parallelism", "max_retries")},
		"500":              {twiliotest.Body(500, "text/html", "<html>"), nil, errorOn("", "Twilio Request Failed", "500 Internal Server Error")},
		"reset":            {twiliotest.Reset, nil, errorOn("", "Twilio Not Reachable", "127.0.0.1", "HTTPS_PROXY")},
		"cut off":          {twiliotest.CutOff, nil, errorOn("", "Twilio Request Failed")},
		"damaged":          {page(`{"conversations":[{`), nil, errorOn("", "Twilio Request Failed", "damaged or was cut off")},
		"HTML":             {twiliotest.Body(200, "text/html", "<html>secret page"), nil, errorOn("", "Not From Twilio", "base_url", "proxy")},
		"no list":          {page(`{"conversations":null}`), nil, errorOn("", "Not From Twilio")},
		"no row":           {page(`{"conversations":[{"conversation_sid":7}]}`), nil, errorOn("", "Unusable Row", "conversation_sid")},
		"no meta":          {page(`{"conversations":[]}`), nil, errorOn("", "Next Page Not Known", "next_page_url")},
		"redirect":         {twiliotest.Redirect("https://elsewhere.invalid/x", 302), nil, errorOn("", "Unexpected Redirect", "base_url")},
		"flood":            {twiliotest.Flood, nil, errorOn("page_size", "Page Too Large", "32 MiB")},
		"a page for ever":  {page(`{"conversations":[{"conversation_sid":"CH1"}],"meta":{"next_page_url":"https://x/?PageToken=1"}}`), nil, errorOn("", "Endless List", "after page 1 (conversations so far: 1,")},
		"a day's wait":     {twiliotest.RateLimit("86400"), nil, errorOn("", "Not Enough Time", "24h0m0s", "10m0s", "20429", "timeouts.read")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(10)
			api.Fault = func(int, *http.Request) twiliotest.Fault { return test.fault }
			retries := 0
			if name == "a day's wait" {
				retries = 1
			}
			h := configured(t, api, m{"max_retries": retries})
			state, diags := h.read(t.Context(), serviceList, byIdentity(test.arguments))
			mustReport(t, diags, test.problem)
			mustStoreNothing(t, state)
			result, diags := h.open(serviceList, byIdentity(test.arguments))
			mustReport(t, diags, test.problem)
			mustStoreNothing(t, result)
			if strings.Contains(render(diags), "secret page") || strings.Contains(render(diags), "elsewhere.invalid") {
				t.Errorf("the body or a foreign address is told:\n%s", render(diags))
			}
		})
	}
}

func TestDefaultServiceNotFound(t *testing.T) {
	t.Parallel()
	api := apiWith(0)
	api.Fault = func(int, *http.Request) twiliotest.Fault { return twiliotest.Refuse(404, 20404, "Not found") }
	_, diags := configured(t, api).read(t.Context(), defaultList, m{"identity": identity})
	mustReport(t, diags, errorOn("", "default Conversation Service"))
}

// TestFailureOnAnyPage: nothing is kept of the pages before.
func TestFailureOnAnyPage(t *testing.T) {
	t.Parallel()
	for failing := 1; failing <= 4; failing++ {
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
			if failing == 1 {
				mustReport(t, diags, errorOn("", "failed on the first page (tries: 1)"))
			} else {
				mustReport(t, diags, errorOn("", fmt.Sprintf("after page %d (conversations so far: %d, none of them kept)", failing-1, 50*(failing-1))))
			}
		})
	}
}

func TestTriesAreTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		api.Fault = func(int, *http.Request) twiliotest.Fault { return twiliotest.Refuse(503, 20503, "Down") }
		_, diags := configured(t, api).read(t.Context(), serviceList, byIdentity())
		mustReport(t, diags, errorOn("", "(tries: 11)", "503", "20503", "https://www.twilio.com/docs/errors/20503", fmt.Sprintf("RQ%032x", 11)))
	})
}

// TestTimeout: the whole read has its time, ten minutes unless told otherwise.
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
		mustReport(t, diags, errorOn("timeouts", "Read Timed Out", "after page 2 (conversations so far: 100,", "20s", "timeouts.read"))
		if took != 20*time.Second {
			t.Errorf("took %s, want 20s", took)
		}
	})
	for configured, want := range map[string]time.Duration{"": 10 * time.Minute, "45s": 45 * time.Second, "1h": time.Hour} {
		synctest.Test(t, func(t *testing.T) { // before a wait that would outlast it
			arguments := m{}
			if configured != "" {
				arguments = timeoutOf(configured)
			}
			diags, took := read(t, twiliotest.Refuse(503, 20503, "Down"), arguments)
			mustReport(t, diags, errorOn("", "Not Enough Time", "after page 2 (conversations so far: 100,", want.String(), "503", "timeouts.read"))
			if took > want || took < want-maxPause {
				t.Errorf("took %s, want %s", took, want)
			}
		})
	}
}

// timeoutOf is the argument timeouts.
func timeoutOf(read string) m {
	return m{"timeouts": map[string]tftypes.Value{"read": tftypes.NewValue(tftypes.String, read)}}
}

// maxPause is the longest wait between two tries.
const maxPause = 30 * time.Second

// TestStop: an interrupt ends a hanging read, and one that waits, within the
// second.
func TestStop(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{"hang": twiliotest.Hang, "wait": twiliotest.RateLimit("300")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = func(int, *http.Request) twiliotest.Fault { return fault }
				h := configured(t, api)
				start := time.Now()
				time.AfterFunc(time.Minute/4, func() {
					if _, err := h.server.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{}); err != nil {
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
	const rowBytes = 30 << 20
	attributes := strings.Repeat("x", rowBytes)
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		return func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprintf(w, `{"meta":{"next_page_url":"https://x/?PageToken=%d"},"conversations":[{"conversation_sid":"CH%d","conversation_attributes":"`, n, n)
			_, _ = io.WriteString(w, attributes)
			_, _ = io.WriteString(w, `"}]}`)
		}
	}
	state, diags := configured(t, api).read(t.Context(), serviceList, byIdentity())
	mustStoreNothing(t, state)
	mustReport(t, diags, errorOn("limit", "Too Many Conversations", "192 MiB", "Set limit"))
	if n := len(api.Requests()); n != maxRowsBytes/rowBytes+1 {
		t.Errorf("%d pages of 30 MiB were read before the stop", n)
	}
}

// TestFailuresGiveNothingAway: whatever the service quotes.
func TestFailuresGiveNothingAway(t *testing.T) {
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
			told := render(diags)
			for _, secret := range []string{value, url.QueryEscape(value), twiliotest.AuthToken, "Basic "} {
				if strings.Contains(told, secret) {
					t.Errorf("%q is told:\n%s", secret, told)
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
