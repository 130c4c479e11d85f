package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

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
