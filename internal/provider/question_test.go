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

const salesSID = twiliotest.SalesServiceSID

// inServices are the arguments of a read in two services.
func inServices(more m) m {
	arguments := m{"chat_service_sids": []any{twiliotest.ServiceSID, salesSID}}
	maps.Copy(arguments, more)
	return arguments
}

// stored is what a service has under an identity or an address: conversations by
// number, each with a participant of the same number.
type stored struct {
	serviceSID, parameter, value string
	numbers                      []int
}

// apiOf returns a fake API of two services that holds what is given.
func apiOf(all ...stored) *twiliotest.API {
	api := twiliotest.New()
	api.AddServices(twiliotest.NewService(salesSID, "Sales"))
	for _, s := range all {
		for _, n := range s.numbers {
			made := twiliotest.Conversations(s.serviceSID, s.parameter, s.value, n)
			api.Add(s.serviceSID, s.parameter, s.value, made[n-1])
		}
	}
	return api
}

// found renders rows as "service name number", with Support as 1 and Sales as 2.
func found(t *testing.T, state map[string]tftypes.Value) []string {
	t.Helper()
	rows := []string{}
	for _, row := range conversations(t, state) {
		of := fields(t, row)
		var n int
		if _, err := fmt.Sscanf(plain(t, of["conversation_sid"]).(string), "CH%x", &n); err != nil {
			t.Fatal(err)
		}
		in := 1 + slices.Index([]string{twiliotest.ServiceSID, salesSID}, plain(t, of[chatServiceSID]).(string))
		rows = append(rows, fmt.Sprintf("%d %s %d", in, plain(t, of[requestedName]), n))
	}
	return rows
}

// TestWholeQuestion: every name in every service; rows in the order of the services,
// the names, and the queries of a name, each once for each name.
func TestWholeQuestion(t *testing.T) {
	t.Parallel()
	const support, whatsapp, mexican, other = twiliotest.ServiceSID, "whatsapp:+15005550006", "+525512345678", "whatsapp:+5215512345678"
	for name, test := range map[string]struct {
		stored    []stored
		arguments m
		rows      []string
		notFound  []string
		truncated string
		requests  int
	}{
		"names of three kinds in two services": {
			[]stored{
				{support, "Identity", "ada", []int{1, 2}}, {salesSID, "Identity", "ada", []int{3}}, {salesSID, "Identity", "alan", []int{4}},
				{support, "Address", "+15005550006", []int{5}}, {salesSID, "Address", whatsapp, []int{6}}, {support, "Address", "messenger:1", []int{7}},
			},
			inServices(m{
				"phone_numbers": []any{"+15005550007", "+15005550006"}, "addresses": []any{"messenger:2", "messenger:1"},
				"identities": []any{"nobody", "alan", "ada"},
			}),
			[]string{
				"1 ada 1", "1 ada 2", "1 messenger:1 7", "1 +15005550006 5", "2 alan 4", "2 ada 3", "2 +15005550006 6",
			},
			[]string{"nobody", "messenger:2", "+15005550007"}, "false", 2 * (3 + 2 + 2*3),
		},
		"a service twice": {
			[]stored{{salesSID, "Identity", "ada", []int{1}}},
			m{"chat_service_sids": []any{salesSID, support, salesSID}, "identity": "ada"},
			[]string{"2 ada 1"}, []string{}, "false", 2,
		},
		"one service of a list": {
			[]stored{{salesSID, "Identity", "ada", []int{1}}},
			m{"chat_service_sids": []any{support}, "identities": []any{"ada"}},
			[]string{}, []string{"ada"}, "false", 1,
		},
		"no names":    {nil, inServices(m{"identities": []any{}, "phone_numbers": []any{}}), []string{}, []string{}, "false", 0},
		"no name yet": {nil, inServices(m{"addresses": []any{}}), []string{}, []string{}, "false", 0},
		"the same text as identity, address and number": {
			[]stored{{support, "Identity", "+15005550006", []int{3}}, {support, "Address", "+15005550006", []int{1, 3}}, {support, "Address", whatsapp, []int{2}}},
			inServices(m{"identities": []any{"+15005550006"}, "addresses": []any{"+15005550006"}, "phone_numbers": []any{"+15005550006"}}),
			[]string{"1 +15005550006 3", "1 +15005550006 1", "1 +15005550006 2"}, []string{}, "false", 2 * 4,
		},
		"two names of one address": {
			[]stored{{support, "Address", whatsapp, []int{1, 2}}},
			inServices(m{"addresses": []any{whatsapp}, "phone_numbers": []any{"+15005550006", "+15005550006"}}),
			[]string{"1 " + whatsapp + " 1", "1 " + whatsapp + " 2", "1 +15005550006 1", "1 +15005550006 2"}, []string{}, "false", 2 * 3,
		},
		"both forms of one number": {
			[]stored{{support, "Address", mexican, []int{2, 4}}, {support, "Address", other, []int{1, 2, 3}}},
			inServices(m{"phone_numbers": []any{mexican, "+5215512345678"}}),
			[]string{
				"1 " + mexican + " 2", "1 " + mexican + " 4", "1 " + mexican + " 1", "1 " + mexican + " 3",
				"1 +5215512345678 1", "1 +5215512345678 2", "1 +5215512345678 3", "1 +5215512345678 4",
			}, []string{}, "false", 2 * 6,
		},
		"a limit within the first query": {
			[]stored{{support, "Address", "+15005550006", []int{1, 2, 3}}, {support, "Address", whatsapp, []int{4}}},
			inServices(m{"phone_numbers": []any{"+15005550006"}, "limit": 2}),
			[]string{"1 +15005550006 1", "1 +15005550006 2"}, []string{}, "true", 2 * 3,
		},
		"a limit within the second query": {
			[]stored{{support, "Address", "+15005550006", []int{1}}, {support, "Address", whatsapp, []int{1, 2, 3}}, {salesSID, "Address", whatsapp, []int{4, 5}}},
			inServices(m{"phone_numbers": []any{"+15005550006"}, "limit": 2}),
			[]string{"1 +15005550006 1", "1 +15005550006 2", "2 +15005550006 4", "2 +15005550006 5"}, []string{}, "true", 2 * 3,
		},
		"a limit that the same rows reach": {
			[]stored{{support, "Address", "+15005550006", []int{1, 2}}, {support, "Address", whatsapp, []int{1, 2}}},
			inServices(m{"phone_numbers": []any{"+15005550006"}, "limit": 2}),
			[]string{"1 +15005550006 1", "1 +15005550006 2"}, []string{}, "false", 2 * 3,
		},
		"found in another state": {
			[]stored{{salesSID, "Identity", "ada", []int{3}}}, // closed
			inServices(m{"identities": []any{"ada", "grace"}, "states": []any{"active"}}),
			[]string{}, []string{"grace"}, "false", 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiOf(test.stored...)
			h := configured(t, api)
			state, diags := h.read(t.Context(), serviceList, test.arguments)
			mustReport(t, diags)
			if got := found(t, state); !reflect.DeepEqual(got, test.rows) {
				t.Errorf("rows %q, want %q", got, test.rows)
			}
			if got := textsOf(t, state["not_found"]); !reflect.DeepEqual(got, test.notFound) {
				t.Errorf("not found: %q, want %q", got, test.notFound)
			}
			if got := plain(t, state["truncated"]); got != test.truncated || len(api.Requests()) != test.requests {
				t.Errorf("truncated is %v, want %s; %d requests, want %d", got, test.truncated, len(api.Requests()), test.requests)
			}
			result, diags := h.open(serviceList, test.arguments)
			mustReport(t, diags)
			if !reflect.DeepEqual(state, result) {
				t.Error("the ephemeral resource gives another result")
			}
		})
	}
}

