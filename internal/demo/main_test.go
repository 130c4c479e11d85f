package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestDemoLeavesNothingBehind(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "terraform")
	if err := os.WriteFile(broken, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, terraform, wantErr string }{
		{"as found on this machine", os.Getenv("TF_ACC_TERRAFORM_PATH"), ""},
		{"with a broken Terraform", broken, "terraform init"},
	} {
		t.Run(test.name, func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			t.Setenv("TF_ACC_TERRAFORM_PATH", test.terraform)

			err := run(t.Context())
			if test.wantErr == "" && err != nil || test.wantErr != "" && (err == nil || !strings.Contains(err.Error(), test.wantErr)) {
				t.Errorf("got %v, want an error with %q", err, test.wantErr)
			}
			if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestReportNoticesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, output := range []string{"", "[]", `[{"who":"alan","service":"Default Conversations Service","state":"active"}]`} {
		if err := report(twiliotest.Sample(), output); err == nil {
			t.Errorf("%q is accepted", output)
		}
	}
}
