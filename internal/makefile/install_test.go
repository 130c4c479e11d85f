// Package makefile_test holds the tests of targets of GNUmakefile.
package makefile_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestInstallIsReproducible(t *testing.T) {
	t.Parallel()
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "another", "folder")
	copySources(t, here, elsewhere)
	const version = "1.2.3-reproducible.4"
	first := install(t, here, version)
	if !bytes.Equal(first, install(t, elsewhere, version)) {
		t.Error("two folders give two binaries")
	}
	if !bytes.Contains(first, []byte(version)) {
		t.Error("the binary does not know its version")
	}
}

// install runs make install, and returns the binary at the path that make prints.
func install(t *testing.T, dir, version string) []byte {
	t.Helper()
	plugins := t.TempDir()
	command := exec.CommandContext(t.Context(), "make", "install", "VERSION="+version, "PLUGINS="+plugins)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOFLAGS=-buildvcs=auto", "MAKEFLAGS=")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("make install: %v\n%s", err, output)
	}
	for line := range strings.Lines(string(output)) {
		path := strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(path, plugins) && strings.Contains(filepath.Base(path), "_v"+version) {
			return read(t, path)
		}
	}
	t.Fatalf("make install prints no path in %s:\n%s", plugins, output)
	return nil
}

func copySources(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range []string{"GNUmakefile", "go.mod", "go.sum", "main.go"} {
		copyFile(t, filepath.Join(from, name), filepath.Join(to, name))
	}
	err := filepath.WalkDir(filepath.Join(from, "internal"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(from, path)
		copyFile(t, path, filepath.Join(to, relative))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, read(t, from), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestInstallRejectsInvalidVersions(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v1.2.3", "1.2", "1.2.3 ", "latest", "1.2.3-RC1", ""} {
		command := exec.CommandContext(t.Context(), "make", "install", "VERSION="+version, "PLUGINS="+t.TempDir())
		command.Dir = root
		command.Env = append(os.Environ(), "MAKEFLAGS=")
		output, err := command.CombinedOutput()
		if err == nil || !strings.Contains(string(output), "VERSION must be a version") {
			t.Errorf("%q: got %v, want an error\n%s", version, err, output)
		}
	}
}
