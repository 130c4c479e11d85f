package examples_test

import (
	"strings"
	"testing"
	"time"

	"terraform-provider-twilio/internal/terraformtest"
	"terraform-provider-twilio/internal/twiliotest"
)

// TestEverywhere: who is still in a conversation, in every service of the account.
func TestEverywhere(t *testing.T) {
	t.Parallel()
	const unnamed = "IS00000000000000000000000000000000"
	api := company()
	nameless := twiliotest.NewService(unnamed, "")
	nameless["friendly_name"] = nil
	api.AddServices(nameless)
	rows := twiliotest.Conversations(unnamed, "Identity", "ada.lovelace", 1)
	rows[0]["conversation_state"], rows[0]["participant_identity"] = "inactive", nil
	api.Add(unnamed, "Identity", "ada.lovelace", rows...)
	const found = "check.nobody"
	mustRun(t, "audits/everywhere", api, nil,
		run{name: "nobody", variables: map[string]any{"identities": []any{"alan.turing", oddName}}, holds: "output.open == {} && length(output.unknown) == 0"},
		run{name: "two services", variables: map[string]any{"identities": []any{"ada.lovelace"}}, fails: found, holds: `jsonencode(output.open) == jsonencode({
      "ada.lovelace" = { "` + unnamed + `" = ["CH00000000000000000000000000000001"], "Sales (` + sales + `)" = ["CH00000000000000000000000000000002"] }
    }) && length(output.unknown) == 0`},
		run{
			name: "a typo", variables: map[string]any{"identities": []any{"a,b"}, "phone_numbers": []any{"+15005550099"}}, fails: found,
			holds: `output.open == {} && output.unknown == tolist(["a,b", "+15005550099"])`,
		},
		run{
			name: "numbers", variables: map[string]any{"phone_numbers": []any{"+15005550013"}, "addresses": []any{"messenger:4712"}}, fails: found,
			holds: `keys(output.open) == ["+15005550013", "messenger:4712"]`,
		},
		run{name: "no names", fails: "output.open"},
		run{name: "empty lists", variables: map[string]any{"identities": []any{}, "addresses": nil, "phone_numbers": []any{}}, fails: "output.open"},
	)
}

// TestEverywhereNamesThem: in the warnings of the checks.
func TestEverywhereNamesThem(t *testing.T) {
	t.Parallel()
	w := workspace(t, "audits/everywhere", append(account(t, company()), `TF_VAR_identities=["ada.lovelace", "nobody"]`, `TF_VAR_phone_numbers=["+15005550013"]`)...)
	mustPrint(t, w, "apply", "Still in a conversation: +15005550013, ada.lovelace.", "Not found: nobody.")
}

// TestBinding: only a conversation that is not closed, and holds both, counts.
func TestBinding(t *testing.T) {
	t.Parallel()
	const address = "whatsapp:+5215550100020"
	api := apiOf()
	rows := twiliotest.Conversations(support, "Address", address, 5)
	for i, state := range []string{"closed", "active", "inactive", "active", "active"} {
		rows[i]["conversation_state"] = state
		binding := rows[i]["participant_messaging_binding"].(map[string]any)
		binding["proxy_address"] = []any{"whatsapp:+15005550001", "whatsapp:+15005550003", "whatsapp:+15005550001", nil, nil}[i]
	}
	rows[4]["participant_messaging_binding"] = nil
	api.Add(support, "Address", address, rows...)
	api.Add(sales, "Address", "messenger:4711", twiliotest.Conversations(sales, "Address", "messenger:4711", 1)...)

	const invalidAddress, invalidNumber, nobody = "var.address", "var.twilio_number", "output.binding == []"
	const held = `output.binding == [{
      conversation_sid = "CH00000000000000000000000000000003", chat_service_sid = "` + support + `", state = "inactive", closes = "2026-04-01T00:00:00Z"
    }] && keys(terraform_data.conversation) == ["CH00000000000000000000000000000003"]`
	pair := func(address, number any) map[string]any {
		return map[string]any{"address": address, "twilio_number": number}
	}
	mustRun(t, "audits/binding", api, nil,
		run{"as it is stored", pair(address, "whatsapp:+15005550001"), "", held},
		run{"in another form", pair("+525550100020", "+15005550001"), "", held},
		run{"another form of the channel", pair("whatsapp:+525550100020", "whatsapp:+15005550001"), "", held},
		run{"another channel", pair("+525550100020", "rcs:+15005550001"), "", nobody},
		run{"another number", pair("+525550100020", "+15005550002"), "", nobody},
		run{"the end of a number", pair("+525550100020", "+5005550001"), "", nobody},
		run{"not a number", pair("messenger:4711", "messenger:4712"), "", ""},
		run{"a user id of WhatsApp", pair("whatsapp:US.4711", "whatsapp:+15005550001"), "check.found", nobody},
		run{"not found", pair("+15005550099", "+15005550001"), "check.found", nobody},
		run{"without plus", pair("15005550006", "+15005550001"), invalidAddress, ""},
		run{"with blanks", pair("+1 500 555 0006", "+15005550001"), invalidAddress, ""},
		run{"a blank after it", pair("+15005550006 ", "+15005550001"), invalidAddress, ""},
		run{"two lines", pair("+15005550006\n", "+15005550001"), invalidAddress, ""},
		run{"empty", pair("", "+15005550001"), invalidAddress, ""},
		run{"no number", pair(address, "15005550006"), invalidNumber, ""},
		run{"a number with blanks", pair(address, " +15005550006"), invalidNumber, ""},
		run{"an empty number", pair(address, ""), invalidNumber, ""},
	)
}

