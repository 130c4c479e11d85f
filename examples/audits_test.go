package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

func TestStaleGroupsByParticipant(t *testing.T) {
	t.Parallel()
	updated := func(age time.Duration) string { return time.Now().Add(-age).UTC().Format(time.RFC3339) }
	const limit = 7 * 24 * time.Hour
	old, fresh := updated(limit+time.Hour), updated(limit-time.Hour)

	type conversation struct{ name, state, updated, attributes any }
	api := twiliotest.New()
	add := func(parameter, value string, rows ...conversation) {
		conversations := twiliotest.Conversations(twiliotest.ServiceSID, parameter, value, len(rows))
		for i, row := range rows {
			conversations[i]["conversation_friendly_name"] = row.name
			conversations[i]["conversation_state"] = row.state
			conversations[i]["conversation_date_updated"] = row.updated
			conversations[i]["conversation_attributes"] = row.attributes
		}
		api.Add(twiliotest.ServiceSID, parameter, value, conversations...)
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
	add("Address", "+15005550006", conversation{"also old", "active", old, `{}`})
	add("Identity", "grace", conversation{"also fresh", "active", fresh, `{}`})
	w := workspace(t, "audits/stale", append(account(t, api), "TF_VAR_days=7",
		`TF_VAR_participants={"ada": {"identity": "ada"}, "shop": {"address": "+15005550006"}, "grace": {"identity": "grace"}, "nobody": {"identity": "nobody"}}`)...)

	if _, err := w.Run(t.Context(), "apply", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
	output, err := w.Run(t.Context(), "output", "-json", "stale")
	if err != nil {
		t.Fatal(err)
	}
	var got map[string][]map[string]any
	if err := json.Unmarshal([]byte(output), &got); err != nil {
		t.Fatal(err)
	}
	row := func(n int, name, updated, attributes any) map[string]any {
		return map[string]any{"conversation_sid": twiliotest.SID("CH", n), "friendly_name": name, "date_updated": updated, "attributes": attributes}
	}
	want := map[string][]map[string]any{
		"ada": {
			row(1, "old", old, map[string]any{"order": map[string]any{"id": 7.0}}),
			row(5, "no JSON", old, `{"order":`),
			row(6, nil, nil, nil),
		},
		"shop": {row(1, "also old", old, map[string]any{})},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestTestsNeedNoAccount(t *testing.T) {
	t.Parallel()
	w := workspace(t, "audits/tests")
	output, err := w.Run(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(output, "2 passed, 0 failed") {
		t.Errorf("not all tests ran:\n%s", output)
	}

	// They notice when the module is wrong.
	path := filepath.Join(w.Dir, "main.tf")
	module, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wrong := strings.Replace(string(module), `!= "closed"`, `== "closed"`, 1)
	if wrong == string(module) {
		t.Fatal("the module can't be made wrong this way any more")
	}
	if err := os.WriteFile(path, []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err = w.Run(t.Context(), "test")
	if err == nil || !strings.Contains(output, `Open should be Order 1 and CH2, not ["Order 3"].`) {
		t.Errorf("the tests pass a wrong module, or fail for another reason: %v\n%s", err, output)
	}
}

// TestEverywhere: who is still in a conversation, in every service of the account.
func TestEverywhere(t *testing.T) {
	t.Parallel()
	const sales, empty = "IS5a1e55a1e55a1e55a1e55a1e55a1e55a", "IS00000000000000000000000000000000"
	api := twiliotest.New()
	api.AddServices(twiliotest.NewService(sales, "Sales"), twiliotest.NewService(empty, "Empty"))
	for service, participants := range map[string]map[string][]string{
		twiliotest.ServiceSID:        {"ada": {"closed", "active"}, "grace": {"closed"}},
		twiliotest.DefaultServiceSID: {"grace": {"closed"}},
		sales:                        {"ada": {"inactive"}, "+15005550010": {"initializing"}, "+15005550011": {"closed"}},
	} {
		for participant, states := range participants {
			parameter := "Identity"
			if strings.HasPrefix(participant, "+") {
				parameter = "Address"
			}
			conversations := twiliotest.Conversations(service, parameter, participant, len(states))
			for i, state := range states {
				conversations[i]["conversation_state"] = state
			}
			api.Add(service, parameter, participant, conversations...)
		}
	}
	w := workspace(t, "audits/everywhere", append(account(t, api),
		`TF_VAR_identities=["ada", "grace", "nobody"]`, `TF_VAR_addresses=["+15005550010", "+15005550011"]`)...)
	printed, err := w.Run(t.Context(), "apply", "-auto-approve")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(strings.Fields(printed), " "), "Still in a conversation: +15005550010, ada.") {
		t.Errorf("the check does not name who:\n%s", printed)
	}
	mustOutput(t, w, "unknown", []any{"nobody"})
	services := services(t, w)
	mustOutput(t, w, "open", map[string]any{
		"ada": map[string]any{
			services[twiliotest.ServiceSID]: []any{twiliotest.SID("CH", 2)},
			"Sales (" + sales + ")":         []any{twiliotest.SID("CH", 1)},
		},
		"+15005550010": map[string]any{"Sales (" + sales + ")": []any{twiliotest.SID("CH", 1)}},
	})
}

// services are the names of the fake's services, as the audit prints them.
func services(t *testing.T, w *terraformcli.Workspace) map[string]string {
	t.Helper()
	names := map[string]string{}
	for _, sid := range []string{twiliotest.ServiceSID, twiliotest.DefaultServiceSID} {
		state, err := w.Run(t.Context(), "state", "show", "-no-color", "data.twilio_conversation_services.all")
		if err != nil {
			t.Fatal(err)
		}
		before, _, _ := strings.Cut(state, `"`+sid+`"`)
		lines := strings.Split(before, "\n")
		for i := len(lines) - 1; i >= 0 && names[sid] == ""; i-- {
			if name, ok := strings.CutPrefix(strings.TrimSpace(lines[i]), "friendly_name = "); ok {
				names[sid] = strings.Trim(name, `"`) + " (" + sid + ")"
			}
		}
	}
	return names
}

// TestBinding: only a conversation that is not closed, and holds both, counts.
func TestBinding(t *testing.T) {
	t.Parallel()
	const address = "whatsapp:+15005550010"
	for name, test := range map[string]struct {
		number string
		want   []any
		added  string
	}{
		"found": {
			"whatsapp:+15005550001", []any{map[string]any{
				"conversation_sid": twiliotest.SID("CH", 3), "chat_service_sid": twiliotest.ServiceSID, "state": "inactive", "closes": "2026-04-01T00:00:00Z",
			}},
			"1 added",
		},
		"another number": {"whatsapp:+15005550002", []any{}, "0 added"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			conversations := twiliotest.Conversations(twiliotest.ServiceSID, "Address", address, 5)
			for i, state := range []string{"closed", "active", "inactive", "active", "active"} {
				conversations[i]["conversation_state"] = state
				binding := conversations[i]["participant_messaging_binding"].(map[string]any)
				binding["proxy_address"] = []any{"whatsapp:+15005550001", "whatsapp:+15005550003", "whatsapp:+15005550001", nil, nil}[i]
			}
			conversations[4]["participant_messaging_binding"] = nil
			api.Add(twiliotest.ServiceSID, "Address", address, conversations...)
			w := workspace(t, "audits/binding", append(account(t, api), "TF_VAR_address="+address, "TF_VAR_twilio_number="+test.number)...)
			printed, err := w.Run(t.Context(), "apply", "-auto-approve")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(printed, test.added) {
				t.Errorf("not %s:\n%s", test.added, printed)
			}
			mustOutput(t, w, "binding", test.want)
		})
	}
}

// TestPrivacyRequest: everything about a number, and nothing is stored.
func TestPrivacyRequest(t *testing.T) {
	t.Parallel()
	const number = "+15005550010"
	api := twiliotest.New()
	sms := twiliotest.Conversations(twiliotest.ServiceSID, "Address", number, 60)
	sms[0]["conversation_friendly_name"] = `The "best", he said`
	sms[1]["conversation_friendly_name"] = nil
	api.Add(twiliotest.ServiceSID, "Address", number, sms...)
	api.Add(twiliotest.DefaultServiceSID, "Address", "whatsapp:"+number,
		twiliotest.Conversations(twiliotest.DefaultServiceSID, "Address", "whatsapp:"+number, 2)...)
	w := workspace(t, "audits/privacy-request", append(account(t, api), "TF_VAR_number="+number)...)

	var rows []map[string]any
	if err := json.Unmarshal([]byte(console(t, w, "local.json")), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 62 {
		t.Errorf("%d conversations, want all 62", len(rows))
	}
	csv := strings.Split(console(t, w, "jsonencode(local.csv)"), `\n`)
	if len(csv) != 63 || !strings.HasSuffix(csv[1], `\"The \"\"best\"\", he said\"`) || !strings.HasSuffix(csv[2], `Z\",`) {
		t.Errorf("%d lines, the first ones\n%s", len(csv), strings.Join(csv[:min(3, len(csv))], "\n"))
	}
	mustStoreNothing(t, w)
}

// mustOutput compares an output with what is wanted.
func mustOutput(t *testing.T, w *terraformcli.Workspace, name string, want any) {
	t.Helper()
	output, err := w.Run(t.Context(), "output", "-json", name)
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal([]byte(output), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}
