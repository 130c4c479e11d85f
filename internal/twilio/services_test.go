package twilio

import (
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestServices(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		services, pageSize, limit int
		rows, requests            int
		truncated                 bool
	}{
		{services: 0, pageSize: 50, rows: 0, requests: 1},
		{services: 3, pageSize: 50, rows: 3, requests: 1},
		{services: 100, pageSize: MaxServicesPageSize, rows: 100, requests: 1},
		{services: 101, pageSize: MaxServicesPageSize, rows: 101, requests: 2},
		{services: 101, pageSize: 50, limit: 100, rows: 100, requests: 2, truncated: true},
		{services: 101, pageSize: 50, limit: 101, rows: 101, requests: 3},
		{services: 101, pageSize: 100, limit: 3, rows: 3, requests: 1, truncated: true},
	} {
		api := twiliotest.New()
		api.RemoveServices()
		api.AddServices(twiliotest.Services(test.services)...)
		client := newClient(t, twiliotest.NewPipeServer(api))
		list := Services{PageSize: test.pageSize, Limit: test.limit}
		got, err := sids(t.Context(), client, list)
		var want []string
		for i := range test.rows {
			want = append(want, twiliotest.SID("IS", i+1))
		}
		if requests := len(api.Requests()); err != nil || !slices.Equal(got, want) || requests != test.requests {
			t.Errorf("%+v: read %d rows, %v, in %d requests", test, len(got), err, requests)
		}
		checkTruncated(t, client, list, test.rows, test.truncated)
		for _, r := range api.Requests() {
			if r.Path != "/v1/Services" || r.Query.Has("Identity") || r.Query.Has("Address") {
				t.Errorf("requested %s?%s", r.Path, r.RawQuery)
			}
		}
	}
}

// TestServicesComeOnce: by SID alone, whatever else differs.
func TestServicesComeOnce(t *testing.T) {
	t.Parallel()
	row := func(n int, more string) string { return `{"sid":"` + twiliotest.SID("IS", n) + `",` + more + `}` }
	api := pages(
		`{"services":[`+row(1, `"":1`)+`],"meta":{"next_page_url":"?t=1"}}`,
		`{"services":[`+row(1, `"":2`)+`,`+row(2, `"":2`)+`],"meta":{"next_page_url":null}}`,
	)
	got, err := sids(t.Context(), newClient(t, twiliotest.NewPipeServer(api)), Services{PageSize: 50})
	if err != nil || len(got) != 2 {
		t.Errorf("read %q, %v, want two", got, err)
	}
}

func TestPermanentFailuresOfServices(t *testing.T) {
	t.Parallel()
	sid := twiliotest.SID("IS", 1)
	page := func(row, meta string) twiliotest.Fault {
		return jsonBody(`{"services":[` + row + `],"meta":{` + meta + `}}`)
	}
	for name, test := range map[string]struct {
		fault    twiliotest.Fault
		cause    error
		requests int
	}{
		"a conversation":           {page(`{"sid":"`+twiliotest.SID("CH", 1)+`"}`, `"next_page_url":null`), ErrRow, 1},
		"a short SID":              {page(`{"sid":"IS1"}`, `"next_page_url":null`), ErrRow, 1},
		"a SID of another name":    {page(`{"service_sid":"`+sid+`"}`, `"next_page_url":null`), ErrRow, 1},
		"null first":               {page(`{"sid":null,"sid":"`+sid+`"}`, `"next_page_url":null`), ErrRow, 1},
		"a repaired SID":           {page(`{"sid":"`+sid[:31]+"\xff"+`"}`, `"next_page_url":null`), ErrRow, 1},
		"another list":             {jsonBody(`{"conversations":[],"meta":{"next_page_url":null}}`), ErrNotAPI, 1},
		"another list's page":      {jsonBody(emptyPage), ErrMismatch, 2},
		"an object":                {jsonBody(`{"sid":"` + sid + `","account_sid":null}`), ErrMismatch, 2},
		"empty, without an echo":   {page(``, `"next_page_url":null`), ErrMismatch, 2},
		"a page of another list":   {page(``, `"url":"https://x.invalid/v1/ParticipantConversations?Page=0","next_page_url":null`), ErrMismatch, 2},
		"services twice":           {jsonBody(`{"services":[],"meta":{"next_page_url":null},"services":[]}`), errDamaged, 2},
		"no next page":             {page(``, `"page":0`), ErrNextPage, 1},
		"a participant's next":     {page(`{"sid":"`+sid+`"}`, `"next_page_url":"?Page=1&Identity=bob"`), ErrNextPage, 1},
		"a next page, no query":    {page(`{"sid":"`+sid+`"}`, `"next_page_url":"https://x.invalid/v1/Services"`), ErrNextPage, 1},
		"a page that names itself": {page(`{"sid":"`+sid+`"}`, `"next_page_url":"?Page=1"`), ErrRepeatedPage, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.Fault = always(test.fault)
			client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 1 })
			failure := mustFail(t, client, Services{PageSize: 50}, test.cause)
			if n := len(api.Requests()); n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
			if !strings.HasSuffix(failure.URL, "/v1/Services") {
				t.Errorf("URL %s", failure.URL)
			}
		})
	}
}
