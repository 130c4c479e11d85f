package examples_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformtest"
	"terraform-provider-twilio/internal/twiliotest"
)

// run is a plan of an example. Many of them in one terraform test cost what one plan
// does.
type run struct {
	name      string
	variables map[string]any
	fails     string // the address of what fails; empty where nothing does
	holds     string // a condition on the outputs
}

// mustRun plans an example once for each run, against one API.
func mustRun(t *testing.T, example string, api *twiliotest.API, files map[string]string, runs ...run) {
	t.Helper()
	all := filesOf(t, example)
	maps.Copy(all, files)
	var tests strings.Builder
	for _, r := range runs {
		fmt.Fprintf(&tests, "run %q {\n  command = plan\n  variables {\n", strings.ReplaceAll(r.name, " ", "_"))
		for _, name := range slices.Sorted(maps.Keys(r.variables)) {
			value, err := json.Marshal(r.variables[name])
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&tests, "    %s = %s\n", name, value)
		}
		fmt.Fprint(&tests, "  }\n")
		if r.fails != "" {
			fmt.Fprintf(&tests, "  expect_failures = [%s]\n", r.fails)
		}
		if r.holds != "" {
			fmt.Fprintf(&tests, "  assert {\n    condition = %s\n    error_message = \"It does not hold.\"\n  }\n", r.holds)
		}
		fmt.Fprint(&tests, "}\n")
	}
	all["runs.tftest.hcl"] = tests.String()
	w := terraformtest.Workspace(t, all, account(t, api)...)
	if output, err := w.Run(t.Context(), "test"); err != nil || !strings.Contains(output, fmt.Sprintf("%d passed, 0 failed", len(runs))) {
		t.Errorf("the runs end with %v:\n%s", err, output)
	}
}

// holder is somebody with conversations in a service, one in each of the states. An
// address is one with a colon or a plus sign.
type holder struct {
	serviceSID, name string
	states           []string
}

// apiOf knows the holders, in Support, Sales and the default service.
func apiOf(holders ...holder) *twiliotest.API {
	api := twiliotest.New()
	api.AddServices(twiliotest.NewService(twiliotest.SalesServiceSID, "Sales"))
	for _, h := range holders {
		parameter := "Identity"
		if strings.ContainsAny(h.name, ":+") {
			parameter = "Address"
		}
		rows := twiliotest.Conversations(h.serviceSID, parameter, h.name, len(h.states))
		for i, state := range h.states {
			rows[i]["conversation_state"] = state
		}
		api.Add(h.serviceSID, parameter, h.name, rows...)
	}
	return api
}
