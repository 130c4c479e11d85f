package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

// TestEphemeralExamples runs the examples of both ephemeral resources: a check
// that fails is a warning, a precondition that fails an error, and neither
// stores what was read.
func TestEphemeralExamples(t *testing.T) {
	t.Parallel()
	for name, serviceSID := range map[string]string{
		"twilio_service_participant_conversations": twiliotest.ServiceSID,
		"twilio_participant_conversations":         twiliotest.DefaultServiceSID,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.Add(serviceSID, "Identity", "ada", inStates("Identity", "ada", "active")...)
			api.Add(serviceSID, "Identity", "alan", inStates("Identity", "alan", "closed")...)
			api.Add(serviceSID, "Identity", "grace", inStates("Identity", "grace", "closed", "closed")...)
			api.Add(serviceSID, "Address", "whatsapp:+15005550006", inStates("Address", "whatsapp:+15005550006", "closed")...)
			w := workspace(t, "ephemeral-resources/"+name, account(t, api)...)

			output, err := w.Run(t.Context(), "apply", "-json", "-auto-approve")
			if err != nil {
				t.Fatal(err)
			}
			if got := failedChecks(t, output); !slices.Equal(got, []string{"Ada is still in a conversation that is not closed."}) {
				t.Errorf("the check says %q", got)
			}
			holdsNothingRead(t, "the state", state(t, w))

			api.Add(serviceSID, "Identity", "grace", inStates("Identity", "grace", "closed", "closed", "inactive")[2:]...)
			_, err = w.Run(t.Context(), "plan")
			if err == nil || !strings.Contains(err.Error(), "A leaver is still in a conversation") {
				t.Errorf("the precondition should fail: %v", err)
			}
		})
	}
}

// inStates makes up one conversation for each state.
func inStates(parameter, value string, states ...string) []twiliotest.Row {
	conversations := twiliotest.Conversations(twiliotest.ServiceSID, parameter, value, len(states))
	for i, state := range states {
		conversations[i]["conversation_state"] = state
	}
	return conversations
}

// failedChecks returns the messages of failed checks in Terraform's output as
// JSON, sorted. Other warnings fail the test.
func failedChecks(t *testing.T, output string) []string {
	t.Helper()
	var messages []string
	for line := range strings.Lines(output) {
		var event struct {
			Diagnostic struct{ Severity, Summary, Detail string }
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatalf("%v in line %q", err, line)
		}
		switch diagnostic := event.Diagnostic; {
		case diagnostic.Summary == "Check block assertion failed":
			messages = append(messages, diagnostic.Detail)
		case diagnostic.Severity != "":
			t.Errorf("unexpected %s: %s: %s", diagnostic.Severity, diagnostic.Summary, diagnostic.Detail)
		}
	}
	slices.Sort(messages)
	return slices.Compact(messages) // an apply checks twice
}

func state(t *testing.T, w *terraformcli.Workspace) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// holdsNothingRead looks for what the made-up conversations hold.
func holdsNothingRead(t *testing.T, what, text string) {
	t.Helper()
	if !strings.Contains(text, "check_results") {
		t.Errorf("%s does not hold the results of checks, so this test looks at the wrong place:\n%s", what, text)
	}
	for _, read := range []string{"CH0", "MB0", "US0", "Order 0", `order\"`} {
		if strings.Contains(text, read) {
			t.Errorf("%s holds %q, which was read:\n%s", what, read, text)
		}
	}
}
