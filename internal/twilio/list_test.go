package twilio

import (
	"errors"
	"fmt"
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
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault { return jsonBody(bodies[min(n, len(bodies))-1]) }
	return api
}

// longSID completes the beginning of a SID.
func longSID(begin string) string { return begin + strings.Repeat("0", 34-len(begin)) }

// firstPageBody is pageBody with the echo of the first page.
func firstPageBody(next string, rows ...string) string {
	return strings.Replace(pageBody(next, rows...), `"meta":{`, `"meta":{`+echo+`,`, 1)
}

// pageBody renders a page with rows of the given SIDs, and a state where one is given:
// "conversation/participant/state".
func pageBody(next string, rows ...string) string {
	var items []string
	for _, row := range rows {
		conversation, rest, _ := strings.Cut(row, "/")
		participant, state, _ := strings.Cut(rest, "/")
		item := `{"conversation_sid":"` + longSID(conversation) + `","participant_sid":"` + participant + `"`
		if state != "" {
			item += `,"conversation_state":` + state
		}
		items = append(items, item+`}`)
	}
	if next != "null" {
		next = strconv.Quote("https://conversations.twilio.com/v1?" + next)
	}
	return `{"conversations":[` + strings.Join(items, ",") + `],"meta":{"next_page_url":` + next + `}}`
}

func TestEveryPage(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 49, 50, 51, 100, 101, 1003} {
		for _, pageSize := range []int{1, 7, 50, 1000} {
			t.Run(fmt.Sprintf("%d rows by %d", n, pageSize), func(t *testing.T) {
				t.Parallel()
				api := apiWith(n)
				params := service()
				params.PageSize = pageSize
				mustRead(t, newClient(t, twiliotest.NewPipeServer(api)), params, n)

				served := min(pageSize, twiliotest.MaxPageSize)
				if got, want := len(api.Requests()), max(1, (n+served-1)/served); got != want {
					t.Errorf("%d requests, want %d", got, want)
				}
			})
		}
	}
}

func TestPageDescribesItsRequest(t *testing.T) {
	t.Parallel()
	api := apiWith(120)
	api.Fault = faults(nil, twiliotest.Body(http.StatusBadGateway, "text/html", ""))
	client := newClient(t, twiliotest.NewPipeServer(api))
	number := 0
	for page, err := range client.Pages(t.Context(), service()) {
		if err != nil {
			t.Fatal(err)
		}
		number++
		want := Page{Number: number, Received: []int{50, 50, 20}[number-1], Status: 200, Attempts: []int{1, 2, 1}[number-1]}
		if page.Number != want.Number || page.Received != want.Received || len(page.Rows) != want.Received ||
			page.Status != want.Status || page.Attempts != want.Attempts || page.Truncated || page.Duration <= 0 {
			t.Errorf("%+v, want %+v", page, want)
		}
		if want := fmt.Sprintf("RQ%032x", []int{1, 3, 4}[number-1]); page.RequestID != want {
			t.Errorf("request ID %q, want %q", page.RequestID, want)
		}
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit, pageSize int
		rows, requests  int
		requested       string // page size of the first request
		truncated       bool
	}{
		{limit: 1, pageSize: 50, rows: 1, requests: 1, requested: "1", truncated: true},
		{limit: 20, pageSize: 50, rows: 20, requests: 1, requested: "20", truncated: true},
		{limit: 50, pageSize: 50, rows: 50, requests: 1, requested: "50", truncated: true},
		{limit: 51, pageSize: 50, rows: 51, requests: 2, requested: "50", truncated: true},
		{limit: 60, pageSize: 20, rows: 60, requests: 3, requested: "20", truncated: true},
		{limit: 119, pageSize: 50, rows: 119, requests: 3, requested: "50", truncated: true},
		{limit: 120, pageSize: 50, rows: 120, requests: 3, requested: "50"},
		{limit: 120, pageSize: 40, rows: 120, requests: 3, requested: "40"},
		{limit: 121, pageSize: 50, rows: 120, requests: 3, requested: "50"},
		{limit: 500, pageSize: 50, rows: 120, requests: 3, requested: "50"},
	} {
		t.Run(fmt.Sprintf("%d by %d", test.limit, test.pageSize), func(t *testing.T) {
			t.Parallel()
			api := apiWith(120)
			params := service()
			params.Limit, params.PageSize = test.limit, test.pageSize
			client := newClient(t, twiliotest.NewPipeServer(api))
			checkTruncated(t, client, params, test.rows, test.truncated)
			requests := api.Requests()
			if len(requests) != test.requests {
				t.Errorf("%d requests, want %d", len(requests), test.requests)
			}
			if got := requests[0].Query.Get("PageSize"); got != test.requested {
				t.Errorf("requested pages of %s, want %s", got, test.requested)
			}
		})
	}
}

