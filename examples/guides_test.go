package examples_test

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/terraformtest"
	"terraform-provider-twilio/internal/twiliotest"
)

// testFile is a test of Terraform in a document.
var testFile = regexp.MustCompile("(?s)\n```hcl\n(.*?)```")

// section returns what a document says under a heading.
func section(t *testing.T, file, title string) string {
	t.Helper()
	for _, text := range documents(t, file) {
		if _, after, found := strings.Cut(text, "\n"+title+"\n"); found {
			before, _, _ := strings.Cut(after, "\n## ")
			return before
		}
	}
	t.Fatalf("%s has no heading %q", file, title)
	return ""
}

// guide prepares the configuration under a heading of a document, with more files, and
// the fake's people.
func guide(t *testing.T, file, title string, files map[string]string, env ...string) *terraformcli.Workspace {
	t.Helper()
	configuration := block.FindStringSubmatch(section(t, file, title))
	if configuration == nil {
		t.Fatalf("%s has no configuration under %q", file, title)
	}
	all := map[string]string{"main.tf": configuration[1]}
	if !strings.Contains(configuration[1], "required_providers") {
		all["versions.tf"] = requiredProviders
	}
	maps.Copy(all, files)
	return terraformtest.Workspace(t, all, append(account(t, twiliotest.Sample().NewAPI()), env...)...)
}

// mustPlan holds a plan to its end: with the message, or without an error where there is
// none.
func mustPlan(t *testing.T, w *terraformcli.Workspace, message string) {
	t.Helper()
	output, err := w.Run(t.Context(), "plan")
	if message == "" && err != nil || message != "" && (err == nil || !strings.Contains(strings.Join(strings.Fields(err.Error()), " "), message)) {
		t.Errorf("the plan ends with %v, want %q:\n%s", err, message, output)
	}
}

const (
	stillIn  = "Some are still in a Conversation that is not closed."
	notFound = "Some are not found."
)

func TestGuideKeepsNamesOut(t *testing.T) {
	t.Parallel()
	for identities, message := range map[string]string{
		`[]`:             "There are no names.",
		`null`:           "Required variable not set",
		`["alan"]`:       stillIn,
		`["alam"]`:       notFound,
		`["ada,alan"]`:   notFound,
		`["alan\r"]`:     notFound,
		`["hedy", null]`: "null",
	} {
		t.Run(identities, func(t *testing.T) {
			t.Parallel()
			mustPlan(t, guide(t, "docs/guides/data.md", "## Keeping names out", nil, "TF_VAR_identities="+identities), message)
		})
	}
}

func TestGuideReadsTables(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ table, message string }{
		"who has left":          {"\ufeffidentity,phone_number\r\ngrace@example.com,\r\n", ""},
		"an identity":           {"identity,phone_number\nada.2024,\n", stillIn},
		"a number":              {"\ufeffidentity,phone_number\r\n,+15005550010\r\n", stillIn},
		"a Mexican number":      {"identity,phone_number\n,+525550100020\n", stillIn},
		"a misspelled name":     {"identity,phone_number\ngrace@example.org,\n", "Some have no Conversation in any state"},
		"a name with a comma":   {"identity,phone_number\n\"Hopper, Grace\",\n", "Some have no Conversation in any state"},
		"no rows":               {"identity,phone_number\n", "The file has no rows."},
		"no file to speak of":   {"", "csvdecode"},
		"a row without names":   {"identity,phone_number,team\ngrace@example.com,,a\n,,b\n", "A row has neither"},
		"no such column":        {"name,phone_number\nada.2024,\n", "identity"},
		"a semicolon":           {"identity;phone_number\nada.2024;\n", "identity"},
		"a number without plus": {"identity,phone_number\n,15005550010\n", "without a plus sign"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"leavers.csv": test.table}
			mustPlan(t, guide(t, "docs/guides/audits.md", "## Names from a file", files, "TF_VAR_csv_file=leavers.csv"), test.message)
		})
	}
}

