package provider

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestFailureOfOneParticipant: it ends the others, nothing is kept, and the message
// names the participant by place.
func TestFailureOfOneParticipant(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWithMany(ones(800)...)
		api.Fault = func(_ int, r *http.Request) twiliotest.Fault {
			time.Sleep(50 * time.Millisecond)
			if r.URL.Query().Get("Identity") == "ada-16" {
				return twiliotest.Refuse(403, 20403, "Forbidden")
			}
			return nil
		}
		state, diags := configured(t, api).read(t.Context(), serviceList, identities(nil, names(800)...))
		mustStoreNothing(t, state)
		mustReport(t, diags, errorOn("", "Access Denied", "identities[16] of 800", "lists read: ", "all of them discarded"))
		if strings.Contains(render(diags), "ada-") {
			t.Errorf("the message names a participant:\n%s", render(diags))
		}
		if n := len(api.Requests()); n > 36 {
			t.Errorf("%d requests, want none after the failure", n)
		}
	})
}

// TestPlaceOfAParticipant: in the user's own list, names that occur twice included.
func TestPlaceOfAParticipant(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments m
		want      string
	}{
		"identities": {m{"identities": []any{"ada-0", "ada-0", "ada-0", "ada-1"}}, "Place:       identities[3] of 4\n"},
		"addresses":  {m{"addresses": []any{"+15005550006", "+15005550006", "ada-1"}}, "Place:       addresses[2] of 3\n"},
		"identity":   {m{"identity": "ada-1"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWithMany(ones(2)...)
			api.Fault = func(_ int, r *http.Request) twiliotest.Fault {
				if strings.Contains(r.URL.RawQuery, "ada-1") {
					return twiliotest.Refuse(403, 20403, "Forbidden")
				}
				return nil
			}
			test.arguments["chat_service_sid"] = twiliotest.ServiceSID
			_, diags := configured(t, api, m{"max_concurrent_requests": 1}).read(t.Context(), serviceList, test.arguments)
			mustReport(t, diags, errorOn("", "Access Denied", test.want))
			if strings.Contains(render(diags), "Place:") != (test.want != "") || strings.Contains(render(diags), "ada-") {
				t.Error(render(diags))
			}
		})
	}
}

// TestPageSizeOfAFailure: limit makes the first page smaller, but for a list of
// states.
func TestPageSizeOfAFailure(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments m
		asked     string
		attribute string
	}{
		"large":            {m{"page_size": 1000}, "1000", "page_size"},
		"limit":            {m{"page_size": 1000, "limit": 3}, "3", ""},
		"limit and states": {m{"page_size": 1000, "limit": 3, "states": []any{"active"}}, "1000", "page_size"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWithMany(1)
			api.Fault = always(twiliotest.Refuse(400, 20001, "Bad request"))
			_, diags := configured(t, api).read(t.Context(), serviceList, identities(test.arguments, "ada-0"))
			mustReport(t, diags, errorOn(test.attribute, "Request Rejected"))
			if got := api.Requests()[0].Query.Get("PageSize"); got != test.asked {
				t.Errorf("a page of %s was requested, want %s", got, test.asked)
			}
		})
	}
}

// TestTimeoutOfManyParticipants: timeouts.read bounds all of them together.
func TestTimeoutOfManyParticipants(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWithMany(ones(800)...)
		api.Fault = func(int, *http.Request) twiliotest.Fault {
			time.Sleep(time.Second)
			return nil
		}
		h := configured(t, api)
		start := time.Now()
		state, diags := h.read(t.Context(), serviceList, identities(timeoutOf("5500ms"), names(800)...))
		mustStoreNothing(t, state)
		mustReport(t, diags, errorOn("timeouts", "Read Timed Out", "the 5.5s for the whole read ran out", " of 800\n",
			"lists read: 60 of 800; pages read: 60; rows read: 60, all of them discarded"))
		if took := time.Since(start); took != 5500*time.Millisecond {
			t.Errorf("took %s", took)
		}
	})
}

