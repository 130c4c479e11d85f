package provider

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

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
			h := reading(t, apiWith(n))
			state, diags := h.read(t.Context(), serviceList, byIdentity(m{"page_size": 1000}))
			mustTell(t, diags)
			rows := conversations(t, state)
			if len(rows) != n {
				t.Fatalf("%d rows, want %d", len(rows), n)
			}
			for i, row := range rows {
				if got, want := plain(t, fields(t, row)["conversation_sid"]), twiliotest.SID("CH", i+1); got != want {
					t.Errorf("row %d is %v, want %v", i, got, want)
				}
			}
			if plain(t, state["identity"]) != identity || plain(t, state["chat_service_sid"]) != twiliotest.ServiceSID || !state["address"].IsNull() || !state["limit"].IsNull() {
				t.Errorf("the arguments became %v", state)
			}
			result, diags := h.open(serviceList, byIdentity(m{"page_size": 1000}))
			mustTell(t, diags)
			if !reflect.DeepEqual(state, result) {
				t.Error("the ephemeral resource gives another result")
			}
		})
	}
}

// TestExamples: the example replies of Twilio's OpenAPI document come out as
// the right rows, all sixteen fields of them.
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
	for name, value := range row {
		byIdentityRow[name], byAddressRow[name] = value, value
	}
	for example, want := range map[string][]any{"readEmpty": {}, "readFullByIdentity": {byIdentityRow}, "readFullByAddress": {byAddressRow}} {
		t.Run(example, func(t *testing.T) {
			t.Parallel()
			h := reading(t, serving(string(twiliotest.Example(example))))
			for _, list := range []string{serviceList, defaultList} {
				arguments := m{"identity": "identity"}
				if list == serviceList {
					arguments["chat_service_sid"] = "IS" + a
				}
				state, diags := h.read(t.Context(), list, arguments)
				mustTell(t, diags)
				got := []any{}
				for _, row := range conversations(t, state) {
					got = append(got, plain(t, row))
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %v, want %v", list, got, want)
				}
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
		row      string // beside the SID
		field    string
		want     any
		problems []problem
	}{
		"missing":             {``, "conversation_friendly_name", nil, nil},
		"null":                {`"conversation_friendly_name":null`, "conversation_friendly_name", nil, nil},
		"empty":               {`"conversation_friendly_name":""`, "conversation_friendly_name", "", nil},
		"escapes":             {`"conversation_attributes":"{\"a\":\"\\u00e9\\n\ud83d\ude42\u0000\"}"`, "conversation_attributes", "{\"a\":\"\\u00e9\\n🙂\x00\"}", nil},
		"no UTF-8":            {`"conversation_friendly_name":"` + "\xff" + `\ud800"`, "conversation_friendly_name", "\ufffd\ufffd", nil},
		"a new field":         {`"new":{"a":[1]},"conversation_state":"initializing"`, "conversation_state", "initializing", nil},
		"twice":               {`"conversation_state":"a","conversation_state":"b"`, "conversation_state", "a", nil},
		"no JSON attributes":  {`"conversation_attributes":"{oops"`, "conversation_attributes", "{oops", nil},
		"object missing":      {``, "conversation_timers", nil, nil},
		"object empty":        {`"conversation_timers":{}`, "conversation_timers", m{"date_inactive": nil, "date_closed": nil}, nil},
		"object with new":     {`"conversation_timers":{"date_closed":"x","y":[]}`, "conversation_timers", m{"date_inactive": nil, "date_closed": "x"}, nil},
		"map missing":         {``, "links", nil, nil},
		"map empty":           {`"links":{}`, "links", m{}, nil},
		"map with null":       {`"links":{"a":"b","c":null}`, "links", m{"a": "b", "c": nil}, nil},
		"number for text":     {`"conversation_state":7`, "conversation_state", nil, []problem{warningOn(warning, "conversation_state")}},
		"object for text":     {`"conversation_attributes":{"a":1}`, "conversation_attributes", nil, []problem{warningOn(warning, "conversation_attributes")}},
		"text for object":     {`"conversation_timers":"soon"`, "conversation_timers", nil, []problem{warningOn(warning, "conversation_timers")}},
		"list for map":        {`"links":[]`, "links", nil, []problem{warningOn(warning, "links")}},
		"number in map":       {`"links":{"a":1,"b":"c"}`, "links", m{"a": nil, "b": "c"}, []problem{warningOn(warning, "links")}},
		"boolean in object":   {`"participant_messaging_binding":{"type":true,"address":"+1"}`, "participant_messaging_binding", m{"type": nil, "address": "+1", "proxy_address": nil, "projected_address": nil, "name": nil, "level": nil}, []problem{warningOn(warning, "participant_messaging_binding.type")}},
		"a participant's SID": {`"participant_sid":{}`, "participant_sid", nil, []problem{warningOn(warning, "participant_sid")}},
		"two in one warning":  {`"links":1,"conversation_state":1`, "links", nil, []problem{warningOn(warning, "conversation_state and links")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var row strings.Builder
			row.WriteString(`{"conversation_sid":"CH%d"`)
			if test.row != "" {
				row.WriteString("," + strings.ReplaceAll(test.row, "%", "%%"))
			}
			row.WriteString("}")
			body := `{"conversations":[` + fmt.Sprintf(row.String()+","+row.String(), 1, 2) + `],"meta":{"next_page_url":null}}`
			state, diags := reading(t, serving(body)).read(t.Context(), serviceList, byIdentity())
			mustTell(t, diags, test.problems...)
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
			state, diags := reading(t, api).read(t.Context(), serviceList, byIdentity(test.arguments))
			mustTell(t, diags)
			requests := api.Requests()
			if rows := conversations(t, state); len(rows) != test.rows || len(requests) != test.requests || requests[0].Query.Get("PageSize") != test.pageSize {
				t.Errorf("%d rows by %d requests for pages of %s", len(rows), len(requests), requests[0].Query.Get("PageSize"))
			}
		})
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	for appended, want := range map[string]string{
		"":              "Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-twilio/1.2.3",
		" team/7\n(x) ": "Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-twilio/1.2.3 team/7 (x)",
	} {
		asked := &recorder{}
		h := newHarness(t, map[string]string{
			"TF_APPEND_USER_AGENT": appended, "TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken,
		}, asked)
		mustTell(t, h.configure(nil))
		h.read(t.Context(), serviceList, byIdentity())
		if got := asked.last.Header.Get("User-Agent"); got != want {
			t.Errorf("User-Agent %q, want %q", got, want)
		}
	}
}

// TestArguments: wrong ones are found by validation, before any request.
func TestArguments(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	with := func(more m) m { return byIdentity(more) }
	address := func(value any) m { return m{"chat_service_sid": twiliotest.ServiceSID, "address": value} }
	timeouts := func(value string) m {
		return with(m{"timeouts": map[string]tftypes.Value{"read": tftypes.NewValue(tftypes.String, value)}})
	}
	for name, test := range map[string]struct {
		arguments m
		problems  []problem
	}{
		"identity":               {with(nil), nil},
		"identity of 256":        {with(m{"identity": strings.Repeat("🙂", 256)}), nil},
		"address":                {address("+15005550006"), nil},
		"WhatsApp":               {address("whatsapp:+15005550006"), nil},
		"messenger":              {address("messenger:1234"), nil},
		"e-mail":                 {address("me%x@example.com"), nil},
		"encoded address":        {address("%2B15005550006"), []problem{warningOn("address", "encodes", "+15005550006")}},
		"lower-case encoded":     {address("whatsapp%3a%2b1555"), []problem{warningOn("address")}},
		"everything":             {with(m{"page_size": 1, "limit": 1}), nil},
		"largest page":           {with(m{"page_size": 1000}), nil},
		"timeout":                {timeouts("90s"), nil},
		"unknown values":         {m{"chat_service_sid": unknown, "identity": unknown, "address": unknown, "page_size": unknown, "limit": unknown}, nil},
		"one of two unknown":     {m{"chat_service_sid": unknown, "identity": "a", "address": unknown}, nil},
		"no service":             {m{"chat_service_sid": "", "identity": "a"}, []problem{errorOn("chat_service_sid", "IS", "32")}},
		"another SID":            {m{"chat_service_sid": twiliotest.AccountSID, "identity": "a"}, []problem{errorOn("chat_service_sid")}},
		"a long SID":             {m{"chat_service_sid": twiliotest.ServiceSID + "0", "identity": "a"}, []problem{errorOn("chat_service_sid")}},
		"a SID and a line":       {m{"chat_service_sid": twiliotest.ServiceSID + "\n", "identity": "a"}, []problem{errorOn("chat_service_sid")}},
		"neither":                {m{"chat_service_sid": twiliotest.ServiceSID}, []problem{errorOn("identity", "identity", "address")}},
		"both":                   {m{"chat_service_sid": twiliotest.ServiceSID, "identity": "a", "address": "+1"}, []problem{errorOn("identity", "identity", "address")}},
		"empty identity":         {with(m{"identity": ""}), []problem{errorOn("identity")}},
		"long identity":          {with(m{"identity": strings.Repeat("é", 257)}), []problem{errorOn("identity", "256")}},
		"empty address":          {address(""), []problem{errorOn("address", "empty")}},
		"page_size 0":            {with(m{"page_size": 0}), []problem{errorOn("page_size", "1000")}},
		"page_size 1001":         {with(m{"page_size": 1001}), []problem{errorOn("page_size", "1000")}},
		"limit 0":                {with(m{"limit": 0}), []problem{errorOn("limit", "1")}},
		"limit -1":               {with(m{"limit": -1}), []problem{errorOn("limit")}},
		"a timeout without unit": {timeouts("90"), []problem{errorOn("timeouts")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := h.validateData(serviceList, test.arguments)
			mustTell(t, diags, test.problems...)
			if text, ok := test.arguments["identity"].(string); ok && len(text) > 10 && strings.Contains(tell(diags), text) {
				t.Errorf("the diagnostics tell the identity:\n%s", tell(diags))
			}
		})
	}
	for name, test := range map[string]struct {
		arguments m
		problems  []problem
	}{
		"no retries":      {m{"max_retries": 0}, nil},
		"negative":        {m{"max_retries": -1}, []problem{errorOn("max_retries", "0")}},
		"malformed":       {m{"api_key": "hunter2", "edge": "a b"}, []problem{errorOn("api_key", "TWILIO_API_KEY"), errorOn("edge", "TWILIO_EDGE")}},
		"empty":           {m{"auth_token": ""}, []problem{errorOn("auth_token", "TWILIO_AUTH_TOKEN")}},
		"exclusive":       {m{"base_url": "https://gateway.example.com", "region": "ie1", "edge": "dublin"}, []problem{errorOn("region", "base_url"), errorOn("edge", "base_url")}},
		"unknown":         {m{"auth_token": unknown, "base_url": unknown, "region": unknown}, []problem{errorOn("region", "base_url")}},
		"unknown region":  {m{"region": unknown, "account_sid": unknown}, nil},
		"nothing is fine": {m{}, nil},
	} {
		t.Run("provider/"+name, func(t *testing.T) {
			t.Parallel()
			diags := h.validate(test.arguments)
			mustTell(t, diags, test.problems...)
			if strings.Contains(tell(diags), "hunter2") {
				t.Errorf("the diagnostics tell a value:\n%s", tell(diags))
			}
		})
	}
}

// TestUnknownProviderArguments: not an absent one. Nothing falls back to the
// environment, Configure is content, and a read tells which is missing.
func TestUnknownProviderArguments(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"TWILIO_ACCOUNT_SID": twiliotest.AccountSID, "TWILIO_AUTH_TOKEN": twiliotest.AuthToken,
		"TWILIO_API_KEY": twiliotest.APIKey, "TWILIO_API_SECRET": twiliotest.APISecret,
	}
	for _, name := range []string{"account_sid", "auth_token", "api_key", "api_secret", "region", "edge", "base_url", "max_retries"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := &recorder{}
			h := newHarness(t, environment, asked)
			mustTell(t, h.configure(m{name: unknown}))
			state, diags := h.read(t.Context(), serviceList, byIdentity())
			mustTell(t, diags, errorOn("", name, "depends_on", "-target"))
			_, diags = h.open(defaultList, m{"identity": identity})
			mustTell(t, diags, errorOn("", name))
			if asked.last != nil {
				t.Error("a request was made")
			}
			if state != nil && !state["conversations"].IsNull() {
				t.Errorf("the state became %v", state)
			}
		})
	}
	t.Run("one that is not needed", func(t *testing.T) {
		t.Parallel()
		asked := &recorder{}
		h := newHarness(t, nil, asked)
		mustTell(t, h.configure(m{"account_sid": unknown, "api_key": twiliotest.APIKey, "api_secret": twiliotest.APISecret}))
		h.read(t.Context(), serviceList, byIdentity())
		if asked.last == nil {
			t.Error("no request was made")
		}
	})
}
