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
