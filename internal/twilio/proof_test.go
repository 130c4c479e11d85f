package twilio

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestAgesOfCaches: any Age above zero is a cache's, however it is written.
func TestAgesOfCaches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		ages []string
		want bool
	}{
		{nil, false}, {[]string{"0"}, false}, {[]string{"00"}, false}, {[]string{"old"}, false},
		{[]string{"1"}, true}, {[]string{"60.5"}, true}, {[]string{"99999999999999999999999"}, true},
		{[]string{"0", "60"}, true}, {[]string{"0, 60"}, true},
	} {
		if got := isStored(http.Header{"Age": test.ages}); got != test.want {
			t.Errorf("Age %q is stored: %t, want %t", test.ages, got, test.want)
		}
	}
}

// TestEchoesThatServersReadDifferently: what one server takes for another page, or
// nobody can read, is not the question.
func TestEchoesThatServersReadDifferently(t *testing.T) {
	t.Parallel()
	for _, more := range []string{"&x=1;Page=1", "&x=1;PageToken=PT1", "&x=1;page=2", "&x=\xff", `&x=\ud800`} {
		for _, rows := range []string{"", `{"conversation_sid":"CH0123456789abcdef0123456789abcdef"}`} {
			body := `{"conversations":[` + rows + `],"meta":{"url":"https://h/v1/ParticipantConversations?Identity=ada` + more + `","next_page_url":null}}`
			l := ParticipantConversations{Participant: Identity("ada"), PageSize: 50}.list()
			if _, err := decodePage(t.Context(), []byte(body), firstQuestion(l)); !errors.Is(err, ErrMismatch) {
				t.Errorf("%q with rows %q: %v, want a mismatch", more, rows, err)
			}
		}
	}
}

// TestMissAfterMixUp: a 404 that does not say what was not found has to come twice,
// whatever else was mixed up before or between.
func TestMissAfterMixUp(t *testing.T) {
	t.Parallel()
	user := func(identity string) string {
		return `{"sid":"US0123456789abcdef0123456789abcdef","identity":"` + identity + `"}`
	}
	const miss = `{"code":20404,"message":"The requested resource was not found","status":404}`
	for name, bodies := range map[string][]string{
		"another user, then a 404 of anybody": {user("bob"), miss, user("ada")},
		"a 404 of anybody, then another user": {miss, user("bob"), user("ada")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			left := bodies
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if strings.Contains(left[0], "20404") {
					w.WriteHeader(http.StatusNotFound)
				}
				_, _ = w.Write([]byte(left[0]))
				left = left[1:]
			}))
			t.Cleanup(server.Close)
			address, _ := url.Parse(server.URL)
			client := NewClient(Options{BaseURL: address, Credentials: BasicAuth("a", "b")})
			rows := 0
			for page, err := range client.Pages(t.Context(), User{Identity: "ada"}) {
				if err != nil {
					t.Fatal(err)
				}
				rows += len(page.Rows)
			}
			if rows != 1 {
				t.Errorf("%d Users, want ada", rows)
			}
		})
	}
}