// TestNamesOfTheDefaultService: they are those of a service's list, without it.
func TestNamesOfTheDefaultService(t *testing.T) {
	t.Parallel()
	api := apiOf(stored{twiliotest.DefaultServiceSID, "Address", "rcs:+15005550006", []int{1}})
	state, diags := configured(t, api).read(t.Context(), defaultList, m{"identities": []any{"ada"}, "phone_numbers": []any{"+15005550006"}})
	mustReport(t, diags)
	rows := conversations(t, state)
	if len(rows) != 1 || plain(t, fields(t, rows[0])[requestedName]) != "+15005550006" || !reflect.DeepEqual(textsOf(t, state["not_found"]), []string{"ada"}) {
		t.Errorf("%v, not found: %v", rows, state["not_found"])
	}
}

// TestNamesOfRows: a row that names neither the participant nor the service is the
// name's and the service's that were asked, and it cannot say otherwise.
func TestNamesOfRows(t *testing.T) {
	t.Parallel()
	body := `{"conversations":[` + strings.Join([]string{
		`{"conversation_sid":"` + twiliotest.SID("CH", 1) + `","participant_identity":null,"chat_service_sid":null,"requested_name":"mallory"}`,
		`{"requested_name":null,"conversation_sid":"` + twiliotest.SID("CH", 2) + `"}`,
	}, ",") + `],"meta":{"next_page_url":null}}`
	state, diags := configured(t, serving(body)).read(t.Context(), serviceList, m{"chat_service_sids": []any{salesSID}, "identities": []any{"ada"}})
	mustReport(t, diags)
	if got := found(t, state); !reflect.DeepEqual(got, []string{"2 ada 1", "2 ada 2"}) {
		t.Errorf("rows %q", got)
	}
	state, diags = configured(t, serving(body)).read(t.Context(), defaultList, m{"identity": "ada"})
	mustReport(t, diags)
	if row := fields(t, conversations(t, state)[0]); !row[chatServiceSID].IsNull() || plain(t, row[requestedName]) != "ada" {
		t.Errorf("the default service's row is %v", row)
	}
}

