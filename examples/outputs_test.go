package examples_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
)

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

// mustPrint runs a command that succeeds, and finds the texts in what it printed.
func mustPrint(t *testing.T, w *terraformcli.Workspace, command string, texts ...string) {
	t.Helper()
	args := []string{command}
	if command == "apply" {
		args = append(args, "-auto-approve")
	}
	output, err := w.Run(t.Context(), args...)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if !strings.Contains(strings.Join(strings.Fields(output), " "), text) {
			t.Errorf("%s does not print %q:\n%s", command, text, output)
		}
	}
}
