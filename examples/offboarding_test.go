package examples_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformtest"
	"terraform-provider-twilio/internal/twiliotest"
)

const support, sales = twiliotest.ServiceSID, twiliotest.SalesServiceSID

// oddName is a name as people have them.
const oddName = `Hopper, "Amazing" Gräce 🦫`

// company has people who have left, and some who have not.
func company() *twiliotest.API {
	closed := []string{"closed"}
	return apiOf(
		holder{support, "ada.lovelace", closed}, holder{sales, "ada.lovelace", []string{"closed", "active"}},
		holder{support, "alan.turing", slices.Repeat(closed, 60)},
		holder{support, "joan.clarke", append(slices.Repeat(closed, 60), "inactive")},
		holder{support, "mary.shaw", []string{"initializing"}},
		holder{twiliotest.DefaultServiceSID, oddName, closed},
		holder{support, "+15005550011", closed}, holder{sales, "whatsapp:+15005550012", closed},
		holder{sales, "whatsapp:+15005550013", []string{"active"}},
		holder{sales, "messenger:4711", closed}, holder{sales, "messenger:4712", []string{"active"}},
	)
}

// TestOffboarding: what fails the job, by what is in the file.
func TestOffboarding(t *testing.T) {
	t.Parallel()
	const fails, passes = "output.offboarded", ""
	files := map[string]string{}
	var runs []run
	for _, test := range []struct {
		name, names string
		fails       string
		variables   map[string]any
	}{
		{"all have left", "alan.turing\n" + oddName + "\n+15005550011\nwhatsapp:+15005550012\nmessenger:4711\n", passes, nil},
		{"carriage returns", "\ufeffalan.turing\r\n\r\n \t+15005550011 \r\n\r\n", passes, nil},
		{"carriage returns alone", "alan.turing\r+15005550011\r", passes, nil},
		{"a name twice", "alan.turing\nalan.turing", passes, nil},
		{"active in another service", "alan.turing\nada.lovelace", fails, nil},
		{"closed in this service", "ada.lovelace", passes, map[string]any{"chat_service_sid": support}},
		{"inactive on the second page", "joan.clarke", fails, nil},
		{"beginning", "mary.shaw", fails, nil},
		{"another form of the number", "+15005550012\n", passes, nil},
		{"active in another form", "+15005550013\n", fails, nil},
		{"another channel of the address", "whatsapp:+15005550011", fails, nil},
		{"active at an address", "messenger:4712", fails, nil},
		{"a typo", "alan.turing\nalan.turin", fails, nil},
		{"two names on a line", "alan.turing,joan.clarke", fails, nil},
		{"the header of a table", "identity\nalan.turing", fails, nil},
		{"unknown in this service", "alan.turing", fails, map[string]any{"chat_service_sid": sales}},
		{"no names", "", fails, nil},
		{"blank lines", "\ufeff\r\n \n\r\n", fails, nil},
		{"unknown ones pass", "alan.turing\nnobody\n+15005550099", passes, map[string]any{"fail_on_unknown": false}},
		{"others do not", "nobody\nada.lovelace", fails, map[string]any{"fail_on_unknown": false}},
		{"no names do not", "\n", fails, map[string]any{"fail_on_unknown": false}},
		{"null is the default", "nobody", fails, map[string]any{"fail_on_unknown": nil}},
	} {
		file := strings.ReplaceAll(test.name, " ", "-") + ".txt"
		files[file] = test.names
		variables := map[string]any{"names_file": file}
		maps.Copy(variables, test.variables)
		runs = append(runs, run{name: test.name, variables: variables, fails: test.fails})
	}
	mustRun(t, "audits/offboarding", company(), files, runs...)
}

