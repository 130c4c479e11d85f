package twiliotest_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// rowsOf reads a list to its end and returns how many rows each page had, and whose
// they are.
func rowsOf(t *testing.T, api http.Handler, target string) (pages []int, accounts []string) {
	t.Helper()
	for {
		_, page := get(t, api, target)
		rows := slices.Concat(page.Conversations, page.Services, page.Users, page.Participants)
		pages = append(pages, len(rows))
		for _, row := range rows {
			if sid := row["account_sid"].(string); !slices.Contains(accounts, sid) {
				accounts = append(accounts, sid)
			}
		}
		if page.Meta.NextPageURL == nil {
			return pages, accounts
		}
		target = nextPage(t, page).RequestURI()
	}
}

// TestLateReplies: about the same question of each list, which is read twice.
func TestLateReplies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		gateway func() twiliotest.Gateway
		want    [2][]int // rows of the pages of each read
	}{
		"none": {func() twiliotest.Gateway { return nil }, [2][]int{{50, 50, 20}, {50, 50, 20}}},
		"the first": {
			func() twiliotest.Gateway { return twiliotest.Once(1, twiliotest.LastPage()) }, [2][]int{{20}, {50, 50, 20}},
		},
		"the second": {
			func() twiliotest.Gateway { return twiliotest.Once(2, twiliotest.LastPage()) }, [2][]int{{50, 20}, {50, 50, 20}},
		},
		"of the second read": {
			func() twiliotest.Gateway { return twiliotest.Once(4, twiliotest.LastPage()) }, [2][]int{{50, 50, 20}, {20}},
		},
		"always": {func() twiliotest.Gateway { return twiliotest.LastPage() }, [2][]int{{20}, {20}}},
	} {
		for _, target := range []string{services, list + "?Identity=ada", users, members} {
			t.Run(name+", "+target, func(t *testing.T) {
				t.Parallel()
				api := newAPI()
				api.AddServices(twiliotest.Services(118)...)
				api.Gzip, api.Gateway = true, test.gateway()
				for i, want := range test.want {
					if got, _ := rowsOf(t, api, target); !slices.Equal(got, want) {
						t.Errorf("read %d: pages of %v rows, want %v", i+1, got, want)
					}
				}
			})
		}
	}
}

// TestLastPageOfACompressedList: it is found all the same.
func TestLastPageOfACompressedList(t *testing.T) {
	t.Parallel()
	api := newAPI()
	api.Gzip, api.Gateway = true, twiliotest.LastPage()
	request := httptest.NewRequest(http.MethodGet, users, http.NoBody)
	request.SetBasicAuth(twiliotest.APIKey, twiliotest.APISecret)
	request.Header.Set("Accept-Encoding", "gzip")
	if _, page := send(t, api, request); len(page.Users) != 20 {
		t.Errorf("%d rows, want the last 20", len(page.Users))
	}
}

// TestAnotherAccountsReply: rows of another account, to the same path.
func TestAnotherAccountsReply(t *testing.T) {
	t.Parallel()
	api := newAPI()
	sub := api.Subaccount(1)
	sub.AddServices(twiliotest.NewService(twiliotest.ServiceSID, "Support"))
	sub.AddTo(users, twiliotest.Users(twiliotest.ServiceSID, 120)...)
	api.Gateway = twiliotest.Once(2, twiliotest.SignedInAs(sub))
	pages, accounts := rowsOf(t, api, services)
	if !slices.Equal(pages, []int{2}) || !slices.Equal(accounts, []string{twiliotest.AccountSID}) {
		t.Errorf("first read: %v of %q", pages, accounts)
	}
	if _, accounts := rowsOf(t, api, services); !slices.Equal(accounts, []string{sub.SID}) {
		t.Errorf("second read: of %q", accounts)
	}
	api.Gateway = twiliotest.SignedInAs(sub)
	if pages, accounts := rowsOf(t, api, users); len(pages) != 3 || !slices.Equal(accounts, []string{sub.SID}) {
		t.Errorf("all pages: %v of %q", pages, accounts)
	}
	issue(t, api) // Token requests are left alone.
}

func TestAged(t *testing.T) {
	t.Parallel()
	api := newAPI()
	api.Gateway = twiliotest.Once(2, twiliotest.Aged("30"))
	for _, want := range []string{"", "30", ""} {
		recorder := httptest.NewRecorder()
		api.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, services, http.NoBody))
		if got := recorder.Header().Get("Age"); got != want {
			t.Errorf("Age %q, want %q", got, want)
		}
	}
}
