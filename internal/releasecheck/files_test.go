package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"testing"
)

func TestCheckArchive(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		platform string
		files    map[string]fs.FileMode
		wantErr  bool
	}{
		"linux":           {"linux_arm64", map[string]fs.FileMode{"terraform-provider-twilio_v1.2.3": 0o755}, false},
		"windows":         {"windows_386", map[string]fs.FileMode{"terraform-provider-twilio_v1.2.3.exe": 0o755}, false},
		"no .exe":         {"windows_386", map[string]fs.FileMode{"terraform-provider-twilio_v1.2.3": 0o755}, true},
		"another version": {"linux_arm64", map[string]fs.FileMode{"terraform-provider-twilio_v1.2.4": 0o755}, true},
		"not executable":  {"linux_arm64", map[string]fs.FileMode{"terraform-provider-twilio_v1.2.3": 0o644}, true},
		"a second file":   {"linux_arm64", map[string]fs.FileMode{"terraform-provider-twilio_v1.2.3": 0o755, "README.md": 0o644}, true},
		"empty":           {"linux_arm64", nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := checkArchive(archiveOf(t, test.files), "1.2.3", test.platform); (err != nil) != test.wantErr {
				t.Errorf("got %v, want an error: %v", err, test.wantErr)
			}
		})
	}
}

func archiveOf(t *testing.T, files map[string]fs.FileMode) []byte {
	t.Helper()
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	for name, mode := range files {
		header := &zip.FileHeader{Name: name}
		header.SetMode(mode)
		if _, err := archive.CreateHeader(header); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

func TestCheckManifest(t *testing.T) {
	t.Parallel()
	for manifest, wantErr := range map[string]bool{
		`{"version": 1, "metadata": {"protocol_versions": ["6.0"]}}`: false,
		`{"version": 1, "metadata": {"protocol_versions": ["5.0"]}}`: true,
		`{"version": 1}`: true,
		``:               true,
	} {
		if err := checkManifest([]byte(manifest)); (err != nil) != wantErr {
			t.Errorf("%q: got %v, want an error: %v", manifest, err, wantErr)
		}
	}
}
