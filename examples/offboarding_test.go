package examples_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

// leavers is a file of names as programs write them: with a byte-order mark, carriage
// returns, blanks and empty lines.
const leavers = "\ufeffada.lovelace\r\n\r\n  grace.hopper \t\r\nalan.turing\r\n"

// offboarding starts a fake API in which each name has conversations in the given states,
// and returns the variables of the job.
func offboarding(t *testing.T, states map[string][]string) []string {
	t.Helper()
	api := twiliotest.New()
	for identity, states := range states {
		api.Add(twiliotest.ServiceSID, "Identity", identity, inStates("Identity", identity, states...)...)
	}
	return append(account(t, api), "TF_VAR_names_file=leavers.txt")
}

// TestOffboarding: the job's exit code, and that no name is anywhere.
func TestOffboarding(t *testing.T) {
	t.Parallel()
	const stillIn, unknown = "Some are still in a conversation", "Some have no conversation in any state"
	manyClosed := slices.Repeat([]string{"closed"}, 119)
	for name, test := range map[string]struct {
		states map[string][]string
		fails  []string
	}{
		"all have left": {map[string][]string{"ada.lovelace": {"closed"}, "grace.hopper": {"closed", "closed"}, "alan.turing": manyClosed}, nil},
		"one is active": {
			map[string][]string{"ada.lovelace": {"closed"}, "grace.hopper": {"closed", "active"}, "alan.turing": {"closed"}},
			[]string{stillIn},
		},
		"on a later page": {
			map[string][]string{"ada.lovelace": {"closed"}, "grace.hopper": {"closed"}, "alan.turing": append(manyClosed, "active")},
			[]string{stillIn},
		},
		"one is inactive": {
			map[string][]string{"ada.lovelace": {"inactive"}, "grace.hopper": {"closed"}, "alan.turing": {"closed"}},
			[]string{stillIn},
		},
		"one is beginning": {
			map[string][]string{"ada.lovelace": {"initializing"}, "grace.hopper": {"closed"}, "alan.turing": {"closed"}},
			[]string{stillIn},
		},
		"a misspelled one": {
			map[string][]string{"ada.lovelace": {"closed"}, "grace.hoper": {"closed"}, "alan.turing": {"closed"}},
			[]string{unknown},
		},
		"both": {map[string][]string{"ada.lovelace": {"active"}, "grace.hopper": {"closed"}}, []string{stillIn, unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := workspace(t, "audits/offboarding", offboarding(t, test.states)...)
			writeNames(t, w, leavers)

			output, err := w.Run(t.Context(), "plan", "-out=plan")
			if (err != nil) != (len(test.fails) > 0) {
				t.Fatalf("the plan ends with %v:\n%s", err, output)
			}
			for _, message := range []string{stillIn, unknown} {
				if got, want := strings.Contains(output, message), slices.Contains(test.fails, message); got != want {
					t.Errorf("%q is printed: %v, want %v:\n%s", message, got, want, output)
				}
			}
			plan, err := w.Run(t.Context(), "show", "-json", "plan")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(plan, `"checks"`) {
				t.Errorf("the plan does not hold the results of checks:\n%s", plan)
			}
			if applied, err := w.Run(t.Context(), "apply", "-auto-approve"); (err != nil) != (len(test.fails) > 0) {
				t.Errorf("the apply ends with %v:\n%s", err, applied)
			} else {
				output += applied
			}
			mustNotName(t, w, output+plan)
		})
	}
}

func TestOffboardingOfNobody(t *testing.T) {
	t.Parallel()
	w := workspace(t, "audits/offboarding", offboarding(t, nil)...)
	writeNames(t, w, "\ufeff\r\n \n")
	if output, err := w.Run(t.Context(), "plan"); err == nil || !strings.Contains(output, "The file has no names.") {
		t.Errorf("an empty file ends with %v:\n%s", err, output)
	}
}

func writeNames(t *testing.T, w *terraformcli.Workspace, names string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.Dir, "leavers.txt"), []byte(names), 0o600); err != nil {
		t.Fatal(err)
	}
}

// mustNotName looks for the names in what was printed, and in every file that Terraform
// has written: the plan, what is zipped into it, and the state.
func mustNotName(t *testing.T, w *terraformcli.Workspace, printed string) {
	t.Helper()
	looked := map[string]string{"what Terraform printed": printed}
	err := fs.WalkDir(os.DirFS(w.Dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path == "leavers.txt" || strings.HasPrefix(path, ".terraform/providers") {
			return err
		}
		text, err := os.ReadFile(filepath.Join(w.Dir, path))
		looked[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if looked["plan"] == "" {
		t.Error("there is no plan file")
	}
	for name, text := range unzip(t, filepath.Join(w.Dir, "plan")) {
		looked["plan: "+name] = text
	}
	for what, text := range looked {
		for _, name := range []string{"ada", "lovelace", "grace", "hopper", "alan.", "turing"} {
			if strings.Contains(text, name) {
				t.Errorf("%s holds %q", what, name)
			}
		}
	}
}

// unzip returns the files in a plan, by name.
func unzip(t *testing.T, path string) map[string]string {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close() //nolint:errcheck // only read
	files := map[string]string{}
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		files[file.Name] = string(text)
	}
	return files
}

// TestOffboardingNames: the second step prints who it is, and stores nothing.
func TestOffboardingNames(t *testing.T) {
	t.Parallel()
	w := workspace(t, "audits/offboarding-names", offboarding(t, map[string][]string{
		"ada.lovelace": {"closed", "active", "inactive"}, "grace.hopper": {"closed"},
	})...)
	writeNames(t, w, leavers)
	for expression, want := range map[string]any{
		"jsonencode(local.still_in)":  map[string]any{"ada.lovelace": []any{twiliotest.SID("CH", 2), twiliotest.SID("CH", 3)}},
		"jsonencode(local.not_found)": []any{"alan.turing"},
	} {
		var got any
		if err := json.Unmarshal([]byte(console(t, w, expression)), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v, want %v (%v)", expression, got, want, err)
		}
	}
	mustStoreNothing(t, w)
}

// console evaluates an expression by terraform console -plan, and returns the text.
func console(t *testing.T, w *terraformcli.Workspace, expression string) (text string) {
	t.Helper()
	w.Input = expression + "\n"
	output, err := w.Run(t.Context(), "console", "-plan")
	if err != nil {
		t.Fatal(err)
	}
	output = output[strings.Index(output, `"`):]
	if err := json.Unmarshal([]byte(output), &text); err != nil {
		t.Fatalf("%v in %s", err, output)
	}
	return text
}

// mustStoreNothing looks for files that Terraform has written, other than those of init.
func mustStoreNothing(t *testing.T, w *terraformcli.Workspace) {
	t.Helper()
	entries, err := os.ReadDir(w.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !slices.Contains([]string{".terraform", ".terraform.lock.hcl", ".terraformrc", "main.tf", "leavers.txt"}, entry.Name()) {
			t.Errorf("%s was written", entry.Name())
		}
	}
}
