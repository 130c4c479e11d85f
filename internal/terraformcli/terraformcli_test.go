package terraformcli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
)

// TestMain lets the test binary stand in for Terraform: it prints its arguments
// and environment, and fails where it is told to.
func TestMain(m *testing.M) {
	if os.Getenv("PRETEND_TO_BE_TERRAFORM") != "" {
		fmt.Println("arguments:", strings.Join(os.Args[1:], " "))
		fmt.Println(strings.Join(os.Environ(), "\n"))
		if os.Args[1] == "fail" {
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestRunTakesItsVariablesFromTheWorkspaceAlone(t *testing.T) {
	for _, name := range []string{"TF_VAR_identity", "TF_DATA_DIR", "TF_LOG", "TF_CLI_ARGS_plan", "TWILIO_AUTH_TOKEN", "TWILIO_REGION"} {
		t.Setenv(name, "of-the-caller")
	}
	t.Setenv("UNRELATED", "kept")
	workspace := pretend(t, "TF_VAR_identity=given", "TWILIO_AUTH_TOKEN=also-given")

	output, err := workspace.Run(t.Context(), "plan", "-json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(output, "of-the-caller") {
		t.Errorf("a variable of the caller is seen:\n%s", output)
	}
	config := filepath.Join(workspace.Dir, ".terraformrc")
	for _, line := range []string{
		"arguments: plan -json", "TF_VAR_identity=given", "TWILIO_AUTH_TOKEN=also-given", "UNRELATED=kept",
		"TF_CLI_CONFIG_FILE=" + config, "CHECKPOINT_DISABLE=1",
	} {
		if !strings.Contains(output, line+"\n") {
			t.Errorf("%q is missing in:\n%s", line, output)
		}
	}
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("path = %q", "/the/mirror"); !strings.Contains(string(text), want) {
		t.Errorf("the CLI configuration lacks %s:\n%s", want, text)
	}
}

func TestRunFailsWithWhatTerraformPrinted(t *testing.T) {
	t.Parallel()
	_, err := pretend(t, "MARK=printed").Run(t.Context(), "fail")
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"terraform fail: exit status 3", "MARK=printed"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing in: %v", part, err)
		}
	}
}

func pretend(t *testing.T, env ...string) *terraformcli.Workspace {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &terraformcli.Workspace{
		Binary: binary, Dir: t.TempDir(), Mirror: "/the/mirror",
		Env: append(env, "PRETEND_TO_BE_TERRAFORM=1"),
	}
}

func TestFind(t *testing.T) {
	fake := filepath.Join(t.TempDir(), "terraform")
	if err := os.WriteFile(fake, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, variable, path string
		want, wantErr        string
	}{
		{"the variable's", fake, t.TempDir(), fake, ""},
		{"the one on PATH", "", filepath.Dir(fake), fake, ""},
		{"the variable's is missing", fake + "-missing", filepath.Dir(fake), "", "set TF_ACC_TERRAFORM_PATH"},
		{"the variable's is relative", "bin/terraform", filepath.Dir(fake), "", "absolute path"},
	} {
		t.Run(test.name, func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			t.Setenv("TF_ACC_TERRAFORM_PATH", test.variable)
			t.Setenv("PATH", test.path)

			binary, cleanup, err := terraformcli.Find(t.Context())
			if test.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Fatalf("got %q, %v; want an error with %q", binary, err, test.wantErr)
				}
			} else {
				if err != nil {
					t.Fatal(err)
				}
				cleanup()
			}
			if binary != test.want {
				t.Errorf("got %q, want %q", binary, test.want)
			}
			if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}
