package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

const root = "../.."

// TestDemoShowsTheAudit: it names everybody who is still in a conversation, in which
// service, and who is unknown.
func TestDemoShowsTheAudit(t *testing.T) { //nolint:paralleltest // it sets variables of the process
	var out strings.Builder
	if err := leavingNothing(t, root, &out); err != nil {
		t.Fatal(err)
	}
	for _, h := range twiliotest.Sample().Holders {
		// Everybody is listed or, having left, is not.
		open := h.States()["closed"] < len(h.Conversations)
		if open && !strings.Contains(out.String(), h.Value) {
			t.Errorf("%s is missing in:\n%s", h.Value, &out)
		}
	}
	for _, want := range []string{absent, "Sales", "Still in a conversation", " requests; the whole terraform plan took "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &out)
		}
	}
	if strings.Contains(out.String(), "grace@example.com") {
		t.Errorf("one who has left is listed:\n%s", &out)
	}
}

// leavingNothing runs the demo, which has to leave no file behind.
func leavingNothing(t *testing.T, root string, out io.Writer) error {
	t.Helper()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	failure := run(t.Context(), root, out)
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	return failure
}

func TestFailedDemoLeavesNothingBehind(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "terraform")
	if err := os.WriteFile(broken, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, root, terraform, wantErr string }{
		{"with a broken Terraform", root, broken, "terraform init"},
		{"in another folder", ".", os.Getenv("TF_ACC_TERRAFORM_PATH"), "main.tf"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("TF_ACC_TERRAFORM_PATH", test.terraform)
			if err := leavingNothing(t, test.root, io.Discard); err == nil || !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("got %v, want an error with %q", err, test.wantErr)
			}
		})
	}
}
