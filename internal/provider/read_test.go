package provider

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

type m = map[string]any

// byIdentity are the arguments of most tests.
func byIdentity(more ...m) m {
	arguments := m{"chat_service_sid": twiliotest.ServiceSID, "identity": identity}
	for _, others := range more {
		maps.Copy(arguments, others)
	}
	return arguments
}

// apiWith returns a fake API with n conversations for byIdentity().
func apiWith(n int) *twiliotest.API {
	api := twiliotest.New()
	api.Add(twiliotest.ServiceSID, "Identity", identity, twiliotest.Conversations(twiliotest.ServiceSID, "Identity", identity, n)...)
	return api
}

// serving returns an API that answers every request with the given body.
func serving(body string) *twiliotest.API {
	api := twiliotest.New()
	api.Fault = func(int, *http.Request) twiliotest.Fault {
		return twiliotest.Body(http.StatusOK, "application/json", body)
	}
	return api
}

// TestEveryRow: each list in both forms gives exactly the service's rows, and
// the arguments as they were.
func TestEveryRow(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 49, 50, 51, 100, 101, 1003} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			h := configured(t, apiWith(n))
			state, diags := h.read(t.Context(), serviceList, byIdentity(m{"page_size": 1000}))
			mustReport(t, diags)
			rows := conversations(t, state)
			if len(rows) != n {
				t.Fatalf("%d rows, want %d", len(rows), n)
			}
			for i, row := range rows {
				if got, want := plain(t, fields(t, row)["conversation_sid"]), twiliotest.SID("CH", i+1); got != want {
					t.Errorf("row %d is %v, want %v", i, got, want)
				}
			}
			if plain(t, state["identity"]) != identity || plain(t, state["chat_service_sid"]) != twiliotest.ServiceSID ||
				!state["address"].IsNull() || !state["limit"].IsNull() {
				t.Errorf("the arguments became %v", state)
			}
			result, diags := h.open(serviceList, byIdentity(m{"page_size": 1000}))
			mustReport(t, diags)
			if !reflect.DeepEqual(state, result) {
				t.Error("the ephemeral resource gives another result")
			}
		})
	}
}

