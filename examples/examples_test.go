// Package examples_test runs the examples through the real Terraform, with the
// provider built from this tree.
package examples_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

// terraform is what all tests run.
type terraform struct {
	binary, mirror string
	product        string // Terraform or OpenTofu
	major, minor   int
}

// removals are to be called when all tests are done.
var removals []func()

// setup is not part of TestMain, so that go test notices the variables it reads
// when it considers reusing a result.
var setup = sync.OnceValues(func() (tf terraform, err error) {
	ctx := context.Background()
	binary, remove, err := terraformcli.Find(ctx)
	if err != nil {
		return tf, err
	}
	removals = append(removals, remove)
	mirror, err := os.MkdirTemp("", "mirror-")
	if err != nil {
		return tf, err
	}
	removals = append(removals, func() { _ = os.RemoveAll(mirror) })
	if err := terraformcli.Mirror(ctx, mirror, "0.1.0"); err != nil {
		return tf, err
	}
	tf = terraform{binary: binary, mirror: mirror}
	version, err := (&terraformcli.Workspace{Binary: binary, Mirror: mirror, Dir: mirror}).Run(ctx, "version")
	if err != nil {
		return tf, err
	}
	if _, err := fmt.Sscanf(version, "%s v%d.%d", &tf.product, &tf.major, &tf.minor); err != nil {
		return tf, fmt.Errorf("reading the version %q: %w", version, err)
	}
	return tf, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	for _, remove := range removals {
		remove()
	}
	os.Exit(code)
}

// features are what the oldest supported Terraform does not know: how an example
// that uses one is told, and which minor version of each product brought it.
var features = []struct {
	name, mark string
	since      map[string]int
}{
	{"ephemeral resources", "\nephemeral \"", map[string]int{"Terraform": 10, "OpenTofu": 11}},
	{"mock_provider", "\nmock_provider \"", map[string]int{"Terraform": 7, "OpenTofu": 8}},
}

// workspace copies an example's files, and none that running it has left there,
// to a place where Terraform may write, and initializes it.
func workspace(t *testing.T, example string, env ...string) *terraformcli.Workspace {
	t.Helper()
	tf, err := setup()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var all strings.Builder
	err = fs.WalkDir(os.DirFS(example), ".", func(path string, entry fs.DirEntry, err error) error {
		switch hidden := path != "." && strings.HasPrefix(entry.Name(), "."); {
		case err != nil:
			return err
		case entry.IsDir() && hidden:
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(dir, path), 0o700)
		case hidden, filepath.Ext(path) != ".tf" && filepath.Ext(path) != ".hcl":
			return nil
		}
		text, err := os.ReadFile(filepath.Join(example, path))
		if err != nil {
			return err
		}
		all.Write(text)
		return os.WriteFile(filepath.Join(dir, path), text, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, feature := range features {
		if since := feature.since[tf.product]; strings.Contains(all.String(), feature.mark) && tf.major == 1 && tf.minor < since {
			t.Skipf("%s 1.%d has no %s, which came with 1.%d", tf.product, tf.minor, feature.name, since)
		}
	}
	w := &terraformcli.Workspace{Binary: tf.binary, Mirror: tf.mirror, Dir: dir, Env: env}
	if _, err := w.Run(t.Context(), "init"); err != nil {
		t.Fatal(err)
	}
	return w
}

// account starts a fake API and returns the variables that lead to it.
func account(t *testing.T, api *twiliotest.API) []string {
	t.Helper()
	server := twiliotest.NewServer(api)
	t.Cleanup(server.Close)
	return append(server.Environment(), "TF_VAR_chat_service_sid="+twiliotest.ServiceSID)
}

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
		"provider",
		"data-sources/twilio_service_participant_conversations", "data-sources/twilio_participant_conversations",
		"ephemeral-resources/twilio_service_participant_conversations", "ephemeral-resources/twilio_participant_conversations",
		"audits/offboarding", "audits/stale", "audits/tests",
	} {
		if !slices.Contains(examples, filepath.FromSlash(example)) {
			t.Errorf("there is no example %s", example)
		}
	}
	for _, example := range examples {
		t.Run(example, func(t *testing.T) {
			t.Parallel()
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
