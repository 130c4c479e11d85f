package twilio

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestNextPageQuery: the query of next_page_url goes back, on the
// configured host and path, whatever the URL names.
func TestNextPageQuery(t *testing.T) {
	t.Parallel()
	other := twiliotest.New()
	otherServer := twiliotest.NewServer(other)
	t.Cleanup(otherServer.Close)
	for _, prefix := range []string{
		"https://conversations.twilio.com/v1/ParticipantConversations", otherServer.URL + "/v1/Services/x/ParticipantConversations",
		"http://169.254.169.254/latest", "//evil.example", "/elsewhere", "",
	} {
		t.Run(prefix, func(t *testing.T) {
			t.Parallel()
			api := apiWith(151)
			var queries []string
			api.NextPageURL = func(honest string) string {
				if honest == "" {
					return ""
				}
				_, query, _ := strings.Cut(honest, "?")
				queries = append(queries, query)
				return prefix + "?" + query
			}
			mustRead(t, newClient(t, twiliotest.NewServer(api)), service(), 151)
			for i, r := range api.Requests()[1:] {
				if r.RawQuery != queries[i] {
					t.Errorf("asked with %q, want %q", r.RawQuery, queries[i])
				}
			}
		})
	}
	t.Cleanup(func() {
		if n := len(other.Requests()); n > 0 {
			t.Errorf("%d requests went to the other server", n)
		}
	})
}

// TestNoNextPage: where the reply does not say where the next page is, the list
// is not taken for complete.
func TestNoNextPage(t *testing.T) {
	t.Parallel()
	for name, meta := range map[string]string{
		"no meta":              ``,
		"meta null":            `,"meta":null`,
		"meta a list":          `,"meta":[]`,
		"no next_page_url":     `,"meta":{"page":0}`,
		"a number":             `,"meta":{"next_page_url":1}`,
		"an object":            `,"meta":{"next_page_url":{}}`,
		"no query":             `,"meta":{"next_page_url":"https://conversations.twilio.com/v1"}`,
		"no URL":               `,"meta":{"next_page_url":"http://[::1"}`,
		"another identity":     `,"meta":{"next_page_url":"https://conversations.twilio.com/?Identity=bob&PageToken=1"}`,
		"an address":           `,"meta":{"next_page_url":"https://conversations.twilio.com/?Address=%2B1&PageToken=1"}`,
		"the identity twice":   `,"meta":{"next_page_url":"?Identity=alice.2024%40example.com&Identity=bob"}`,
		"an encoded parameter": `,"meta":{"next_page_url":"?%49dentity=bob&PageToken=1"}`,
		"encoded twice":        `,"meta":{"next_page_url":"?%2549dentity=bob"}`,
		"in lower case":        `,"meta":{"next_page_url":"?Identity=alice.2024%40example.com&identity=bob&Page=1"}`,
		"ours in lower case":   `,"meta":{"next_page_url":"?identity=alice.2024%40example.com&Page=1"}`,
		"with brackets":        `,"meta":{"next_page_url":"?Identity[]=bob&Page=1"}`,
		"with an index":        `,"meta":{"next_page_url":"?Identity%5B0%5D=bob&Page=1"}`,
		"with a space":         `,"meta":{"next_page_url":"?Identity%20=bob&Page=1"}`,
		"behind a plus":        `,"meta":{"next_page_url":"?+Identity=bob&Page=1"}`,
		"with a zero byte":     `,"meta":{"next_page_url":"?Identity%00=bob&Page=1"}`,
		"behind a zero byte":   `,"meta":{"next_page_url":"?Address%00x=bob&Page=1"}`,
		"in full width":        `,"meta":{"next_page_url":"?Ｉdentity=bob&Page=1"}`,
		"behind a semicolon":   `,"meta":{"next_page_url":"?Page=1;Identity=bob"}`,
		"a megabyte":           `,"meta":{"next_page_url":"?Page=` + strings.Repeat("1", 1<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(0)
			api.Fault = func(int, *http.Request) twiliotest.Fault {
				return twiliotest.Body(http.StatusOK, "application/json", `{"conversations":[{"conversation_sid":"`+twiliotest.SID("CH", 1)+`"}]`+meta+`}`)
			}
			mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), ErrNextPage)
			if n := len(api.Requests()); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
}

// pages serves canned bodies, the last one for ever.
func pages(bodies ...string) *twiliotest.API {
	api := twiliotest.New()
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		return twiliotest.Body(http.StatusOK, "application/json", bodies[min(n, len(bodies))-1])
	}
	return api
}

// longSID completes the beginning of a SID.
func longSID(begin string) string { return begin + strings.Repeat("0", 34-len(begin)) }

// pageBody renders a page with rows of the given SIDs, "conversation/participant".
func pageBody(next string, rows ...string) string {
	var items []string
	for _, row := range rows {
		conversation, participant, _ := strings.Cut(row, "/")
		items = append(items, `{"conversation_sid":"`+longSID(conversation)+`","participant_sid":"`+participant+`"}`)
	}
	if next != "null" {
		next = strconv.Quote("https://conversations.twilio.com/v1?" + next)
	}
	return `{"conversations":[` + strings.Join(items, ",") + `],"meta":{"next_page_url":` + next + `}}`
}

