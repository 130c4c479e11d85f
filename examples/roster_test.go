package examples_test

import (
	"net/http"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/terraformtest"
	"terraform-provider-twilio/internal/twiliotest"
)

// team has Users on two pages in Support, and one in Sales.
func team() *twiliotest.API {
	api := apiOf()
	users := twiliotest.Users(support, 60)
	users[0]["identity"], users[59]["identity"] = "ada.lovelace", oddName
	api.AddTo("/v1/Services/"+support+"/Users", users...)
	api.AddTo("/v1/Services/"+sales+"/Users", twiliotest.NewUser(sales, "mary.shaw", 61))
	return api
}

// roster has everybody of the team in Support but these, as programs write it.
func roster(but ...string) string {
	text := "\ufeff"
	for _, user := range twiliotest.Users(support, 60)[1:59] {
		text += user["identity"].(string) + "\r\n\r\n"
	}
	text += " ada.lovelace\t\r\n" + oddName + "\r\nwho.never.came\r\n"
	for _, name := range but {
		text = strings.Replace(text, name+"\r\n", "\r\n", 1)
	}
	return text
}

// TestRoster: what fails the job, and whom its second step shows.
func TestRoster(t *testing.T) {
	t.Parallel()
	const fails, support = "output.all_known", twiliotest.ServiceSID
	files := map[string]string{"all.txt": roster(), "most.txt": roster(oddName), "empty.txt": "\ufeff\r\n", "typo.txt": roster("user-5") + "user-5x"}
	of := func(file, serviceSID string) map[string]any {
		return map[string]any{"names_file": file, "chat_service_sid": serviceSID}
	}
	mustRun(t, "audits/roster", team(), files,
		run{name: "everybody is known", variables: of("all.txt", support)},
		run{name: "one on the second page", variables: of("most.txt", support), fails: fails},
		run{name: "a typo", variables: of("typo.txt", support), fails: fails},
		run{name: "an empty roster", variables: of("empty.txt", support), fails: fails},
		run{name: "an empty roster of nobody", variables: of("empty.txt", twiliotest.DefaultServiceSID), fails: fails},
		run{name: "another service", variables: of("all.txt", sales), fails: fails},
	)
	mustRun(t, "audits/roster-names", team(), files,
		run{name: "everybody is known", variables: of("all.txt", support), holds: "length(output.unknown) == 0"},
		run{name: "one on the second page", variables: of("most.txt", support), holds: `length(output.unknown) == 1 && strcontains(one(output.unknown), "Amazing")`},
		run{name: "a typo", variables: of("typo.txt", support), holds: `output.unknown == toset(["user-5"])`},
		run{name: "an empty roster", variables: of("empty.txt", support), fails: "output.unknown"},
	)
}

// TestRosterKeepsNamesToItself: in the log, the plan, the results of checks and the
// state.
func TestRosterKeepsNamesToItself(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		but   []string
		fault func(int, *http.Request) twiliotest.Fault
		fails []string
	}{
		"everybody is known": {nil, nil, nil},
		"two are not":        {[]string{oddName, "user-5"}, nil, []string{"The service has a User who is not on the roster."}},
		"the read fails":     {nil, refuse("/Users", ""), []string{"403 Forbidden"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := team()
			api.Fault = test.fault
			files := filesOf(t, "audits/roster")
			files["roster.txt"] = roster(test.but...)
			w := terraformtest.Workspace(t, files, append(account(t, api), "TF_VAR_names_file=roster.txt", inService)...)
			mustKeepToItself(t, w, test.fails, "lovelace", "Amazing", "Gräce", "user-5", "who.never")
		})
	}
}