// TestServiceArguments: exactly one of the two, and each SID is checked at its place.
func TestServiceArguments(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	const one = "one (and only one) of"
	for name, test := range map[string]struct {
		arguments m
		messages  []message
	}{
		"one":      {m{"chat_service_sid": salesSID}, nil},
		"several":  {m{"chat_service_sids": []any{salesSID, twiliotest.ServiceSID, salesSID}}, nil},
		"unknown":  {m{"chat_service_sids": unknown}, nil},
		"unknowns": {m{"chat_service_sids": []any{unknown, salesSID}}, nil},
		"neither":  {m{}, []message{errorOn("chat_service_sid", one, "chat_service_sids")}},
		"both":     {m{"chat_service_sid": salesSID, "chat_service_sids": []any{salesSID}}, []message{errorOn("chat_service_sid", one)}},
		"empty":    {m{"chat_service_sids": []any{}}, []message{errorOn("chat_service_sids", "at least 1")}},
		"null":     {m{"chat_service_sids": []any{salesSID, nil}}, []message{errorOn("chat_service_sids[1]", "null")}},
		"odd": {
			m{"chat_service_sids": []any{salesSID, twiliotest.SID("CH", 1), "secret"}},
			[]message{errorOn("chat_service_sids[1]", "a Conversation SID", "chat_service_sids[2] takes", "6 characters, not 34")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.arguments["identity"] = "ada"
			mustReport(t, h.validateData(test.arguments), test.messages...)
			mustReport(t, h.validateEphemeral(test.arguments), test.messages...)
		})
	}
}

// TestFailureInAService: the message says which service and which name, by place.
func TestFailureInAService(t *testing.T) {
	t.Parallel()
	const number = "+15005550006"
	for name, test := range map[string]struct {
		arguments m
		fault     twiliotest.Fault
		want      message
	}{
		"a name": {
			inServices(m{"identities": []any{"ada"}, "addresses": []any{"messenger:1"}, "phone_numbers": []any{"+15005550007", number}}),
			twiliotest.Refuse(403, 20403, "Forbidden"),
			errorOn("", "Access Denied", "Service:     "+salesSID+"\n", "Place:       chat_service_sids[1] of 2, phone_numbers[1] of 2\n", "lists read: 15 of 16"),
		},
		"the only name": {
			inServices(m{"address": "rcs:" + number}), twiliotest.Refuse(403, 20403, "Forbidden"),
			errorOn("", "Access Denied", "Service:     "+salesSID+"\n", "Place:       chat_service_sids[1] of 2\n"),
		},
		"no such service": {
			inServices(m{"address": "rcs:" + number}), twiliotest.Refuse(404, 20404, "Not found"),
			errorOn("chat_service_sids[1]", "Conversation Service Not Found", "Service:     "+salesSID+"\n", "Place:       chat_service_sids[1] of 2\n"),
		},
		"the only service": {
			m{"chat_service_sid": salesSID, "phone_numbers": []any{number}}, twiliotest.Refuse(404, 20404, "Not found"),
			errorOn("chat_service_sid", "Conversation Service Not Found", "Service:     "+salesSID+"\n", "Place:       phone_numbers[0] of 1\n"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiOf()
			api.Fault = func(_ int, r *http.Request) twiliotest.Fault {
				if strings.Contains(r.URL.Path, salesSID) && r.URL.Query().Get("Address") == "rcs:"+number {
					return test.fault
				}
				return nil
			}
			state, diags := configured(t, api, m{"max_concurrent_requests": 1}).read(t.Context(), serviceList, test.arguments)
			mustStoreNothing(t, state)
			mustReport(t, diags, test.want)
			if strings.Contains(render(diags), number) {
				t.Errorf("the message names a participant:\n%s", render(diags))
			}
		})
	}
}

// TestManyServices: names and services are asked at the same time.
func TestManyServices(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiOf(stored{salesSID, "Identity", "ada-7", []int{1}})
		api.Fault = func(int, *http.Request) twiliotest.Fault {
			time.Sleep(time.Second)
			return nil
		}
		start := time.Now()
		state, diags := configured(t, api, m{"max_concurrent_requests": 20}).read(t.Context(), serviceList, inServices(m{"identities": names(40)}))
		mustReport(t, diags)
		if rows := found(t, state); !reflect.DeepEqual(rows, []string{"2 ada-7 1"}) || len(textsOf(t, state["not_found"])) != 39 {
			t.Errorf("rows %q", rows)
		}
		if took := time.Since(start); took != 4*time.Second {
			t.Errorf("took %s, want 4s for 80 requests, 20 at a time", took)
		}
	})
}
