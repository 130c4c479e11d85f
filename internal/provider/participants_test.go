package provider

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-twilio/internal/twiliotest"
)

// apiWithMany returns a fake API in which each identity, "ada-0" and so on, has as many
// conversations as given.
func apiWithMany(conversations ...int) *twiliotest.API {
	api := twiliotest.New()
	for i, n := range conversations {
		identity := fmt.Sprintf("ada-%d", i)
		api.Add(twiliotest.ServiceSID, "Identity", identity, twiliotest.Conversations(twiliotest.ServiceSID, "Identity", identity, n)...)
	}
	return api
}

// identities are the arguments of a read of many.
func identities(more m, names ...any) m {
	arguments := m{"chat_service_sid": twiliotest.ServiceSID, "identities": names}
	maps.Copy(arguments, more)
	return arguments
}

// strings of a list attribute.
func textsOf(t *testing.T, list tftypes.Value) []string {
	t.Helper()
	var values []tftypes.Value
	if err := list.As(&values); err != nil || list.IsNull() {
		t.Fatalf("%v: %v", list, err)
	}
	all := []string{}
	for _, value := range values {
		all = append(all, plain(t, value).(string))
	}
	return all
}

// TestManyParticipants: rows come in the order of the participants, whichever reply
// comes first, and a name that occurs twice is read once.
func TestManyParticipants(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWithMany(3, 60, 0, 1)
		delay := map[string]time.Duration{"ada-0": 3 * time.Second, "ada-1": 2 * time.Second, "ada-2": time.Second}
		api.Fault = func(_ int, r *http.Request) twiliotest.Fault {
			time.Sleep(delay[r.URL.Query().Get("Identity")])
			return nil
		}
		state, diags := configured(t, api).read(t.Context(), serviceList,
			identities(nil, "ada-0", "nobody", "ada-1", "ada-0", "ada-2", "ada-3"))
		mustReport(t, diags)
		counts := []string{}
		for _, row := range conversations(t, state) {
			who := plain(t, fields(t, row)["participant_identity"]).(string)
			if len(counts) == 0 || counts[len(counts)-1] != who {
				counts = append(counts, who)
			}
		}
		if rows := len(conversations(t, state)); rows != 64 || !reflect.DeepEqual(counts, []string{"ada-0", "ada-1", "ada-3"}) {
			t.Errorf("%d rows of %v", rows, counts)
		}
		if got := textsOf(t, state["not_found"]); !reflect.DeepEqual(got, []string{"nobody", "ada-2"}) {
			t.Errorf("not found: %v", got)
		}
		if requests := len(api.Requests()); requests != 6 {
			t.Errorf("%d requests, want 6", requests)
		}
	})
}

func TestNoParticipants(t *testing.T) {
	t.Parallel()
	api := apiWithMany()
	for _, arguments := range []m{{"identities": []any{}}, {"addresses": []any{}}} {
		arguments["chat_service_sid"] = twiliotest.ServiceSID
		state, diags := configured(t, api).read(t.Context(), serviceList, arguments)
		mustReport(t, diags)
		if len(conversations(t, state)) != 0 || len(textsOf(t, state["not_found"])) != 0 || len(api.Requests()) != 0 {
			t.Errorf("%v after %d requests", state, len(api.Requests()))
		}
	}
}

// TestNotFound: it holds the participants without a conversation in any state.
func TestNotFound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments m
		want      []string
	}{
		"identity found":       {m{"identity": identity}, []string{}},
		"identity":             {m{"identity": "nobody"}, []string{"nobody"}},
		"address":              {m{"address": "+15005550009"}, []string{"+15005550009"}},
		"addresses":            {m{"addresses": []any{"+15005550009", "+15005550008"}}, []string{"+15005550009", "+15005550008"}},
		"other states only":    {m{"identity": identity, "states": []any{"initializing"}}, []string{}},
		"cut before a row":     {m{"identity": identity, "limit": 1}, []string{}},
		"nobody in the states": {m{"identity": "nobody", "states": []any{"active"}}, []string{"nobody"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := configured(t, apiWith(60))
			test.arguments["chat_service_sid"] = twiliotest.ServiceSID
			state, diags := h.read(t.Context(), serviceList, test.arguments)
			mustReport(t, diags)
			if got := textsOf(t, state["not_found"]); !reflect.DeepEqual(got, test.want) {
				t.Errorf("not found: %v, want %v", got, test.want)
			}
			result, diags := h.open(serviceList, test.arguments)
			mustReport(t, diags)
			if !reflect.DeepEqual(state, result) {
				t.Error("the ephemeral resource gives another result")
			}
		})
	}
}

