package makefile_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTestRunsEverything: what the race detector leaves out runs once more without it,
// and nothing runs twice where there is no race detector. A stand-in takes the place of
// go.
func TestTestRunsEverything(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		build string // how go build -race ends
		want  []string
	}{
		"race detector": {"0", []string{
			"go test -race -timeout 20m ./...", "go test -run ^(", "TestMemory|", "TestAllocations|", " ./internal/provider/ ", " ./internal/twilio/",
		}},
		"none": {"1", []string{"go test -timeout 20m ./..."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bin := t.TempDir()
			script := "#!/bin/sh\n[ $1 = build ] && exit " + test.build + "\necho go $*\n"
			if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
			command := exec.CommandContext(t.Context(), "make", "--silent", "test")
			command.Dir = root
			command.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")}
			output, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			for _, want := range test.want {
				if !strings.Contains(string(output), want) {
					t.Errorf("%q is missing in:\n%s", want, output)
				}
			}
			if runs := strings.Count(string(output), "go test "); runs != min(len(test.want), 2) {
				t.Errorf("%d runs:\n%s", runs, output)
			}
		})
	}
}
