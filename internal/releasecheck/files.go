package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	dist = "dist"
	name = "terraform-provider-twilio"
)

var platforms = []string{
	"darwin_amd64", "darwin_arm64",
	"freebsd_386", "freebsd_amd64", "freebsd_arm", "freebsd_arm64",
	"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
	"windows_386", "windows_amd64", "windows_arm64",
}

// release is what goreleaser built.
type release struct {
	version string
	files   []string
}

// open reads which files the sums of a release list.
func open() (*release, error) {
	found, err := filepath.Glob(filepath.Join(dist, name+"_*_SHA256SUMS"))
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%s holds %d files of sums instead of one", dist, len(found))
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		return nil, err
	}
	version := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(found[0]), name+"_"), "_SHA256SUMS")
	r := &release{version: version}
	for line := range strings.Lines(string(text)) {
		_, file, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		r.files = append(r.files, file)
	}
	return r, nil
}

func (r *release) archive(platform string) string {
	return fmt.Sprintf("%s_%s_%s.zip", name, r.version, platform)
}

// checkFiles checks that the sums list one archive for each platform and the
// manifest, nothing else, and what these hold. The workflow compares the sums.
func (r *release) checkFiles() error {
	manifest := fmt.Sprintf("%s_%s_manifest.json", name, r.version)
	want := []string{manifest}
	for _, platform := range platforms {
		want = append(want, r.archive(platform))
	}
	slices.Sort(want)
	slices.Sort(r.files)
	if !slices.Equal(r.files, want) {
		return fmt.Errorf("the sums are those of\n  %s\ninstead of\n  %s", strings.Join(r.files, "\n  "), strings.Join(want, "\n  "))
	}
	for _, platform := range platforms {
		archive := r.archive(platform)
		content, err := read(archive)
		if err != nil {
			return err
		}
		if err := checkArchive(content, r.version, platform); err != nil {
			return fmt.Errorf("%s: %w", archive, err)
		}
	}
	content, err := read(manifest)
	if err != nil {
		return err
	}
	return checkManifest(content)
}

func read(file string) ([]byte, error) {
	return os.ReadFile(filepath.Join(dist, file)) //nolint:gosec // a file of the release
}

// checkArchive checks that an archive holds the binary alone, executable and
// under the name that Terraform looks for.
func checkArchive(content []byte, version, platform string) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return err
	}
	want := name + "_v" + version
	if strings.HasPrefix(platform, "windows_") {
		want += ".exe"
	}
	if len(archive.File) != 1 || archive.File[0].Name != want {
		return fmt.Errorf("it does not hold %s alone", want)
	}
	if mode := archive.File[0].Mode(); mode&0o111 == 0 {
		return fmt.Errorf("%s is not executable: %v", want, mode)
	}
	return nil
}

// checkManifest checks the protocol version, which is that of provider.NewServer.
func checkManifest(content []byte) error {
	var manifest bytes.Buffer
	if err := json.Compact(&manifest, content); err != nil {
		return fmt.Errorf("the registry's manifest: %w", err)
	}
	if manifest.String() != `{"version":1,"metadata":{"protocol_versions":["6.0"]}}` {
		return fmt.Errorf("the registry's manifest says %s instead of version 1, protocol 6.0", &manifest)
	}
	return nil
}
