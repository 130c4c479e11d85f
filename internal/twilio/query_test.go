package twilio

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
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

// FuzzNextPageURL: no URL leads to another host, path or participant.
func FuzzNextPageURL(f *testing.F) {
	for _, next := range []string{
		"", "https://conversations.twilio.com/v1/Services/IS/ParticipantConversations?Identity=a&PageSize=50&Page=1&PageToken=PT%2B%2F%3D",
		"http://evil.example/steal?PageToken=x", "//evil.example?x=1", "?PageToken=x", "/other/path?y=%zz", "https://user:pass@evil.example/?x#f",
		"javascript:alert(1)?x", "https://[::1", "?Identity=b", "?Identity=a&Identity=b", "?Identity=a&Identity=a", "?x=1;Identity=b", "?%49dentity=b", "?Address=a", "https://h/?a=1;b=2", "?a b\n=c", "?\x7f",
		"?x#y", "?#", "?a=1#@evil.example/",
	} {
		f.Add(next)
	}
	f.Fuzz(func(t *testing.T, next string) {
		params := ParticipantConversations{ChatServiceSID: twiliotest.ServiceSID, Identity: "a", PageSize: 50}
		query, err := params.list().nextQuery(next)
		if err != nil {
			if !errors.Is(err, ErrNextPage) {
				t.Fatal(err)
			}
			return
		}
		if (query == "") != (next == "") {
			t.Fatalf("%q became the query %q", next, query)
		}
		if query == "" {
			return
		}
		base := url.URL{Scheme: "https", Host: "conversations.twilio.com"}
		address := base.JoinPath(params.list().path)
		address.RawQuery = query
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address.String(), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if request.URL.Scheme != "https" || request.Host != base.Host || request.URL.Host != base.Host || request.URL.User != nil ||
			request.URL.EscapedPath() != params.list().path || request.URL.RawQuery != query || request.URL.Fragment != "" {
			t.Fatalf("%q leads to %s", next, request.URL)
		}
		if got := whatSomeServerReads(query); !slices.Equal(got, []string{"a"}) {
			t.Fatalf("%q requests the participants %q", next, got)
		}
	})
}

// whatSomeServerReads returns the participants that a query names to a server which
// decodes as much as it can, and compares names loosely.
func whatSomeServerReads(query string) (participants []string) {
	for field := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(field, "=")
		for range 2 {
			if decoded, err := url.QueryUnescape(name); err == nil {
				name = decoded
			}
		}
		name, _, _ = strings.Cut(name, "[")
		name, _, _ = strings.Cut(name, "\x00")
		if name = strings.ToLower(strings.TrimSpace(name)); name == "identity" || name == "address" {
			value, _ = url.QueryUnescape(value)
			participants = append(participants, value)
		}
	}
	return participants
}
