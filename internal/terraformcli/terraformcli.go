// Package terraformcli runs the real Terraform, or OpenTofu, with the provider
// built from this tree.
package terraformcli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	install "github.com/hashicorp/hc-install"
	"github.com/hashicorp/hc-install/checkpoint"
	"github.com/hashicorp/hc-install/fs"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/src"

	"terraform-provider-twilio/internal/provider"
)

// Find returns the path of a Terraform binary: the one that
// TF_ACC_TERRAFORM_PATH names, else the one on PATH, else the latest release,
// downloaded. Cleanup removes what was downloaded.
func Find(ctx context.Context) (binary string, cleanup func(), err error) {
	dir, err := os.MkdirTemp("", "terraform-")
	if err != nil {
		return "", nil, err
	}
	sources := []src.Source{
		&fs.AnyVersion{Product: &product.Terraform},
		&checkpoint.LatestVersion{Product: product.Terraform, InstallDir: dir, Timeout: 5 * time.Minute},
	}
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		sources = []src.Source{&fs.AnyVersion{ExactBinPath: path}}
	}
	cleanup = func() { _ = os.RemoveAll(dir) }
	if binary, err = install.NewInstaller().Ensure(ctx, sources); err != nil {
		cleanup()
		return "", nil, fmt.Errorf("no Terraform: install it, or set TF_ACC_TERRAFORM_PATH to its absolute path: %w", err)
	}
	return binary, cleanup, nil
}

// build builds the provider as the given version into the installation's mirror.
func (i *Installation) build(ctx context.Context, version string) error {
	build := command(ctx, "go", "build", "-ldflags", "-X main.version="+version, "-o", i.Plugin, "terraform-provider-twilio")
	build.Env = append(os.Environ(), "GOTMPDIR="+i.Mirror) // a build that is interrupted leaves its files there
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	return nil
}

// pluginPath returns where a filesystem mirror has the provider for this machine.
func pluginPath(dir, version string) string {
	name := "terraform-provider-twilio_v" + version
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dir, filepath.FromSlash(provider.Address), version, runtime.GOOS+"_"+runtime.GOARCH, name)
}

// Installation is a Terraform, and a filesystem mirror with the provider.
type Installation struct {
	// Binary is the path of Terraform or OpenTofu.
	Binary string
	// Mirror is the filesystem mirror that alone provides providers.
	Mirror string
	// Plugin is the path of the provider in the mirror.
	Plugin string

	remove func()
}

// Install finds Terraform and builds the provider as the given version. Close removes
// what was downloaded and built.
func Install(ctx context.Context, version string) (*Installation, error) {
	binary, cleanup, err := Find(ctx)
	if err != nil {
		return nil, err
	}
	mirror, err := os.MkdirTemp("", "mirror-")
	if err != nil {
		cleanup()
		return nil, err
	}
	installation := &Installation{Binary: binary, Mirror: mirror, Plugin: pluginPath(mirror, version), remove: func() {
		cleanup()
		_ = os.RemoveAll(mirror)
	}}
	if err := installation.build(ctx, version); err != nil {
		installation.Close()
		return nil, err
	}
	return installation, nil
}

// Close removes the installation.
func (i *Installation) Close() { i.remove() }

// Workspace writes the files, by path, into a folder and initializes it there.
func (i *Installation) Workspace(ctx context.Context, dir string, files map[string]string, env ...string) (*Workspace, error) {
	for path, text := range files {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	w := &Workspace{Binary: i.Binary, Mirror: i.Mirror, Dir: dir, Env: env}
	_, err := w.Run(ctx, "init")
	return w, err
}

// Workspace is a folder that Terraform runs in.
type Workspace struct {
	// Binary is the path of Terraform or OpenTofu.
	Binary string
	// Dir holds the configuration; Terraform writes into it.
	Dir string
	// Mirror is the filesystem mirror that alone provides providers.
	Mirror string
	// Env holds variables, as name=value, in addition to those of this process. Of those
	// that concern Terraform or Twilio (TF_… and TWILIO_…) only these are seen.
	Env []string
	// Input is the standard input of the next runs.
	Input string
}

// Run runs Terraform and returns what it printed, to both outputs. The error
// holds it as well.
func (w *Workspace) Run(ctx context.Context, args ...string) (output string, err error) {
	config := filepath.Join(w.Dir, ".terraformrc")
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(w.Mirror))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return "", err
	}
	cmd := command(ctx, w.Binary, args...)
	cmd.Dir = w.Dir
	cmd.Stdin = strings.NewReader(w.Input)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "TWILIO_")
	})
	cmd.Env = append(cmd.Env, "TF_CLI_CONFIG_FILE="+config, "TF_CLI_ARGS=-no-color", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1")
	cmd.Env = append(cmd.Env, w.Env...)
	combined, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("terraform %s: %w\n%s", strings.Join(args, " "), err, combined)
	}
	return string(combined), err
}

// command is interrupted by the end of the context, and has ten seconds then to
// remove what it has begun.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // running others is the purpose of this package
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}
