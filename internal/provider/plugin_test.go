package provider_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"terraform-provider-twilio/internal/provider"
	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/terraformtest"
	"terraform-provider-twilio/internal/twiliotest"
)

func TestMain(m *testing.M) { terraformtest.Main(m) }

// workspace prepares a folder in which the real Terraform runs the provider's own
// binary on a configuration.
func workspace(t *testing.T, server *twiliotest.Server, text string) *terraformcli.Workspace {
	t.Helper()
	text = "terraform {\n  required_providers {\n    twilio = {\n      source = \"" + provider.Address + "\"\n    }\n  }\n}\n" +
		strings.ReplaceAll(text, "SERVICE", `"`+twiliotest.ServiceSID+`"`)
	return terraformtest.Workspace(t, map[string]string{"main.tf": text}, server.Environment()...)
}

// TestValidate: without credentials and without a request, terraform validate
// finds what is wrong, and accepts variables that exclude each other only where
// both have a value.
func TestValidate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, want string
		valid      bool
	}{
		"variables": {`
variable "base_url" {
  default = null
}
variable "region" {
  default = null
}
provider "twilio" {
  base_url = var.base_url
  region   = var.region
}
` + byIdentity(""), "Success!", true},
		"limit":      {byIdentity("limit = 0"), "limit must be a whole number of at least 1", false},
		"a fraction": {byIdentity("limit = 1.5"), "limit must be a whole number", false},
		"a division": {byIdentity("page_size = 125 / 2"), "page_size must be a whole number", false},
		"the API's path": {`
provider "twilio" {
  base_url = "https://gateway.example.com/v1"
}
` + byIdentity(""), "must not end in /v1", false},
		"an element": {
			strings.Replace(byIdentity(""), "identity         = ", "identities = [\"ada\", \"\"] #", 1),
			"An element of identities must have 1 to 256", false,
		},
		"a state": {byIdentity(`states = ["close"]`), "must be one of", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t)
			w := workspace(t, server, test.text)
			w.Env = nil
			output, err := w.Run(t.Context(), "validate")
			output = strings.Join(strings.Fields(output), " ")
			if (err == nil) != test.valid || !strings.Contains(output, test.want) || len(server.Requests()) > 0 {
				t.Errorf("validate ends with %v after %d requests:\n%s", err, len(server.Requests()), output)
			}
		})
	}
}

// TestNothingInLogs: with TF_LOG=TRACE, neither the provider's log lines nor
// errors nor the state hold a credential; the lines hold no participant either,
// and tell of each page.
func TestNothingInLogs(t *testing.T) {
	t.Parallel()
	server := serve(t)
	server.Fault = func(n int, r *http.Request) twiliotest.Fault {
		if n > 3 { // the second run
			return twiliotest.Refuse(http.StatusForbidden, 20403, r.URL.RawQuery+" "+r.Header.Get("Authorization"))
		}
		return nil
	}
	w := workspace(t, server, byIdentity(""))
	log := filepath.Join(w.Dir, "trace.log")
	w.Env = append(w.Env, "TF_LOG=TRACE", "TF_LOG_PATH="+log)
	applied, err := w.Run(t.Context(), "apply", "-auto-approve")
	if err != nil {
		t.Fatal(err)
	}
	state, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	failed, err := w.Run(t.Context(), "plan")
	if err == nil {
		t.Fatal("the second run did not fail")
	}

	credentials := []string{
		twiliotest.AuthToken, "Authorization", "Basic QU",
		base64.StdEncoding.EncodeToString([]byte(twiliotest.AccountSID + ":" + twiliotest.AuthToken)),
		base64.URLEncoding.EncodeToString([]byte(twiliotest.AuthToken)), url.QueryEscape(twiliotest.AuthToken),
	}
	participant := []string{identity, url.QueryEscape(identity), url.PathEscape(identity), "alice.2024"}
	mustNotHold(t, "the state", string(state), credentials)
	mustNotHold(t, "what Terraform printed", applied+failed, credentials)
	if i := strings.Index(failed, "Error:"); i < 0 {
		t.Errorf("no error was printed:\n%s", failed)
	} else {
		mustNotHold(t, "the error", failed[i:], participant)
	}

	pages := 0
	for _, line := range logLines(t, log) {
		mustNotHold(t, "a log line", line, append(credentials, participant...))
		if strings.Contains(line, "Read a page of conversations") {
			pages++
			for _, field := range []string{"page=", "status=200", "rows=", "duration_ms=", "request_id=RQ"} {
				if !strings.Contains(line, field) {
					t.Errorf("the line of a page lacks %s: %s", field, line)
				}
			}
		}
	}
	if pages != 3 {
		t.Errorf("%d lines tell of a page, want 3", pages)
	}
}

// logLines returns the provider's own lines of Terraform's log, with the lines
// that go on with one.
func logLines(t *testing.T, path string) (lines []string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 16<<20)
	own := false
	for scanner.Scan() {
		line := scanner.Text()
		if begins := strings.HasPrefix(line, "20"); begins || !own {
			own = begins && strings.Contains(line, "provider.terraform-provider-twilio")
		}
		if own {
			lines = append(lines, line)
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

func mustNotHold(t *testing.T, what, text string, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds %q:\n%s", what, secret, text)
		}
	}
}

// TestInterruptedPlan: an interrupt of terraform plan ends a read that hangs.
func TestInterruptedPlan(t *testing.T) {
	t.Parallel()
	server := serve(t)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	gone := make(chan struct{})
	server.Fault = func(int, *http.Request) twiliotest.Fault {
		return func(w http.ResponseWriter, r *http.Request) {
			interrupt()
			twiliotest.Hang(w, r)
			close(gone) // the connection has ended
		}
	}
	w := workspace(t, server, byIdentity(""))
	output, err := w.Run(ctx, "plan")
	if err == nil || !strings.Contains(output, "Read Interrupted") {
		t.Errorf("the plan ended with %v:\n%s", err, output)
	}
	select {
	case <-gone:
	case <-time.After(time.Minute):
		t.Error("the request is still under way")
	}
}