// TestParticipantArguments: each element is checked as the single argument is, on the
// element.
func TestParticipantArguments(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	const none, conflict = "At least one attribute out of", "cannot be specified when"
	for name, test := range map[string]struct {
		arguments m
		messages  []message
	}{
		"identities":       {m{"identities": []any{"ada", "grace"}}, nil},
		"addresses":        {m{"addresses": []any{"+15005550006", "whatsapp:+15005550006"}}, nil},
		"empty":            {m{"identities": []any{}}, nil},
		"unknown":          {m{"identities": unknown}, nil},
		"unknown elements": {m{"identities": []any{"ada", unknown}}, nil},
		"none":             {m{}, []message{errorOn("identity", none, "phone_numbers")}},
		"only states":      {m{"states": []any{"active"}}, []message{errorOn("identity", none)}},
		"all lists":        {m{"identities": []any{"a"}, "addresses": []any{"+15005550006"}, "phone_numbers": []any{"+15005550006"}}, nil},
		"empty lists":      {m{"identities": []any{}, "addresses": []any{}, "phone_numbers": []any{}}, nil},
		"phone numbers":    {m{"phone_numbers": []any{"+15005550006", "+1234567", "+123456789012345", unknown}}, nil},
		"null and a list":  {m{"identity": nil, "address": nil, "phone_numbers": []any{"+15005550006"}}, nil},
		"both single ones": {m{"identity": "a", "address": "+15005550006"}, []message{errorOn("identity", conflict, "address")}},
		"one and many":     {m{"identity": "a", "identities": []any{"b"}}, []message{errorOn("identity", conflict, "identities")}},
		"one and numbers":  {m{"identity": "a", "phone_numbers": []any{}}, []message{errorOn("identity", conflict, "phone_numbers")}},
		"address and list": {m{"address": "+15005550006", "addresses": []any{}}, []message{errorOn("address", conflict, "addresses")}},
		"one and unknown":  {m{"address": "+15005550006", "identities": unknown}, nil},
		"no E.164": {
			m{"phone_numbers": []any{"+15005550006", "15005550006", "+1 500 555 0006", "whatsapp:+15005550006", "+123456", "+1234567890123456", "+05005550006", "", nil}},
			[]message{errorOn("phone_numbers[1]", "phone_numbers[1], phone_numbers[2] and 6 others", "E.164")},
		},
		"a null number":      {m{"phone_numbers": []any{nil}}, []message{errorOn("phone_numbers[0]", "null")}},
		"one of two unknown": {m{"identity": unknown, "addresses": []any{"+15005550006"}}, nil},
		"a null element":     {m{"identities": []any{"a", nil}}, []message{errorOn("identities[1]", "null", "compact")}},
		"an empty element":   {m{"identities": []any{"a", "", "b"}}, []message{errorOn("identities[1]", "1 to 256")}},
		"a long element":     {m{"identities": []any{strings.Repeat("x", 257)}}, []message{errorOn("identities[0]", "256")}},
		"an empty address":   {m{"addresses": []any{""}}, []message{errorOn("addresses[0]", "empty")}},
		"an encoded address": {
			m{"addresses": []any{"+15005550006", "%2B15005550006"}},
			[]message{warningOn("addresses[1]", "Address Looks URL-Encoded")},
		},
		"a carriage return": {m{"identities": []any{"ada\r"}}, []message{warningOn("identities[0]", "U+000D")}},
		"states":            {m{"identity": "a", "states": []any{"initializing", "active", "inactive", "closed"}}, nil},
		"no states":         {m{"identity": "a", "states": []any{}}, []message{errorOn("states", "at least 1")}},
		"a misspelled state": {
			m{"identity": "a", "states": []any{"active", "Closed"}},
			[]message{errorOn("states[1]", "must be one of initializing, active, inactive and closed")},
		},
		"a null state":         {m{"identity": "a", "states": []any{nil}}, []message{errorOn("states[0]", "null")}},
		"a fraction as limit":  {m{"identity": "a", "limit": 1.5}, []message{errorOn("limit", "must be a whole number")}},
		"a fraction of a page": {m{"identity": "a", "page_size": 0.5}, []message{errorOn("page_size", "must be a whole number from 1 to 1000")}},
		"an immense limit":     {m{"identity": "a", "limit": 1e30}, []message{errorOn("limit", "must be a whole number")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.arguments["chat_service_sid"] = twiliotest.ServiceSID
			mustReport(t, h.validateData(test.arguments), test.messages...)
			mustReport(t, h.validateEphemeral(test.arguments), test.messages...)
		})
	}
}

// names are those of the first participants of apiWithMany.
func names(n int) (all []any) {
	for i := range n {
		all = append(all, fmt.Sprintf("ada-%d", i))
	}
	return all
}

