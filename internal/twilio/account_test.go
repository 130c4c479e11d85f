package twilio

import (
	"net/http"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// accountRow renders a row of Services whose account is the given JSON.
func accountRow(n int, account string) string {
	if account == "" {
		return `{"sid":"` + twiliotest.SID("IS", n) + `"}`
	}
	return `{"sid":"` + twiliotest.SID("IS", n) + `","account_sid":` + account + `}`
}

// TestAccounts: a client reads the data of one account. Which one a row says that it
// is of is remembered from read to read.
func TestAccounts(t *testing.T) {
	t.Parallel()
	one, two := `"`+twiliotest.AccountSID+`"`, `"`+twiliotest.SID("AC", 2)+`"`
	upper := strings.ToUpper(one)
	for name, test := range map[string]struct {
		configured string
		replies    [][]string // each a page of one read, with the accounts of its rows
		fails      []bool     // each of the reads
		requests   int
		proven     bool
	}{
		"one":                       {"", [][]string{{one, one}, {one}}, []bool{false, false}, 2, true},
		"in other case":             {"", [][]string{{one, upper}, {upper}}, []bool{false, false}, 2, true},
		"escaped":                   {"", [][]string{{one, `"\u0041` + one[2:]}, {`"\u0041` + one[2:]}}, []bool{false, false}, 2, true},
		"two in a page":             {"", [][]string{{one, two}, {one, two}}, []bool{true}, 2, false},
		"two in a page, once":       {"", [][]string{{one, two}, {one, one}}, []bool{false}, 2, true},
		"two in two reads":          {"", [][]string{{one}, {two}, {two}, {one}}, []bool{false, true, false}, 4, true},
		"two in two reads, once":    {"", [][]string{{one}, {two}, {one}}, []bool{false, false}, 3, true},
		"nothing said":              {"", [][]string{{"", `null`, `""`, `7`}}, []bool{false}, 1, false},
		"said late":                 {"", [][]string{{""}, {"", one}, {two}, {two}}, []bool{false, false, true}, 4, true},
		"configured":                {twiliotest.AccountSID, [][]string{{one}}, []bool{false}, 1, true},
		"configured, nothing said":  {twiliotest.AccountSID, [][]string{{""}}, []bool{false}, 1, false},
		"configured, another":       {twiliotest.AccountSID, [][]string{{two}, {two}, {one}}, []bool{true, false}, 3, true},
		"configured, another once":  {twiliotest.AccountSID, [][]string{{two}, {one}}, []bool{false}, 2, true},
		"configured, one is other":  {twiliotest.AccountSID, [][]string{{one, "", two}, {one, "", two}}, []bool{true}, 2, false},
		"configured, a text of old": {twiliotest.AccountSID, [][]string{{`"x"`}, {`"x"`}}, []bool{true}, 2, false},
		"damaged":                   {"", [][]string{{`"\ud800"`}, {`"\ud800"`}}, []bool{true}, 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
				var items []string
				for i, account := range test.replies[n-1] {
					items = append(items, accountRow(i, account))
				}
				return jsonBody(`{"services":[` + strings.Join(items, ",") + `],"meta":{"next_page_url":null}}`)
			}
			client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.AccountSID, o.MaxRetries = test.configured, 0 })
			for i, fails := range test.fails {
				if fails {
					mustFail(t, client, Services{PageSize: 50}, ErrAccount)
				} else if _, err := sids(t.Context(), client, Services{PageSize: 50}); err != nil {
					t.Errorf("read %d: %v", i, err)
				}
			}
			if n := len(api.Requests()); n != test.requests || client.AccountProven() != test.proven {
				t.Errorf("%d requests, proven: %t, want %d, %t", n, client.AccountProven(), test.requests, test.proven)
			}
		})
	}
}

// TestAccountsOfConversations: every list holds its rows against the account.
func TestAccountsOfConversations(t *testing.T) {
	t.Parallel()
	api := apiWith(60)
	client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.AccountSID = twiliotest.SID("AC", 2) })
	for _, list := range []List{service(), Services{PageSize: 50}} {
		mustFail(t, client, list, ErrAccount)
	}
	if client.AccountProven() {
		t.Error("the account is proven by another one")
	}
	client = newClient(t, twiliotest.NewPipeServer(apiWith(60)))
	for _, err := range client.Pages(t.Context(), service()) {
		if err != nil || !client.AccountProven() {
			t.Errorf("%v, the account is proven: %t", err, client.AccountProven())
		}
	}
}