// TestStale: what is active and old, by participant.
func TestStale(t *testing.T) {
	t.Parallel()
	updated := func(age time.Duration) string { return time.Now().Add(-age).UTC().Format(time.RFC3339) }
	const limit = 7 * 24 * time.Hour
	old, fresh := updated(limit+time.Hour), updated(limit-time.Hour)

	type conversation struct{ name, state, updated, attributes any }
	api := twiliotest.New()
	add := func(parameter, value string, rows ...conversation) {
		conversations := twiliotest.Conversations(support, parameter, value, len(rows))
		for i, row := range rows {
			conversations[i]["conversation_friendly_name"] = row.name
			conversations[i]["conversation_state"] = row.state
			conversations[i]["conversation_date_updated"] = row.updated
			conversations[i]["conversation_attributes"] = row.attributes
		}
		api.Add(support, parameter, value, conversations...)
	}
	add("Identity", "ada",
		conversation{"old", "active", old, `{"order":{"id":7}}`},
		conversation{"fresh", "active", fresh, `{}`},
		conversation{"closed", "closed", old, `{}`},
		conversation{"inactive", "inactive", old, `{}`},
		conversation{"no JSON", "active", old, `{"order":`},
		conversation{nil, "active", nil, nil},
		conversation{"stateless", nil, old, `{}`},
	)
	add("Address", "whatsapp:+15005550006", conversation{"also old", "active", old, `{}`})
	add("Identity", "grace", conversation{"also fresh", "active", fresh, `{}`})
	w := workspace(t, "audits/stale", append(account(t, api), inService, "TF_VAR_days=7",
		`TF_VAR_participants={"ada": {"identity": "ada"}, "shop": {"phone_number": "+15005550006"}, "grace": {"identity": "grace"}, "b, c": {"identity": "b, c"}}`)...)
	mustPrint(t, w, "apply", "Apply complete")
	row := func(n int, name, updated, attributes any) map[string]any {
		return map[string]any{"conversation_sid": twiliotest.SID("CH", n), "friendly_name": name, "date_updated": updated, "attributes": attributes}
	}
	mustOutput(t, w, "stale", map[string]any{
		"ada": []any{
			row(1, "old", old, map[string]any{"order": map[string]any{"id": 7.0}}),
			row(5, "no JSON", old, `{"order":`),
			row(6, nil, nil, nil),
		},
		"shop": []any{row(1, "also old", old, map[string]any{})},
	})
	mustOutput(t, w, "unknown", []any{"b, c"})
}

// TestAuditsThatFail: a read or an argument that fails ends the plan with an error.
func TestAuditsThatFail(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		example   string
		list      string // that is refused
		variables []string
		message   string
	}{
		"everywhere":              {"everywhere", "ParticipantConversations", []string{`TF_VAR_identities=["alan.turing", "ada.lovelace"]`}, "403 Forbidden"},
		"a null name":             {"everywhere", "ParticipantConversations", []string{`TF_VAR_identities=["joan.clarke", null]`}, "null"},
		"binding":                 {"binding", "ParticipantConversations", []string{"TF_VAR_address=+15005550011", "TF_VAR_twilio_number=+15005550006"}, "403 Forbidden"},
		"names":                   {"offboarding-names", "ParticipantConversations", []string{"TF_VAR_names_file=names.txt"}, "403 Forbidden"},
		"roster names":            {"roster-names", "Users", []string{inService, "TF_VAR_names_file=names.txt"}, "403 Forbidden"},
		"stale":                   {"stale", "ParticipantConversations", []string{inService, `TF_VAR_participants={"a": {"identity": "alan.turing"}}`}, "403 Forbidden"},
		"nobody to look for":      {"stale", "ParticipantConversations", []string{inService, `TF_VAR_participants={}`}, "There are no participants."},
		"a participant of no one": {"stale", "ParticipantConversations", []string{inService, `TF_VAR_participants={"a": {}}`}, "Invalid Attribute Combination"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := company()
			api.Fault = refuse("/"+test.list, "")
			files := filesOf(t, "audits/"+test.example)
			files["names.txt"] = "alan.turing\n"
			w := terraformtest.Workspace(t, files, append(account(t, api), test.variables...)...)
			mustPlan(t, w, test.message)
		})
	}
}

// TestTestsNeedNoAccount: they pass, and notice when the module is wrong.
func TestTestsNeedNoAccount(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ from, to, message string }{
		"as it is":         {"", "", "3 passed, 0 failed"},
		"closed ones":      {`!= "closed"`, `== "closed"`, `Open should be Order 1 and CH2, not ["Order 3"].`},
		"a misspelled one": {`not_found) == 0`, "not_found) >= 0", "2 passed, 1 failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := filesOf(t, "audits/tests")
			if test.from != "" && !strings.Contains(files["main.tf"], test.from) {
				t.Fatal("the module can't be made wrong this way any more")
			}
			files["main.tf"] = strings.Replace(files["main.tf"], test.from, test.to, 1)
			output, err := terraformtest.Workspace(t, files).Run(t.Context(), "test")
			if (err == nil) != (test.from == "") || !strings.Contains(output, test.message) {
				t.Errorf("%v, want %q:\n%s", err, test.message, output)
			}
		})
	}
}
