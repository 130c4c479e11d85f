package twilio

import (
	"maps"
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
	`&=#?%/\`, "%25", "%2B1555", `"quoted" 'twice'`, "🙂👩‍👩‍👧", "Ünïcödé", "a\nb\tc", ";,:@!$*()[]{}|^~`<>",
	strings.Repeat("é", 256), "chat.user-_~", "me@example.com", "a;Identity=b", "a&Identity=b",
}

func TestValuesArriveAsWritten(t *testing.T) {
	t.Parallel()
	for _, value := range oddValues {
		for parameter, params := range map[string]ParticipantConversations{
			"Identity": {ChatServiceSID: twiliotest.ServiceSID, Participant: Identity(value), PageSize: 50},
			"Address":  {ChatServiceSID: twiliotest.ServiceSID, Participant: Address(value), PageSize: 50},
		} {
			t.Run(parameter+" "+value, func(t *testing.T) {
				t.Parallel()
				api := twiliotest.New()
				api.Add(twiliotest.ServiceSID, parameter, value,
					twiliotest.Conversations(twiliotest.ServiceSID, parameter, value, 51)...)
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
		for _, params := range []ParticipantConversations{{Participant: Identity(value), PageSize: 1}, {Participant: Address(value), PageSize: 1}} {
			request := httptest.NewRequest(http.MethodGet, "/?"+params.list().query(), http.NoBody)
			query, err := url.ParseQuery(request.URL.RawQuery)
			if err != nil {
				t.Fatal(err)
			}
			if query.Get(params.Participant.parameter) != value || len(query) != 2 {
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
	client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) {
		o.Credentials = BasicAuth(twiliotest.APIKey, twiliotest.APISecret)
	})
	mustRead(t, client, ParticipantConversations{Participant: Address("+15005550001"), PageSize: 50}, 60)
	for _, r := range api.Requests() {
		if r.Path != "/v1/ParticipantConversations" {
			t.Errorf("path %s", r.Path)
		}
	}
}

// TestStates: rows in other states do not count, and they come no earlier or later.
func TestStates(t *testing.T) {
	t.Parallel()
	active := func(sid string) string { return sid + `/MB1/"active"` }
	closed := func(sid string) string { return sid + `/MB1/"closed"` }
	twoPages := []string{
		pageBody("t=1", closed("CH1"), active("CH2"), closed("CH3"), active("CH4")),
		pageBody("null", closed("CH5"), active("CH6"), closed("CH7")),
	}
	for name, test := range map[string]struct {
		bodies    []string
		states    []string
		limit     int
		want      []string
		requests  int
		truncated bool
	}{
		"all":              {bodies: twoPages, want: []string{"CH1", "CH2", "CH3", "CH4", "CH5", "CH6", "CH7"}, requests: 2},
		"one":              {bodies: twoPages, states: []string{"active"}, want: []string{"CH2", "CH4", "CH6"}, requests: 2},
		"two":              {bodies: twoPages, states: []string{"inactive", "closed"}, want: []string{"CH1", "CH3", "CH5", "CH7"}, requests: 2},
		"none there":       {bodies: twoPages, states: []string{"initializing"}, requests: 2},
		"limit":            {bodies: twoPages, states: []string{"active"}, limit: 1, want: []string{"CH2"}, requests: 1, truncated: true},
		"limit, next page": {bodies: twoPages, states: []string{"active"}, limit: 2, want: []string{"CH2", "CH4"}, requests: 1, truncated: true},
		"limit, last page": {bodies: twoPages, states: []string{"active"}, limit: 3, want: []string{"CH2", "CH4", "CH6"}, requests: 2},
		"limit, last row":  {bodies: twoPages, states: []string{"closed"}, limit: 4, want: []string{"CH1", "CH3", "CH5", "CH7"}, requests: 2},
		"limit, more rows": {
			bodies: twoPages, states: []string{"closed"}, limit: 3, want: []string{"CH1", "CH3", "CH5"}, requests: 2,
			truncated: true,
		},
		"limit beyond all": {bodies: twoPages, states: []string{"active"}, limit: 4, want: []string{"CH2", "CH4", "CH6"}, requests: 2},
		"limit and a row that came before": {
			bodies: []string{pageBody("null", active("CH1"), active("CH1"))},
			states: []string{"active"}, limit: 1, want: []string{"CH1"}, requests: 1,
		},
		"limit before an empty page": {
			bodies: []string{pageBody("t=1", active("CH1")), pageBody("null")},
			states: []string{"active"}, limit: 1, want: []string{"CH1"}, requests: 1, truncated: true, // there may be more
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := pages(test.bodies...)
			params := service()
			params.States, params.Limit = test.states, test.limit
			client := newClient(t, twiliotest.NewPipeServer(api))
			got, err := sids(t.Context(), client, params)
			if err != nil || !slices.EqualFunc(got, test.want, func(got, want string) bool { return got == longSID(want) }) {
				t.Errorf("read %v, %v, want %v", got, err, test.want)
			}
			if n := len(api.Requests()); n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
			// Rows that may not be kept must not make the first page smaller.
			if got := api.Requests()[0].Query.Get("PageSize"); got != "50" {
				t.Errorf("requested pages of %s, want 50", got)
			}
			api = pages(test.bodies...)
			checkTruncated(t, newClient(t, twiliotest.NewPipeServer(api)), params, len(test.want), test.truncated)
		})
	}
}

// TestUnknownStates: a row is kept whose state is none of the known ones, and reported.
func TestUnknownStates(t *testing.T) {
	t.Parallel()
	body := pageBody("null",
		`CH1/MB1/"active"`, `CH2/MB1/"archived"`, `CH3/MB1/null`, `CH4/MB1/""`, `CH5/MB1/7`, `CH6/MB1`, `CH7/MB1/"Closed"`,
		`CH8/MB1/"closed"`, `CH9/MB1/["closed"]`, `CHA/MB1/"of alice.2024@example.com"`, `CHB/MB1/"clo\u0073ed"`,
	)
	odd := []string{"CH2", "CH3", "CH4", "CH5", "CH6", "CH7"}
	unknown := map[string]int{"archived": 1, "null": 5, "Closed": 1, redacted: 1}
	for name, test := range map[string]struct {
		states  []string
		limit   int
		kept    []string
		unknown map[string]int
	}{
		"active":       {[]string{"active"}, 0, slices.Concat([]string{"CH1"}, odd, []string{"CH9", "CHA"}), unknown},
		"closed":       {[]string{"closed"}, 0, slices.Concat(odd, []string{"CH8", "CH9", "CHA", "CHB"}), unknown},
		"not filtered": {nil, 0, slices.Concat([]string{"CH1"}, odd, []string{"CH8", "CH9", "CHA", "CHB"}), nil},
		"a limit":      {[]string{"active"}, 2, []string{"CH1", "CH2"}, map[string]int{"archived": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			params := service()
			params.States, params.Limit = test.states, test.limit
			for page, err := range newClient(t, twiliotest.NewPipeServer(pages(body))).Pages(t.Context(), params) {
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, row := range page.Rows {
					got = append(got, strings.TrimRight(row.SID, "0"))
				}
				if !slices.Equal(got, test.kept) || !maps.Equal(page.UnknownStates, test.unknown) {
					t.Errorf("kept %q with the states %v, want %q, %v", got, page.UnknownStates, test.kept, test.unknown)
				}
			}
		})
	}
}

func TestKnownStates(t *testing.T) {
	t.Parallel()
	for _, state := range States {
		for _, kept := range States {
			params := service()
			params.States = []string{kept}
			body := pageBody("null", `CH1/MB1/"`+state+`"`)
			got, err := sids(t.Context(), newClient(t, twiliotest.NewPipeServer(pages(body))), params)
			if err != nil || (len(got) == 1) != (state == kept) {
				t.Errorf("%s of %s: read %v, %v", kept, state, got, err)
			}
		}
	}
}
