package twilio

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// oddValues are what query encodings go wrong on.
var oddValues = []string{
	"alice.2024", "1.2.3", "+15005550006", "whatsapp:+15005550006", "messenger:1234", "a b  c", " lead and trail ", "a+b",
	`&=#?%/\`, "%25", "%2B1555", `"quoted" 'twice'`, "🙂👩‍👩‍👧", "Ünïcödé", "a\nb\tc", ";,:@!$*()[]{}|^~`<>", strings.Repeat("é", 256),
	"chat.user-_~", "me@example.com",
}

func TestValuesArriveAsWritten(t *testing.T) {
	t.Parallel()
	for _, parameter := range []string{"Identity", "Address"} {
		for _, value := range oddValues {
			t.Run(parameter+" "+value, func(t *testing.T) {
				t.Parallel()
				api := twiliotest.New()
				api.Add(twiliotest.ServiceSID, parameter, value, twiliotest.Conversations(twiliotest.ServiceSID, parameter, value, 51)...)
				params := ParticipantConversations{ChatServiceSID: twiliotest.ServiceSID, Identity: value, PageSize: 50}
				if parameter == "Address" {
					params.Identity, params.Address = "", value
				}
				mustRead(t, newClient(t, twiliotest.NewPipeServer(api)), params, 51)
				if query := api.Requests()[0].RawQuery; strings.Contains(query, "+") {
					t.Errorf("query %q holds a plus sign, which some servers take for a space", query)
				}
			})
		}
	}
}

// FuzzQuery: the server's view of a value equals the value.
func FuzzQuery(f *testing.F) {
	for _, value := range oddValues {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, params := range []ParticipantConversations{{Identity: value, PageSize: 1}, {Address: value, PageSize: 1}} {
			request := httptest.NewRequest(http.MethodGet, "/?"+params.list().query(), http.NoBody)
			query, err := url.ParseQuery(request.URL.RawQuery)
			if err != nil {
				t.Fatal(err)
			}
			if query.Get("Identity") != params.Identity || query.Get("Address") != params.Address || len(query) != 2 {
				t.Errorf("%q arrives as %q", value, query)
			}
		}
	})
}

func TestDefaultService(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.Add(twiliotest.DefaultServiceSID, "Address", "+15005550001",
		twiliotest.Conversations(twiliotest.DefaultServiceSID, "Address", "+15005550001", 60)...)
	client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.Credentials = BasicAuth(twiliotest.APIKey, twiliotest.APISecret) })
	mustRead(t, client, ParticipantConversations{Address: "+15005550001", PageSize: 50}, 60)
	if got := api.Requests()[1].Path; got != "/v1/ParticipantConversations" {
		t.Errorf("path %s", got)
	}
}