// checkTruncated reads so many rows. Only the last page reports that there are more.
func checkTruncated(t *testing.T, client *Client, list List, rows int, truncated bool) {
	t.Helper()
	got, last := 0, false
	for page, err := range client.Pages(t.Context(), list) {
		if err != nil {
			t.Fatal(err)
		}
		if last {
			t.Error("a page comes after a truncated one")
		}
		got += len(page.Rows)
		last = page.Truncated
	}
	if got != rows || last != truncated {
		t.Errorf("read %d rows, truncated: %t, want %d, %t", got, last, rows, truncated)
	}
}

func TestEarlyBreak(t *testing.T) {
	t.Parallel()
	api := apiWith(200)
	client := newClient(t, twiliotest.NewPipeServer(api))
	for _, err := range client.Pages(t.Context(), service()) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if got := len(api.Requests()); got != 1 {
		t.Errorf("%d requests after a break on the first page, want 1", got)
	}
}

func TestRangeTwice(t *testing.T) {
	t.Parallel()
	client := newClient(t, twiliotest.NewPipeServer(apiWith(120)))
	list := client.Pages(t.Context(), service())
	for range 2 {
		rows := 0
		for page, err := range list {
			if err != nil {
				t.Fatal(err)
			}
			rows += len(page.Rows)
		}
		if rows != 120 {
			t.Errorf("%d rows, want 120 each time", rows)
		}
	}
}

func TestRepeatedPages(t *testing.T) {
	t.Parallel()
	const first = "Identity=alice.2024%40example.com&PageSize=50"
	closed := func(sid string) string { return sid + `/MB1/"closed"` }
	for name, test := range map[string]struct {
		bodies   []string
		states   []string
		requests int // until the error: one more than the pages that differ, and a repeat
	}{
		"the same page":             {bodies: []string{pageBody("t=1", "CH1", "CH2")}, requests: 3},
		"one row":                   {bodies: []string{pageBody("t=1", "CH1"), pageBody("t=2", "CH1")}, requests: 3},
		"the first page":            {bodies: []string{pageBody("t=1", "CH1", "CH2"), pageBody("t=2", "CH1", "CH2")}, requests: 3},
		"a page that names itself":  {bodies: []string{pageBody("t=1", "CH1"), pageBody("t=1", "CH2")}, requests: 3},
		"a cycle of two":            {bodies: []string{pageBody("t=1", "CH1"), pageBody("t=2", "CH2"), pageBody("t=1", "CH3")}, requests: 4},
		"a cycle back to the first": {bodies: []string{pageBody("t=1", "CH1"), pageBody(first, "CH2")}, requests: 3},
		"an empty page for ever":    {bodies: []string{firstPageBody("t=1")}, requests: 3},
		"rows that are not kept": {
			bodies: []string{pageBody("t=1", closed("CH1"), closed("CH2")), pageBody("t=2", closed("CH1"), closed("CH2"))},
			states: []string{"active"}, requests: 3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := pages(test.bodies...)
			params := service()
			params.States = test.states
			mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), params, ErrRepeatedPage)
			if n := len(api.Requests()); n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
		})
	}
}