// TestInterruptOfManyParticipants: all of them end at once, whatever they wait for.
func TestInterruptOfManyParticipants(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{"hang": twiliotest.Hang, "wait": twiliotest.RateLimit("300")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWithMany(ones(800)...)
				api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
					if n <= 100 {
						return nil
					}
					return fault
				}
				h := configured(t, api)
				ctx, interrupt := context.WithCancel(t.Context())
				defer interrupt()
				time.AfterFunc(5*time.Second, interrupt)
				start := time.Now()
				state, diags := h.read(ctx, serviceList, identities(nil, names(800)...))
				mustStoreNothing(t, state)
				mustReport(t, diags, errorOn("", "Read Interrupted", "lists read: 100 of 800;", " of 800\n"))
				if took := time.Since(start); took != 5*time.Second {
					t.Errorf("took %s, want 5s", took)
				}
			})
		})
	}
}

// TestTooManyRowsOfManyParticipants: the rows of all of them count.
func TestTooManyRowsOfManyParticipants(t *testing.T) {
	t.Parallel()
	const rowBytes = 500 << 10
	attributes := strings.Repeat("x", rowBytes)
	api := twiliotest.New()
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		return ok(fmt.Sprintf(`{"meta":{"next_page_url":null},"conversations":[{"conversation_sid":%q,"conversation_attributes":%q}]}`,
			twiliotest.SID("CH", n), attributes))
	}
	state, diags := configured(t, api, m{"max_concurrent_requests": 2}).read(t.Context(), serviceList, identities(nil, names(20)...))
	mustStoreNothing(t, state)
	mustReport(t, diags, errorOn("limit", "Too Many Rows", "192 MiB", "lists read: ", " of 20;"))
}

// TestLogLines: where somebody reads them, a debug line for each page and for each
// participant, without a name.
func TestLogLines(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		environment         env
		arguments           m
		pages, participants int
	}{
		"nobody reads":         {nil, m{"identities": names(3)}, 0, 0},
		"TF_LOG":               {env{"TF_LOG": "DEBUG"}, m{"identities": names(3)}, 4, 3},
		"TF_LOG_PROVIDER":      {env{"TF_LOG_PROVIDER": "TRACE"}, m{"identities": names(3)}, 4, 3},
		"of the provider only": {env{"TF_LOG_PROVIDER_TWILIO": "DEBUG"}, m{"identities": names(3)}, 4, 3},
		"a single participant": {env{"TF_LOG": "DEBUG"}, m{"identity": "ada-1"}, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			h := configuredIn(t, test.environment, apiWithMany(1, 60, 2), m{"max_concurrent_requests": 1})
			schema := h.Schema.DataSourceSchemas[serviceList]
			test.arguments["chat_service_sid"] = twiliotest.ServiceSID
			_, err := h.ReadDataSource(tflogtest.RootLogger(t.Context(), &log), &tfprotov6.ReadDataSourceRequest{
				TypeName: serviceList, Config: encode(t, schema, test.arguments),
			})
			if err != nil {
				t.Fatal(err)
			}
			text := log.String()
			if services := strings.Count(text, `"chat_service_sid":"`+twiliotest.ServiceSID+`"`); services != test.pages {
				t.Errorf("%d lines name the service, want %d:\n%s", services, test.pages, text)
			}
			if pages := strings.Count(text, `"Read a page of conversations"`); pages != test.pages {
				t.Errorf("%d lines about pages, want %d:\n%s", pages, test.pages, text)
			}
			for i := range test.participants {
				if line := fmt.Sprintf(`"finished":"%d of %d"`, i+1, test.participants); strings.Count(text, line) != 1 {
					t.Errorf("no line with %s:\n%s", line, text)
				}
			}
			if strings.Count(text, "Finished a list of conversations") != test.participants || strings.Contains(text, "ada-") {
				t.Errorf("another number of participants, or a name, in:\n%s", text)
			}
		})
	}
}
