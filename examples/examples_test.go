// Package examples_test runs the examples through the real Terraform, with the
// provider built from this tree.
package examples_test

import (
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/terraformtest"
	"terraform-provider-twilio/internal/twiliotest"
)

func TestMain(m *testing.M) { terraformtest.Main(m) }

// workspace copies an example to a place where Terraform may write, and initializes it.
func workspace(t *testing.T, example string, env ...string) *terraformcli.Workspace {
	t.Helper()
	return terraformtest.Workspace(t, filesOf(t, example), env...)
}

// account starts a fake API and returns the variables that lead to it.
func account(t *testing.T, api *twiliotest.API) []string {
	t.Helper()
	server := twiliotest.NewServer(api)
	t.Cleanup(server.Close)
	return server.Environment()
}

// inService is the variable of the audits of one Conversation Service.
const inService = "TF_VAR_chat_service_sid=" + twiliotest.ServiceSID

// TestEveryExampleIsValid covers every folder that holds a configuration.
func TestEveryExampleIsValid(t *testing.T) {
	t.Parallel()
	var examples []string
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".tf" && !slices.Contains(examples, filepath.Dir(path)) {
			examples = append(examples, filepath.Dir(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, example := range []string{
		"provider", "twilio-provider",
		"data-sources/twilio_service_participant_conversations", "data-sources/twilio_participant_conversations",
		"ephemeral-resources/twilio_service_participant_conversations", "ephemeral-resources/twilio_participant_conversations",
		"data-sources/twilio_conversation_services", "ephemeral-resources/twilio_conversation_services",
		"audits/everywhere", "audits/binding", "audits/offboarding", "audits/offboarding-names", "audits/privacy-request",
		"audits/roster", "audits/roster-names", "audits/stale", "audits/tests",
	} {
		if !slices.Contains(examples, filepath.FromSlash(example)) {
			t.Errorf("there is no example %s", example)
		}
	}
	examples = slices.DeleteFunc(examples, func(example string) bool { return example == "twilio-provider" }) // see its own test
	for _, example := range examples {
		t.Run(example, func(t *testing.T) {
			t.Parallel()
			if files := filesOf(t, example); !child(example) && !strings.Contains(strings.Join(slices.Collect(maps.Values(files)), ""), "\nprovider \"twilio\" {") {
				t.Error("there is no provider block")
			}
			output, err := workspace(t, example).Run(t.Context(), "validate")
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(output, "Warning") {
				t.Errorf("valid, but not without warnings:\n%s", output)
			}
		})
	}
}

// child reports whether an example is a module of another one.
func child(example string) bool { return example == filepath.FromSlash("audits/tests/participant") }

// TestMissingCredentials: with a provider block, they give the provider's own message.
func TestMissingCredentials(t *testing.T) {
	t.Parallel()
	for _, example := range []string{"audits/offboarding", "data-sources/twilio_conversation_services", "ephemeral-resources/twilio_conversation_services"} {
		t.Run(example, func(t *testing.T) {
			t.Parallel()
			mustPlan(t, workspace(t, example, "TF_VAR_names_file=main.tf"), "Missing Twilio Credentials")
		})
	}
}

// TestTwiliosProvider: the configuration of both providers is valid. The provider of
// this tree stands in for Twilio's, which is not asked for anything.
func TestTwiliosProvider(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	const standIn = "terraform.local/twilio/twilio"
	files := filesOf(t, "twilio-provider")
	files["main.tf"] = strings.Replace(files["main.tf"], `"twilio/twilio"`, `"`+standIn+`"`, 1)
	w := terraformtest.WorkspaceWith(t, standIn, files, account(t, api)...)
	if _, err := w.Run(t.Context(), "apply", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
	mustOutput(t, w, "services", []any{twiliotest.ServiceSID, twiliotest.DefaultServiceSID})
}
