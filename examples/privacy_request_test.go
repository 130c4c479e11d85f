package examples_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

const number = "+5215550100020"

// anyName are characters that Terraform's console, JSON, CSV and a spreadsheet each take
// for something.
const anyName = "=cmd|' /C calc'!A0,\"quoted\" \\n ${x} \x7f \U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F \U0001FAE9\nline"

// subject is an account that has stored a number in several forms.
func subject() *twiliotest.API {
	api := apiOf(
		holder{support, "+525550100020", slices.Repeat([]string{"closed"}, 60)}, holder{sales, "whatsapp:" + number, []string{"active"}},
		holder{support, "+5215550100021", []string{"active"}},
	)
	rows := twiliotest.Conversations(sales, "Identity", number, 1)
	rows[0]["conversation_sid"], rows[0]["conversation_friendly_name"], rows[0]["conversation_state"] = twiliotest.SID("CH", 99), anyName, nil
	api.Add(sales, "Identity", number, rows...)
	return api
}

// export runs export.sh in a shell.
func export(t *testing.T, w *terraformcli.Workspace, shell string, args string) (stdout, stderr string, err error) {
	t.Helper()
	bin := t.TempDir()
	if err := os.Symlink(w.Binary, filepath.Join(bin, "terraform")); err != nil {
		t.Fatal(err)
	}
	before := files(t, w.Dir)
	sh := *w
	sh.Binary = "sh"
	sh.Env = append(slices.Clone(w.Env), "PATH="+bin+":"+os.Getenv("PATH"), "TF_CLI_ARGS=", "STDERR="+filepath.Join(bin, "stderr"))
	stdout, err = sh.Run(t.Context(), "-c", shell+" export.sh "+args+` 2>"$STDERR"`)
	text, readErr := os.ReadFile(filepath.Join(bin, "stderr"))
	if readErr != nil {
		t.Fatal(readErr)
	}
	if after := files(t, w.Dir); !slices.Equal(before, after) {
		t.Errorf("left behind: %v, where there were %v", after, before)
	}
	return stdout, string(text), err
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name() != ".terraformrc" { // of the harness
			names = append(names, entry.Name())
		}
	}
	return names
}

// TestPrivacyRequest: everything about a number, in each shell of this machine.
func TestPrivacyRequest(t *testing.T) {
	t.Parallel()
	w := workspace(t, "audits/privacy-request", append(account(t, subject()), "TF_VAR_number="+number)...)
	for _, shell := range []string{"sh", "dash", "bash --posix", "busybox sh", "mksh", "zsh --emulate sh"} {
		if _, err := exec.LookPath(strings.Fields(shell)[0]); err != nil {
			continue // There is always sh.
		}
		stdout, stderr, err := export(t, w, shell, "json")
		var rows []map[string]any
		if unmarshalErr := json.Unmarshal([]byte(stdout), &rows); err != nil || unmarshalErr != nil {
			t.Fatalf("%s: %v, %v:\n%s", shell, err, unmarshalErr, stderr)
		}
		if len(rows) != 62 || rows[60]["conversation_friendly_name"] != anyName || rows[61]["requested_name"] != number {
			t.Errorf("%s: %d rows, want 62: the last ones %v", shell, len(rows), rows[max(0, len(rows)-2):])
		}
	}
	stdout, stderr, err := export(t, w, "sh", "csv")
	if err != nil {
		t.Fatalf("%v:\n%s", err, stderr)
	}
	table, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	if err != nil || len(table) != 63 {
		t.Fatalf("%d records: %v", len(table), err)
	}
	want := []string{sales, "'" + number, twiliotest.SID("CH", 99), "", "2026-01-02T08:00:00Z", "2026-02-02T09:30:00Z", "'" + anyName}
	if !slices.Equal(table[61], want) {
		t.Errorf("the odd record is %q, want %q", table[61], want)
	}
	if table[62][1] != "whatsapp:"+number || table[62][6] != "Order 00001" {
		t.Errorf("the last record is %q", table[62])
	}
}

// TestPrivacyRequestFails: nothing on stdout where not everything was read, and what is
// wrong on stderr.
func TestPrivacyRequestFails(t *testing.T) {
	t.Parallel()
	const header = "service,address,conversation,state,created,updated,name\n"
	for name, test := range map[string]struct {
		number, args string
		fault        func(int, *http.Request) twiliotest.Fault
		stdout       string // empty where it fails
		stderr       string
	}{
		"nobody, JSON":   {"+15005550099", "json", nil, "[]\n", ""},
		"nobody, CSV":    {"+15005550099", "csv", nil, header, ""},
		"a read fails":   {number, "json", refuse("/Services/"+sales+"/ParticipantConversations", ""), "", "403 Forbidden"},
		"services fail":  {number, "csv", refuse("/Services", ""), "", "403 Forbidden"},
		"without plus":   {"5215550100020", "csv", nil, "", "E.164"},
		"with blanks":    {"+52 1 55 50100020", "json", nil, "", "E.164"},
		"an address":     {"whatsapp:" + number, "json", nil, "", "E.164"},
		"empty":          {"", "json", nil, "", "E.164"},
		"no number":      {"unset", "json", nil, "", "Is TF_VAR_number set?"},
		"no format":      {number, "", nil, "", "usage: export.sh json|csv"},
		"another format": {number, "xml", nil, "", "usage: export.sh json|csv"},
		"two formats":    {number, "json csv", nil, "", "usage: export.sh json|csv"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := subject()
			api.Fault = test.fault
			env := account(t, api)
			if test.number != "unset" {
				env = append(env, "TF_VAR_number="+test.number)
			}
			stdout, stderr, err := export(t, workspace(t, "audits/privacy-request", env...), "sh", test.args)
			if (err == nil) != (test.stdout != "") || err == nil && stdout != test.stdout || !strings.Contains(stderr, test.stderr) {
				t.Errorf("%v, %q, want %q and %q:\n%s", err, stdout, test.stdout, test.stderr, stderr)
			}
			if before, _, failed := strings.Cut(stdout, "[{"); err != nil && failed {
				t.Errorf("a part is printed: %q", before)
			}
		})
	}
}

// TestPrivacyRequestNeedsTerraform: OpenTofu has no console -plan.
func TestPrivacyRequestNeedsTerraform(t *testing.T) {
	t.Parallel()
	tofu := filepath.Join(t.TempDir(), "tofu")
	if err := os.WriteFile(tofu, []byte("#!/bin/sh\necho 'OpenTofu v1.12.6'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	w := &terraformcli.Workspace{Binary: tofu, Dir: t.TempDir()}
	for path, text := range filesOf(t, "audits/privacy-request") {
		if err := os.WriteFile(filepath.Join(w.Dir, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, stderr, err := export(t, w, "sh", "json"); err == nil || !strings.Contains(stderr, "Terraform 1.6 or later") {
		t.Errorf("%v:\n%s", err, stderr)
	}
}