// TestExamples: the example replies of Twilio's OpenAPI document come out as
// the right rows, all sixteen fields of them and the name.
func TestExamples(t *testing.T) {
	t.Parallel()
	const a = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	row := m{
		"account_sid": "AC" + a, "chat_service_sid": "IS" + a, "conversation_sid": "CH" + a, "participant_sid": "MB" + a,
		"conversation_friendly_name": "friendly_name", "conversation_state": "inactive",
		"conversation_timers":     m{"date_inactive": "2015-12-16T22:19:38Z", "date_closed": "2015-12-16T22:28:38Z"},
		"conversation_attributes": "{}", "conversation_date_created": "2015-07-30T20:00:00Z", "conversation_date_updated": "2015-07-30T20:00:00Z",
		"conversation_created_by": "created_by", "conversation_unique_name": "unique_name",
		"links": m{
			"participant":  "https://conversations.twilio.com/v1/Services/IS" + a + "/Conversations/CH" + a + "/Participants/MB" + a,
			"conversation": "https://conversations.twilio.com/v1/Services/IS" + a + "/Conversations/CH" + a,
		},
	}
	byIdentityRow := m{"participant_user_sid": "US" + a, "participant_identity": "identity", "participant_messaging_binding": nil}
	byAddressRow := m{"participant_user_sid": nil, "participant_identity": nil, "participant_messaging_binding": m{
		"address": "+375255555555", "proxy_address": "+12345678910", "type": "sms", "level": nil, "name": nil, "projected_address": nil,
	}}
	byIdentityRow[requestedName], byAddressRow[requestedName] = "identity", "+375255555555"
	for name, value := range row {
		byIdentityRow[name], byAddressRow[name] = value, value
	}
	const service = "IS" + a
	for name, test := range map[string]struct {
		list, example string
		arguments     m
		want          []any
	}{
		"nobody":     {serviceList, "readEmpty", m{"chat_service_sid": service, "identity": "identity"}, []any{}},
		"identity":   {serviceList, "readFullByIdentity", m{"chat_service_sid": service, "identity": "identity"}, []any{byIdentityRow}},
		"address":    {serviceList, "readFullByAddress", m{"chat_service_sid": service, "address": "+375255555555"}, []any{byAddressRow}},
		"identities": {serviceList, "readFullByIdentity", m{"chat_service_sid": service, "identities": []any{"identity"}}, []any{byIdentityRow}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := configured(t, serving(string(twiliotest.Example(test.example))), m{"account_sid": "AC" + a})
			state, diags := h.read(t.Context(), test.list, test.arguments)
			mustReport(t, diags)
			got := []any{}
			for _, row := range conversations(t, state) {
				got = append(got, plain(t, row))
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

// TestOddFields: null and missing are null, an empty text stays empty, new
// fields are ignored, and an unexpected type costs its field alone.
func TestOddFields(t *testing.T) {
	t.Parallel()
	const warning = "conversations"
	for name, test := range map[string]struct {
		row      string // in addition to the SID
		field    string
		want     any
		problems []message
	}{
		"missing": {``, "conversation_friendly_name", nil, nil},
		"null":    {`"conversation_friendly_name":null`, "conversation_friendly_name", nil, nil},
		"empty":   {`"conversation_friendly_name":""`, "conversation_friendly_name", "", nil},
		"escapes": {
			`"conversation_attributes":"{\"a\":\"\\u00e9\\n\ud83d\ude42\u0000\"}"`, "conversation_attributes",
			"{\"a\":\"\\u00e9\\n🙂\x00\"}", nil,
		},
		"no UTF-8":           {`"conversation_friendly_name":"` + "\xff" + `\ud800"`, "conversation_friendly_name", "\ufffd\ufffd", nil},
		"a new field":        {`"new":{"a":[1]},"conversation_state":"initializing"`, "conversation_state", "initializing", nil},
		"twice":              {`"conversation_state":"a","conversation_state":"b"`, "conversation_state", "a", nil},
		"no JSON attributes": {`"conversation_attributes":"{oops"`, "conversation_attributes", "{oops", nil},
		"object missing":     {``, "conversation_timers", nil, nil},
		"object empty":       {`"conversation_timers":{}`, "conversation_timers", m{"date_inactive": nil, "date_closed": nil}, nil},
		"object with new": {
			`"conversation_timers":{"date_closed":"x","y":[]}`, "conversation_timers",
			m{"date_inactive": nil, "date_closed": "x"}, nil,
		},
		"map missing":     {``, "links", nil, nil},
		"map empty":       {`"links":{}`, "links", m{}, nil},
		"map with null":   {`"links":{"a":"b","c":null}`, "links", m{"a": "b", "c": nil}, nil},
		"number for text": {`"conversation_state":7`, "conversation_state", nil, []message{warningOn(warning, "conversation_state")}},
		"object for text": {
			`"conversation_attributes":{"a":1}`, "conversation_attributes", nil,
			[]message{warningOn(warning, "conversation_attributes")},
		},
		"text for object": {`"conversation_timers":"soon"`, "conversation_timers", nil, []message{warningOn(warning, "conversation_timers")}},
		"list for map":    {`"links":[]`, "links", nil, []message{warningOn(warning, "links")}},
		"number in map":   {`"links":{"a":1,"b":"c"}`, "links", m{"a": nil, "b": "c"}, []message{warningOn(warning, "links")}},
		"boolean in object": {
			`"participant_messaging_binding":{"type":true,"address":"+1"}`, "participant_messaging_binding",
			m{"type": nil, "address": "+1", "proxy_address": nil, "projected_address": nil, "name": nil, "level": nil},
			[]message{warningOn(warning, "participant_messaging_binding.type")},
		},
		"a participant's SID": {`"participant_sid":{}`, "participant_sid", nil, []message{warningOn(warning, "participant_sid")}},
		"two in one warning":  {`"links":1,"conversation_state":1`, "links", nil, []message{warningOn(warning, "conversation_state and links")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var row strings.Builder
			row.WriteString(`{"conversation_sid":"CH%032d"`)
			if test.row != "" {
				row.WriteString("," + strings.ReplaceAll(test.row, "%", "%%"))
			}
			row.WriteString("}")
			body := `{"conversations":[` + fmt.Sprintf(row.String()+","+row.String(), 1, 2) + `],"meta":{"next_page_url":null}}`
			state, diags := configured(t, serving(body)).read(t.Context(), serviceList, byIdentity())
			mustReport(t, diags, test.problems...)
			rows := conversations(t, state)
			if len(rows) != 2 {
				t.Fatalf("%d rows, want 2", len(rows))
			}
			for _, row := range rows {
				if got := plain(t, fields(t, row)[test.field]); !reflect.DeepEqual(got, test.want) {
					t.Errorf("%s is %#v, want %#v", test.field, got, test.want)
				}
			}
		})
	}
}

func TestLimitAndPageSize(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments m
		rows      int
		pageSize  string
		requests  int
	}{
		{m{}, 120, "50", 3},
		{m{"page_size": 1000}, 120, "1000", 3},
		{m{"page_size": 40}, 120, "40", 3},
		{m{"limit": 1}, 1, "1", 1},
		{m{"limit": 50}, 50, "50", 1},
		{m{"limit": 60, "page_size": 30}, 60, "30", 2},
		{m{"limit": 1000000}, 120, "50", 3},
	} {
		t.Run(fmt.Sprint(test.arguments), func(t *testing.T) {
			t.Parallel()
			api := apiWith(120)
			state, diags := configured(t, api).read(t.Context(), serviceList, byIdentity(test.arguments))
			mustReport(t, diags)
			requests := api.Requests()
			if rows := conversations(t, state); len(rows) != test.rows || len(requests) != test.requests || requests[0].Query.Get("PageSize") != test.pageSize {
				t.Errorf("%d rows by %d requests for pages of %s", len(rows), len(requests), requests[0].Query.Get("PageSize"))
			}
		})
	}
}
