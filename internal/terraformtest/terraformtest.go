// Package terraformtest runs the real Terraform in tests, with the provider built
// from this tree, once for each test binary.
package terraformtest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"terraform-provider-twilio/internal/provider"
	"terraform-provider-twilio/internal/terraformcli"
)

// terraform is what all tests of a binary run.
type terraform struct {
	*terraformcli.Installation
	product      string // Terraform or OpenTofu
	major, minor int
}

var installed *terraformcli.Installation

// install is not part of Main, so that go test notices the variables it reads when it
// considers reusing a result.
var install = sync.OnceValues(func() (tf terraform, err error) {
	ctx := context.Background()
	if installed, err = terraformcli.Install(ctx, "0.1.0"); err != nil {
		return tf, err
	}
	tf.Installation = installed
	version, err := (&terraformcli.Workspace{Binary: tf.Binary, Mirror: tf.Mirror, Dir: tf.Mirror}).Run(ctx, "version")
	if err != nil {
		return tf, err
	}
	if _, err := fmt.Sscanf(version, "%s v%d.%d", &tf.product, &tf.major, &tf.minor); err != nil {
		return tf, fmt.Errorf("reading the version %q: %w", version, err)
	}
	return tf, nil
})

// Main is to be called by TestMain: it runs the tests, and removes what they installed.
func Main(m *testing.M) {
	code := m.Run()
	if installed != nil {
		installed.Close()
	}
	os.Exit(code)
}

// features are what the oldest supported Terraform does not know: how a configuration
// that uses one is recognized, and which minor version of each product brought it, if
// one did.
var features = []struct {
	name, mark string
	since      map[string]int
}{
	{"ephemeral resources", "\nephemeral \"", map[string]int{"Terraform": 10, "OpenTofu": 11}},
	{"ephemeral variables", "ephemeral = true", map[string]int{"Terraform": 10, "OpenTofu": 11}},
	{"terraform test", "\nrun \"", map[string]int{"Terraform": 6, "OpenTofu": 6}},
	{"mock_provider", "\nmock_provider \"", map[string]int{"Terraform": 7, "OpenTofu": 8}},
	{"console -plan", "terraform console -plan", map[string]int{"Terraform": 6}},
}

// Workspace writes the files into a folder of the test and initializes it. It skips
// the test where this Terraform does not know a feature that they use.
func Workspace(t *testing.T, files map[string]string, env ...string) *terraformcli.Workspace {
	t.Helper()
	tf, err := install()
	if err != nil {
		t.Fatal(err)
	}
	all := "\n" + strings.Join(slices.Collect(maps.Values(files)), "\n")
	for _, feature := range features {
		since, known := feature.since[tf.product]
		if strings.Contains(all, feature.mark) && tf.major == 1 && (!known || tf.minor < since) {
			t.Skipf("%s 1.%d has no %s", tf.product, tf.minor, feature.name)
		}
	}
	w, err := tf.Workspace(t.Context(), t.TempDir(), files, env...)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// WorkspaceWith is a Workspace in which the provider also stands in for the one of
// another address.
func WorkspaceWith(t *testing.T, address string, files map[string]string, env ...string) *terraformcli.Workspace {
	t.Helper()
	tf, err := install()
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(tf.Plugin, filepath.FromSlash(provider.Address), filepath.FromSlash(address), 1)
	if err := os.MkdirAll(filepath.Dir(other), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(tf.Plugin, other); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	return Workspace(t, files, env...)
}