// TestPagesWithoutNewRows: a new token each time does not keep a read going, but rows
// that are not kept do.
func TestPagesWithoutNewRows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body     func(n int) string
		cause    error
		requests int
	}{
		"empty for ever": {
			func(n int) string { return firstPageBody("t=" + strconv.Itoa(n)) }, ErrRepeatedPage, maxPagesWithoutRows + 1,
		},
		"no new rows for ever": {
			func(n int) string { // the same two in another order each time
				rows := strings.NewReplacer("0", "CH1 ", "1", "CH2 ").Replace(fmt.Sprintf("%012b", n))
				return pageBody("t="+strconv.Itoa(n), strings.Fields(rows)...)
			},
			ErrRepeatedPage, maxPagesWithoutRows + 2,
		},
		"closed ones, then the end": {
			func(n int) string {
				next := "t=" + strconv.Itoa(n)
				if n == maxPagesWithoutRows+10 {
					next = "null"
				}
				return pageBody(next, fmt.Sprintf(`CH%04d/MB1/"closed"`, n))
			},
			nil, maxPagesWithoutRows + 10,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.Fault = func(n int, _ *http.Request) twiliotest.Fault { return jsonBody(test.body(n)) }
			params := service()
			params.States = []string{"active"}
			_, err := sids(t.Context(), newClient(t, twiliotest.NewPipeServer(api)), params)
			if n := len(api.Requests()); !errors.Is(err, test.cause) || n != test.requests {
				t.Errorf("ended with %v after %d requests, want %v after %d", err, n, test.cause, test.requests)
			}
		})
	}
}

func TestRowsComeOnce(t *testing.T) {
	t.Parallel()
	ch1 := longSID("CH1")
	page := func(rows ...string) string {
		return `{"conversations":[` + strings.Join(rows, ",") + `],"meta":{"next_page_url":null}}`
	}
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
		"a row again on the next page, changed": {
			bodies: []string{pageBody("t=1", `CH1/MB1/"active"`), pageBody("null", `CH1/MB1/"closed"`, "CH3/MB3")},
			want:   []string{"CH1", "CH3"},
		},
		"a row again on its page": {
			bodies: []string{pageBody("null", "CH1/MB1", "CH1/MB1", "CH2/MB2", "CH1/MB1", "CH2/MB2")},
			want:   []string{"CH1", "CH2"},
		},
		"a row again on its page, changed": {
			bodies: []string{pageBody("null", `CH1/MB1/"active"`, `CH1/MB1/"closed"`, `CH1/MB1/"active"`, `CH1/MB1/"closed"`)},
			want:   []string{"CH1", "CH1"},
		},
		"participants without a proper SID": {
			bodies: []string{page(
				`{"conversation_sid":"`+ch1+`","participant_sid":5}`, `{"conversation_sid":"`+ch1+`","participant_sid":6}`,
				`{"conversation_sid":"`+ch1+`"}`, `{"conversation_sid":"`+ch1+`"}`,
			)},
			want: []string{"CH1", "CH1", "CH1"},
		},
		"another participant of the same conversation": {
			bodies: []string{pageBody("t=1", "CH1/MB1"), pageBody("null", "CH1/MB2")},
			want:   []string{"CH1", "CH1"},
		},
		"the limit counts what is left": {
			bodies: []string{
				pageBody("t=1", "CH1/MB1", "CH2/MB2"), pageBody("t=2", "CH2/MB2", "CH3/MB3", "CH4/MB4"),
				pageBody("t=3", "CH9/MB9"),
			},
			limit: 3,
			want:  []string{"CH1", "CH2", "CH3"},
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
	api.Fault = faults(nil, nil, twiliotest.Refuse(http.StatusForbidden, 20403, "Forbidden"))
	failures := 0
	for _, err := range newClient(t, twiliotest.NewPipeServer(api)).Pages(t.Context(), service()) {
		if failure, ok := errors.AsType[*Error](err); ok && failure.Status == http.StatusForbidden {
			failures++
		}
	}
	if failures != 1 || len(api.Requests()) != 3 {
		t.Errorf("%d errors after %d requests, want one after 3", failures, len(api.Requests()))
	}
}
