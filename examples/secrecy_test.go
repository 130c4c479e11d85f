package examples_test

import (
	"archive/zip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
)

// mustKeepToItself plans and applies a job, with a log of everything, and holds its end
// to the messages: none is success. It looks for the names in what was printed, and in
// every file that Terraform has written: the log, the plan, what is zipped into it, and
// the state.
func mustKeepToItself(t *testing.T, w *terraformcli.Workspace, messages []string, names ...string) {
	t.Helper()
	w.Env = append(w.Env, "TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(w.Dir, "trace.log"))
	printed := ""
	for _, args := range [][]string{{"plan", "-out=plan"}, {"apply", "-auto-approve"}} {
		output, err := w.Run(t.Context(), args...)
		if (err != nil) != (len(messages) > 0) {
			t.Fatalf("%v ends with %v:\n%s", args, err, output)
		}
		for _, message := range messages {
			if !strings.Contains(strings.Join(strings.Fields(output), " "), message) {
				t.Errorf("%v does not say %q:\n%s", args, message, output)
			}
		}
		printed += output
	}
	looked := written(t, w.Dir)
	looked["what Terraform printed"] = printed
	plan, err := w.Run(t.Context(), "show", "-json", "plan")
	if err != nil {
		t.Fatal(err)
	}
	if looked["the plan"] = plan; len(messages) == 0 && !strings.Contains(plan, `"checks"`) {
		t.Errorf("the plan does not hold the results of checks:\n%s", plan)
	}
	for what, text := range looked {
		for _, name := range names {
			if strings.Contains(text, name) {
				t.Errorf("%s holds %q", what, name)
			}
		}
	}
}

// written are the files that Terraform has written into a folder, those in the plan
// included.
func written(t *testing.T, dir string) map[string]string {
	t.Helper()
	texts := unzip(t, filepath.Join(dir, "plan"))
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) == ".txt" || strings.HasPrefix(path, ".terraform/providers") {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, path))
		texts[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if texts["trace.log"] == "" || texts["plan"] == "" {
		t.Error("there is no log, or no plan")
	}
	return texts
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
		files["plan: "+file.Name] = string(text)
	}
	return files
}