func TestPagesThatRepeat(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		bodies   []string
		requests int // until the error: one more than the pages that differ
	}{
		"the same page":             {[]string{pageBody("t=1", "CH1", "CH2")}, 2},
		"one row":                   {[]string{pageBody("t=1", "CH1"), pageBody("t=2", "CH1")}, 2},
		"the first page":            {[]string{pageBody("t=1", "CH1", "CH2"), pageBody("t=2", "CH1", "CH2")}, 2},
		"a page that names itself":  {[]string{pageBody("t=1", "CH1"), pageBody("t=1", "CH2")}, 2},
		"a cycle of two":            {[]string{pageBody("t=1", "CH1"), pageBody("t=2", "CH2"), pageBody("t=1", "CH3")}, 3},
		"a cycle back to the first": {[]string{pageBody("t=1", "CH1"), pageBody("Identity=alice.2024%40example.com&PageSize=50", "CH2")}, 2},
		"an empty page for ever":    {[]string{pageBody("t=1")}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := pages(test.bodies...)
			mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), ErrRepeatedPage)
			if n := len(api.Requests()); n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
		})
	}
}

// TestEndlessEmptyPages: a new token each time does not keep a read going.
func TestEndlessEmptyPages(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		return twiliotest.Body(http.StatusOK, "application/json", pageBody("t="+strconv.Itoa(n)))
	}
	mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), ErrRepeatedPage)
	if n := len(api.Requests()); n != maxPagesWithoutRows+1 {
		t.Errorf("%d requests, want %d", n, maxPagesWithoutRows+1)
	}
}

// TestNextPageParameters: the participant's parameter is the client's own, and
// everything else goes back byte for byte, however it looks.
func TestNextPageParameters(t *testing.T) {
	t.Parallel()
	const own = "Identity=alice.2024%40example.com"
	for sent, want := range map[string]string{
		"PageToken=a;b":                        own + "&PageToken=a;b",
		"PageToken=%zz":                        own + "&PageToken=%zz",
		"a=b=c&&d":                             own + "&a=b=c&&d",
		own + "&PageToken=+/=":                 own + "&PageToken=+/=",
		"PageToken=1&" + own + "&Page=2":       "PageToken=1&" + own + "&Page=2",
		"Identity=alice.2024@example.com&b":    own + "&b",
		"Identity=%61lice.2024%40example.com":  own,
		own + "&" + own:                        own,
		"Page=1&IdentityHint=bob&xAddress=%2B": own + "&Page=1&IdentityHint=bob&xAddress=%2B",
	} {
		api := pages(pageBody(sent, "CH1"), pageBody("null", "CH2"))
		got, err := sids(t.Context(), newClient(t, twiliotest.NewPipeServer(api)), service())
		if err != nil || len(got) != 2 || api.Requests()[1].RawQuery != want {
			t.Errorf("%s: read %v, %v, requested %q, want %q", sent, got, err, api.Requests()[len(api.Requests())-1].RawQuery, want)
		}
	}
	// A raw plus sign is a space to many servers.
	params := service()
	params.Identity, params.Address = "", "+15005550006"
	if got, err := params.list().nextQuery("?Address=+15005550006&Page=1"); err != nil || got != "Address=%2B15005550006&Page=1" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRowsThatMove(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		bodies []string
		limit  int
		want   []string
	}{
		"an empty page in between": {
			bodies: []string{pageBody("t=1", "CH1/MB1"), pageBody("t=2"), pageBody("null", "CH2/MB2")},
			want:   []string{"CH1", "CH2"},
		},
		"a row again on the next page": {
			bodies: []string{pageBody("t=1", "CH1/MB1", "CH2/MB2"), pageBody("null", "CH2/MB2", "CH3/MB3")},
			want:   []string{"CH1", "CH2", "CH3"},
		},
		"a row again on its page": {
			bodies: []string{pageBody("null", "CH1/MB1", "CH1/MB1", "CH2/MB2")},
			want:   []string{"CH1", "CH2"},
		},
		"participants without a proper SID": {
			bodies: []string{`{"conversations":[{"conversation_sid":"` + longSID("CH1") + `","participant_sid":5},` +
				`{"conversation_sid":"` + longSID("CH1") + `","participant_sid":6},{"conversation_sid":"` + longSID("CH1") + `"},` +
				`{"conversation_sid":"` + longSID("CH1") + `"}],"meta":{"next_page_url":null}}`},
			want: []string{"CH1", "CH1", "CH1"},
		},
		"another participant of the same conversation": {
			bodies: []string{pageBody("t=1", "CH1/MB1"), pageBody("null", "CH1/MB2")},
			want:   []string{"CH1", "CH1"},
		},
		"the limit counts what is left": {
			bodies: []string{pageBody("t=1", "CH1/MB1", "CH2/MB2"), pageBody("t=2", "CH2/MB2", "CH3/MB3", "CH4/MB4"), pageBody("t=3", "CH9/MB9")},
			limit:  3,
			want:   []string{"CH1", "CH2", "CH3"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			params := service()
			params.Limit = test.limit
			got, err := sids(t.Context(), newClient(t, twiliotest.NewPipeServer(pages(test.bodies...))), params)
			want := make([]string, len(test.want))
			for i, sid := range test.want {
				want[i] = longSID(sid)
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("read %v, %v, want %v", got, err, want)
			}
		})
	}
}

// TestErrorOnLaterPage: the sequence ends with the error.
func TestErrorOnLaterPage(t *testing.T) {
	t.Parallel()
	api := apiWith(200)
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		if n == 3 {
			return twiliotest.Refuse(http.StatusForbidden, 20403, "Forbidden")
		}
		return nil
	}
	failures := 0
	for _, err := range newClient(t, twiliotest.NewPipeServer(api)).Pages(t.Context(), service()) {
		var failure *Error
		if errors.As(err, &failure) && failure.Status == http.StatusForbidden {
			failures++
		}
	}
	if failures != 1 || len(api.Requests()) != 3 {
		t.Errorf("%d errors after %d requests, want one after 3", failures, len(api.Requests()))
	}
}