func TestGuideSplitsLists(t *testing.T) {
	t.Parallel()
	names := map[string]string{"leavers.txt": "\ufeffhedy\r\n\r\nalan\r\n"}
	for name, test := range map[string]struct {
		files     map[string]string
		job, jobs int
		message   string
	}{
		"the first":       {names, 0, 2, notFound},
		"the second":      {names, 1, 2, stillIn},
		"one with no one": {names, 3, 4, ""},
		"no such job":     {names, 2, 2, "The number of a job"},
		"no jobs":         {names, 0, 0, "The number of a job"},
		"no names":        {map[string]string{"leavers.txt": "\ufeff\n"}, 0, 1, "The file has no names."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := guide(t, "docs/guides/audits.md", "## Splitting a list over CI jobs", test.files, "TF_VAR_names_file=leavers.txt",
				fmt.Sprintf("TF_VAR_job=%d", test.job), fmt.Sprintf("TF_VAR_jobs=%d", test.jobs))
			mustPlan(t, w, test.message)
		})
	}
}

// TestGuideTestsAgainstTheFake runs the tests of the testing guide as they are, but for
// the fake's address.
func TestGuideTestsAgainstTheFake(t *testing.T) {
	t.Parallel()
	const title = "### terraform test against the fake"
	server := twiliotest.NewServer(twiliotest.Sample().NewAPI())
	t.Cleanup(server.Close)
	tests := testFile.FindStringSubmatch(section(t, "docs/guides/testing.md", title))[1]
	w := guide(t, "docs/guides/testing.md", title, map[string]string{
		"offboarded.tftest.hcl": strings.Replace(tests, "http://127.0.0.1:8080", server.URL, 1),
	})
	if output, err := w.Run(t.Context(), "test"); err != nil || !strings.Contains(output, "4 passed, 0 failed") {
		t.Errorf("the tests end with %v:\n%s", err, output)
	}
}

// TestGuideOutputs: what configurations of documents find among the fake's people.
func TestGuideOutputs(t *testing.T) {
	t.Parallel()
	identities := []string{`TF_VAR_identities=["ada.2024", "grace@example.com", "hedy", "katherine", "a,b", "alam"]`}
	for title, test := range map[string]struct {
		file      string
		variables []string
		want      map[string]any
	}{
		"## Your own plan": {"README.md", nil, map[string]any{"not_found": []any{"hedy"}}},
		"## A First List": {"docs/index.md", nil, map[string]any{"open": map[string]any{
			"CH0000000000000000000000000000008f": "active",
			"CH00000000000000000000000000000090": "initializing",
			"CH00000000000000000000000000000091": "inactive",
		}}},
		"## Many names, every service": {"docs/guides/audits.md", nil, map[string]any{"not_found": []any{"hedy", "messenger:1234"}}},
		"## Misspelled, or gone": {"docs/guides/audits.md", identities, map[string]any{
			"misspelled_or_deleted": []any{"a,b", "alam"}, "left": []any{"hedy"},
		}},
		"## Who is there that nobody knows": {
			"docs/guides/audits.md", []string{`TF_VAR_roster=["ada.2024", "grace@example.com", "alan", "katherine"]`},
			map[string]any{"unknown": []any{"dorothy", "hedy"}},
		},
		"## Who else is in the Conversation": {"docs/guides/audits.md", nil, map[string]any{"others": map[string]any{
			"CH00000000000000000000000000000001": []any{}, "CH00000000000000000000000000000002": []any{},
			"CH00000000000000000000000000000042": []any{}, "CH00000000000000000000000000000043": []any{},
		}}},
		"## Fewer requests: Users first": {"docs/guides/audits.md", identities, map[string]any{"without_user": []any{"a,b", "alam", "katherine"}}},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			w := guide(t, test.file, title, nil, test.variables...)
			if _, err := w.Run(t.Context(), "apply", "-auto-approve"); err != nil {
				t.Fatal(err)
			}
			for name, want := range test.want {
				mustOutput(t, w, name, want)
			}
		})
	}
}
