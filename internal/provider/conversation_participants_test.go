package provider

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// apiOfParticipants returns a fake API of three services: the Conversations 1 and 2 of
// Support have two participants and none, 3 of Sales has three, 4 of the default one has
// one.
func apiOfParticipants() *twiliotest.API {
	api := apiOf()
	for _, of := range []struct {
		serviceSID      string
		conversation, n int
	}{{twiliotest.ServiceSID, 1, 2}, {twiliotest.ServiceSID, 2, 0}, {salesSID, 3, 3}, {twiliotest.DefaultServiceSID, 4, 1}} {
		sid := twiliotest.SID("CH", of.conversation)
		api.AddTo("/v1/Services/"+of.serviceSID+"/Conversations/"+sid+"/Participants", twiliotest.Participants(of.serviceSID, sid, of.n)...)
	}
	return api
}

// TestConversationParticipants: in the order of the Conversations, whichever service has
// them. One without participants is not gone.
func TestConversationParticipants(t *testing.T) {
	t.Parallel()
	const support = twiliotest.ServiceSID
	ch := func(n int) string { return twiliotest.SID("CH", n) }
	for name, test := range map[string]listRead{
		"one":              {serviceParticipants, m{"chat_service_sid": support, "conversation_sid": ch(1)}, []string{ch(1), ch(1)}, []string{}, "false", 1},
		"one that is gone": {serviceParticipants, m{"chat_service_sid": support, "conversation_sid": ch(9)}, []string{}, []string{ch(9)}, "false", 2},
		"several, in two services": {
			serviceParticipants, m{"chat_service_sids": []any{support, salesSID}, "conversation_sids": []any{ch(3), ch(9), ch(2), ch(1), ch(3), ch(4)}},
			[]string{ch(3), ch(3), ch(3), ch(1), ch(1)}, []string{ch(9), ch(4)}, "false", 10 + 2,
		},
		"limit": {
			serviceParticipants, m{"chat_service_sids": []any{support, salesSID}, "conversation_sids": []any{ch(3), ch(1)}, "limit": 2},
			[]string{ch(3), ch(3), ch(1), ch(1)}, []string{}, "true", 4 + 2,
		},
		"small pages": {serviceParticipants, m{"chat_service_sid": salesSID, "conversation_sid": ch(3), "page_size": 2}, []string{ch(3), ch(3), ch(3)}, []string{}, "false", 2},
		"none":        {defaultParticipants, m{"conversation_sids": []any{}}, []string{}, []string{}, "false", 0},
		"the default service's": {
			defaultParticipants, m{"conversation_sids": []any{ch(1), ch(4)}}, []string{ch(4)}, []string{ch(1)}, "false", 3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.run(t, apiOfParticipants(), "participants", "conversation_sid")
		})
	}
}

// TestParticipantFields: all thirteen, with their types. A number is exact, and a row that
// does not name its Conversation and its service is of those that were asked.
func TestParticipantFields(t *testing.T) {
	t.Parallel()
	sid := twiliotest.SID("CH", 1)
	participant := twiliotest.Participants(twiliotest.ServiceSID, sid, 1)[0]
	participant["last_read_message_index"] = 9007199254740993
	participant["messaging_binding"] = map[string]any{
		"type": "sms", "address": nil, "proxy_address": nil, "projected_address": "+15005550012", "name": nil, "level": nil,
	}
	want := m{}
	maps.Copy(want, participant)
	want["last_read_message_index"] = "9007199254740993"
	participant["conversation_sid"], participant["chat_service_sid"] = nil, nil
	api := twiliotest.New()
	api.AddTo("/v1/Services/"+twiliotest.ServiceSID+"/Conversations/"+sid+"/Participants", participant)
	state, diags := configured(t, api).read(t.Context(), serviceParticipants, m{"chat_service_sid": twiliotest.ServiceSID, "conversation_sid": sid})
	mustReport(t, diags)
	if got := plain(t, rowsOfAttribute(t, state, "participants")[0]); !reflect.DeepEqual(got, want) || len(want) != 13 {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestConversationArguments(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	sid := twiliotest.SID("CH", 1)
	const one = "one (and only one) of"
	for name, test := range map[string]struct {
		arguments m
		want      []message
	}{
		"one":           {m{"conversation_sid": sid, "limit": 1, "page_size": 100}, nil},
		"several":       {m{"conversation_sids": []any{sid, unknown, sid}}, nil},
		"none yet":      {m{"conversation_sids": []any{}}, nil},
		"neither":       {m{}, []message{errorOn("conversation_sid", one)}},
		"both":          {m{"conversation_sid": sid, "conversation_sids": []any{sid}}, []message{errorOn("conversation_sid", one)}},
		"page size":     {m{"conversation_sid": sid, "page_size": 101}, []message{errorOn("page_size", "1 to 100")}},
		"a unique name": {m{"conversation_sid": "order"}, []message{errorOn("conversation_sid", "takes a Conversation SID", "5 characters")}},
		"odd": {
			m{"conversation_sids": []any{sid, twiliotest.ServiceSID, nil}},
			[]message{errorOn("conversation_sids[1]", "a Conversation Service SID", "conversation_sids[2] is null")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mustReport(t, h.validateList(defaultParticipants, test.arguments), test.want...)
			test.arguments["chat_service_sid"] = twiliotest.ServiceSID
			mustReport(t, h.validateList(serviceParticipants, test.arguments), test.want...)
		})
	}
}

// TestParticipantsBehindAGateway: whose replies are late, or another Conversation's.
func TestParticipantsBehindAGateway(t *testing.T) {
	t.Parallel()
	sids := []any{twiliotest.SID("CH", 8), twiliotest.SID("CH", 1), twiliotest.SID("CH", 9), twiliotest.SID("CH", 2)}
	another := func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
		r.URL.Path = strings.Replace(r.URL.Path, twiliotest.SID("CH", 1), twiliotest.SID("CH", 2), 1)
		api(w, r)
	}
	lost := func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
		r.URL.Path = strings.Replace(r.URL.Path, twiliotest.SID("CH", 1), twiliotest.SID("CH", 9), 1)
		api(w, r)
	}
	arguments := m{"chat_service_sid": twiliotest.ServiceSID, "conversation_sids": sids}
	for name, test := range map[string]struct {
		gateway twiliotest.Gateway
		want    []message
	}{
		"one reply behind":            {twiliotest.LaggingGateway(), nil},
		"a late reply of another":     {twiliotest.Once(3, another), nil},
		"a late 404 of another":       {twiliotest.Once(3, lost), nil},
		"always the reply of another": {another, []message{errorOn("", "Reply Belongs to Another Request", "conversation_sids[1] of 4")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiOfParticipants()
			api.Gateway = test.gateway
			state, diags := configured(t, api, m{"max_concurrent_requests": 1}).read(t.Context(), serviceParticipants, arguments)
			mustReport(t, diags, test.want...)
			if test.want != nil {
				mustStoreNothing(t, state)
				return
			}
			in, gone := column(t, state, "participants", "conversation_sid"), textsOf(t, state["not_found"])
			if !slices.Equal(in, []string{sids[1].(string), sids[1].(string)}) || !slices.Equal(gone, []string{sids[0].(string), sids[2].(string)}) {
				t.Errorf("participants in %q, not found: %q", in, gone)
			}
		})
	}
}