// TestOffboardingKeepsNamesToItself: the exit code and the message, and no name in the
// log, the plan, the results of checks and the state.
func TestOffboardingKeepsNamesToItself(t *testing.T) {
	t.Parallel()
	const stillIn, unknown = "Some are still in a conversation", "Some have no conversation in any state"
	for name, test := range map[string]struct {
		names string
		edit  func(api *twiliotest.API)
		fails []string
	}{
		"all have left":        {"alan.turing\n+15005550011\n" + oddName, nil, nil},
		"both":                 {"ada.lovelace\nalan.turin\n+15005550013\nwhatsapp:+15005550098\n", nil, []string{stillIn, unknown}},
		"no number":            {"alan.turing\n+1 500 555 0011\n", nil, []string{"phone_numbers[0]"}},
		"invisible characters": {"alan.turing\nada.love\u200blace\n", nil, []string{"identities[1]", unknown}},
		"a read fails": {
			"alan.turing\nada.lovelace\n", func(api *twiliotest.API) { api.Fault = refuse("/ParticipantConversations", "alan.turing") },
			[]string{"403 Forbidden", "identities[0]"},
		},
		"the services fail": {"alan.turing\n", func(api *twiliotest.API) { api.Fault = refuse("/v1/Services", "") }, []string{"403 Forbidden"}},
		"no services":       {"alan.turing\n", func(api *twiliotest.API) { api.RemoveServices() }, []string{"chat_service_sids"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := company()
			if test.edit != nil {
				test.edit(api)
			}
			files := filesOf(t, "audits/offboarding")
			files["leavers.txt"] = test.names
			w := terraformtest.Workspace(t, files, append(account(t, api), "TF_VAR_names_file=leavers.txt")...)
			mustKeepToItself(t, w, test.fails, "alan", "turin", "ada.", "love", "15005550011", "15005550013", "15005550098", "500 555 0011", "Gräce", "Amazing")
		})
	}
}

// refuse refuses the requests of a list, about a name where there is one.
func refuse(path, name string) func(int, *http.Request) twiliotest.Fault {
	return func(_ int, r *http.Request) twiliotest.Fault {
		if !strings.HasSuffix(r.URL.Path, path) || name != "" && r.URL.Query().Get("Identity") != name {
			return nil
		}
		return twiliotest.Refuse(http.StatusForbidden, 20403, "Forbidden "+name)
	}
}

// TestPlansThatPass: what the example warns of is so.
func TestPlansThatPass(t *testing.T) {
	t.Parallel()
	const root = `
resource "terraform_data" "file" {
  input = "leavers.txt"
}

module "offboarding" {
  source           = "./offboarding"
  names_file       = terraform_data.file.output
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
}
`
	example := filesOf(t, "audits/offboarding")["main.tf"]
	alone := map[string]string{"main.tf": example, "leavers.txt": "ada.lovelace\n"}
	for name, test := range map[string]struct {
		files    map[string]string
		args     []string
		requests int
	}{
		"refresh only":              {alone, []string{"-refresh-only"}, 1},
		"destroy":                   {alone, []string{"-destroy"}, 0},
		"another target":            {alone, []string{"-target=terraform_data.other"}, 0},
		"known only after an apply": {map[string]string{"main.tf": root, "offboarding/main.tf": example, "leavers.txt": "ada.lovelace\n"}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiOf(holder{support, "ada.lovelace", []string{"active"}})
			w := terraformtest.Workspace(t, test.files, append(account(t, api), "TF_VAR_names_file=leavers.txt", inService)...)
			if output, err := w.Run(t.Context(), append([]string{"plan"}, test.args...)...); err != nil {
				t.Errorf("%v:\n%s", err, output)
			}
			if requests := len(api.Requests()); requests != test.requests {
				t.Errorf("%d requests, want %d", requests, test.requests)
			}
		})
	}
}

// TestOffboardingNames: the second step shows who, where and which conversations.
func TestOffboardingNames(t *testing.T) {
	t.Parallel()
	files := map[string]string{"leavers.txt": "\ufeffada.lovelace\r\n+15005550013\r\n" + oddName + "\r\nnobody,\r\n", "empty.txt": "\r\n"}
	const inSales = `output.still_in["ada.lovelace"] == [{
      chat_service_sid = "` + sales + `", conversation_sid = "CH00000000000000000000000000000002", friendly_name = "Order 00002", state = "active"
    }]`
	mustRun(t, "audits/offboarding-names", company(), files,
		run{
			name: "every service", variables: map[string]any{"names_file": "leavers.txt"},
			holds: `keys(output.still_in) == ["+15005550013", "ada.lovelace"] && output.not_found == tolist(["nobody,"]) && ` + inSales,
		},
		run{
			name: "one service", variables: map[string]any{"names_file": "leavers.txt", "chat_service_sid": support},
			holds: `length(output.still_in) == 0 && length(output.not_found) == 3`,
		},
		run{name: "no names", variables: map[string]any{"names_file": "empty.txt"}, fails: "output.still_in"},
	)
}