// ones are so many participants with a conversation each.
func ones(n int) []int {
	return slices.Repeat([]int{1}, n)
}

// TestRequestsAtATime: all reads of a provider share max_concurrent_requests.
func TestRequestsAtATime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments m
		want      time.Duration // of 2 reads of 60 participants, a second each
	}{
		"by default": {nil, 10 * time.Second},
		"5":          {m{"max_concurrent_requests": 5}, 24 * time.Second},
		"100":        {m{"max_concurrent_requests": 100}, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWithMany(ones(60)...)
				api.Fault = func(int, *http.Request) twiliotest.Fault {
					time.Sleep(time.Second)
					return nil
				}
				h := configured(t, api, test.arguments)
				start := time.Now()
				done := make(chan struct{})
				go func() {
					defer close(done)
					_, diags := h.read(t.Context(), serviceList, identities(nil, names(60)...))
					mustReport(t, diags)
				}()
				_, diags := h.read(t.Context(), serviceList, identities(nil, names(60)...))
				mustReport(t, diags)
				<-done
				if took := time.Since(start); took != test.want {
					t.Errorf("took %s, want %s", took, test.want)
				}
			})
		})
	}
}

// TestLimitOfEachParticipant: limit counts for each, and truncated for any.
func TestLimitOfEachParticipant(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments m
		rows      int
		truncated bool
	}{
		"no limit":                     {nil, 130, false},
		"cuts one":                     {m{"limit": 60}, 60 + 50 + 20, false},
		"cuts none":                    {m{"limit": 61}, 130, false},
		"cuts two":                     {m{"limit": 40}, 100, true},
		"on a page's end":              {m{"limit": 50}, 120, true},
		"of states":                    {m{"limit": 10, "states": []any{"active"}}, 10 + 10 + 7, true},
		"of states, enough for all":    {m{"limit": 20, "states": []any{"active"}}, 20 + 17 + 7, false},
		"of all states":                {m{"limit": 50, "states": []any{"active", "inactive", "closed"}}, 120, true},
		"of a state that nobody is in": {m{"limit": 1, "states": []any{"initializing"}}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWithMany(60, 50, 20)
			state, diags := configured(t, api).read(t.Context(), serviceList, identities(test.arguments, "ada-0", "ada-1", "ada-2"))
			mustReport(t, diags)
			var truncated bool
			if err := state["truncated"].As(&truncated); err != nil {
				t.Fatal(err)
			}
			if rows := len(conversations(t, state)); rows != test.rows || truncated != test.truncated {
				t.Errorf("%d rows, truncated %v; want %d, %v", rows, truncated, test.rows, test.truncated)
			}
		})
	}
}

// TestUnknownStates: a row in a state that nobody knows is kept, with a warning.
func TestUnknownStates(t *testing.T) {
	t.Parallel()
	row := func(n int, state string) string {
		return fmt.Sprintf(`{"conversation_sid":%q%s}`, twiliotest.SID("CH", n), state)
	}
	body := `{"conversations":[` + strings.Join([]string{
		row(1, `,"conversation_state":"active"`), row(2, `,"conversation_state":"closed"`), row(3, `,"conversation_state":"paused"`),
		row(4, `,"conversation_state":"paused"`), row(5, `,"conversation_state":null`), row(6, ``), row(7, `,"conversation_state":"Closed"`),
	}, ",") + `],"meta":{"next_page_url":null}}`
	state, diags := configured(t, serving(body)).read(t.Context(), serviceList, byIdentity(m{"states": []any{"active"}}))
	mustReport(t, diags, warningOn("conversations", "Unknown Conversation State", "null (2), others (1) and paused (2)", "5 in all"))
	if rows := len(conversations(t, state)); rows != 6 {
		t.Errorf("%d rows, want all but the closed one", rows)
	}
	_, diags = configured(t, serving(body)).read(t.Context(), serviceList, byIdentity())
	mustReport(t, diags) // without states, nothing is kept against the user's word
}

// TestManyUnknownStates: the warning names a number of them.
func TestManyUnknownStates(t *testing.T) {
	t.Parallel()
	var rows []string
	for i := range maxUnknownStates + 5 {
		rows = append(rows, fmt.Sprintf(`{"conversation_sid":%q,"conversation_state":"state%c"}`, twiliotest.SID("CH", i+1), 'a'+i))
	}
	body := `{"conversations":[` + strings.Join(rows, ",") + `],"meta":{"next_page_url":null}}`
	_, diags := configured(t, serving(body)).read(t.Context(), serviceList, byIdentity(m{"states": []any{"active"}}))
	mustReport(t, diags, warningOn("conversations", "others (5), statea (1)", "and statet (1); 25 in all"))
}
