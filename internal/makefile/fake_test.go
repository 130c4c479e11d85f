package makefile_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestFakeTakesAnAddress: a free port unless the command line sets it. What the shell
// calls ADDRESS does not count.
func TestFakeTakesAnAddress(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		argument, want string
	}{
		"none": {"FAKE=fake", "--address '127.0.0.1:0'"},
		"set":  {"ADDRESS=127.0.0.1:8080", "--address '127.0.0.1:8080'"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), "make", "--dry-run", "fake", test.argument)
			command.Dir = root
			command.Env = append(command.Environ(), "MAKEFLAGS=", "ADDRESS=elsewhere:1")
			output, err := command.CombinedOutput()
			if err != nil || !strings.Contains(string(output), test.want) {
				t.Errorf("%v, %s is missing in:\n%s", err, test.want, output)
			}
		})
	}
}
