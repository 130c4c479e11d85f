package makefile_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTestaccRequirements: make testacc takes each kind of credentials, and says what
// it needs where something is missing. A stand-in takes the place of go.
func TestTestaccRequirements(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\necho \"TF_ACC=$TF_ACC go $*\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	const service, identity, address = "TWILIO_TEST_CHAT_SERVICE_SID=IS1", "TWILIO_TEST_IDENTITY=ada", "TWILIO_TEST_ADDRESS=+1"
	for name, test := range map[string]struct {
		env  []string
		runs bool
	}{
		"OAuth app":      {[]string{"TWILIO_CLIENT_ID=OQ1", "TWILIO_CLIENT_SECRET=x", service, identity}, true},
		"API key":        {[]string{"TWILIO_API_KEY=SK1", "TWILIO_API_SECRET=x", service, identity}, true},
		"auth token":     {[]string{"TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=x", service, address}, true},
		"nothing":        {nil, false},
		"half a pair":    {[]string{"TWILIO_CLIENT_ID=OQ1", service, identity}, false},
		"two halves":     {[]string{"TWILIO_ACCOUNT_SID=AC1", "TWILIO_API_SECRET=x", service, identity}, false},
		"no service":     {[]string{"TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=x", identity}, false},
		"no participant": {[]string{"TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=x", service}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), "make", "testacc")
			command.Dir = root
			command.Env = append([]string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")}, test.env...)
			output, err := command.CombinedOutput()
			if runs := strings.Contains(string(output), "TF_ACC=1 go test "); runs != test.runs || runs != (err == nil) {
				t.Errorf("ended with %v:\n%s", err, output)
			}
			if !test.runs && !strings.Contains(string(output), "TWILIO_CLIENT_ID and TWILIO_CLIENT_SECRET") {
				t.Errorf("it does not say what it needs:\n%s", output)
			}
		})
	}
}
