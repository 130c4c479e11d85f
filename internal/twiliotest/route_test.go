package twiliotest_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// exampleService is the Conversation Service of the OpenAPI document's examples.
const exampleService = "ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// raw returns the JSON that answers a request with the API key.
func raw(t *testing.T, api http.Handler, target string) (object map[string]any) {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, target, http.NoBody)
	request.SetBasicAuth(twiliotest.APIKey, twiliotest.APISecret)
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, request)
	if err := json.Unmarshal(recorder.Body.Bytes(), &object); err != nil || recorder.Code != http.StatusOK {
		t.Fatalf("%s: %d, %v: %s", target, recorder.Code, err, recorder.Body)
	}
	return object
}

// TestRepliesHaveTheFormOfTheExamples: the same members, of the same types where the
// example has a value, and the same meta.
func TestRepliesHaveTheFormOfTheExamples(t *testing.T) {
	t.Parallel()
	const service = services + "/" + exampleService
	api := twiliotest.New()
	api.AddServices(twiliotest.NewService(exampleService, "Home"))
	api.AddTo(service+"/Users", twiliotest.Users(exampleService, 2)...)
	api.AddTo(service+"/Conversations/"+conversation+"/Participants", twiliotest.Participants(exampleService, conversation, 1)...)
	sms := twiliotest.Conversations(exampleService, "Address", "+15005550010", 1)[0]
	api.AddTo(service+"/Conversations/"+conversation+"/Participants", twiliotest.NewParticipant(sms))
	for target, example := range map[string]string{
		service + "/Users":        "usersReadFull",
		service + "/Users/user-1": "userFetch",
		service + "/Conversations/" + conversation + "/Participants": "participantsRead",
		service:             "serviceFetch",
		"/v1/Configuration": "configurationFetch",
	} {
		t.Run(example, func(t *testing.T) {
			t.Parallel()
			var want map[string]any
			if err := json.Unmarshal(twiliotest.Example(example), &want); err != nil {
				t.Fatal(err)
			}
			got := raw(t, api, target)
			if !reflect.DeepEqual(got["meta"], want["meta"]) {
				t.Errorf("meta %v, want %v", got["meta"], want["meta"])
			}
			delete(want, "meta")
			mustResemble(t, example, got, want)
		})
	}
}

func mustResemble(t *testing.T, name string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		got, _ := got.(map[string]any)
		for _, member := range slices.Sorted(maps.Keys(want)) {
			if value, sent := got[member]; !sent {
				t.Errorf("%s lacks %s", name, member)
			} else if value != nil {
				mustResemble(t, name+"."+member, value, want[member])
			}
		}
	case []any:
		for _, row := range got.([]any) {
			mustResemble(t, name+"[]", row, want[0])
		}
	case nil:
	default:
		if reflect.TypeOf(got) != reflect.TypeOf(want) {
			t.Errorf("%s is %v, want something like %v", name, got, want)
		}
	}
}

// TestUsersAreFoundByName: by SID or identity, as one segment that is decoded once.
func TestUsersAreFoundByName(t *testing.T) {
	t.Parallel()
	names := []string{"a/b?c#d e", "%2F", "a+b", "..x", "ä", twiliotest.SID("US", 1), "//", " "}
	api := twiliotest.New()
	for i, identity := range names {
		api.AddTo(users, twiliotest.NewUser(twiliotest.ServiceSID, identity, i+1))
	}
	for i, identity := range names {
		want := twiliotest.SID("US", i+1)
		if identity == twiliotest.SID("US", 1) {
			want = identity // The User with that SID answers.
		}
		for _, name := range []string{identity, want} {
			status, user := get(t, api, users+"/"+url.PathEscape(name))
			if status != http.StatusOK || user.SID != want {
				t.Errorf("%q: %d, %s, want %s", name, status, user.SID, want)
			}
		}
	}
	for _, segment := range []string{"%25252F", "a%2Fb", "a%2Fb%3Fc%23d+e", "A%2Bb", "a%2bB"} {
		if status, _ := get(t, api, users+"/"+segment); status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", segment, status)
		}
	}
	if status, _ := get(t, api, users+"/a%2bb"); status != http.StatusOK {
		t.Error("an escape in small letters is not decoded")
	}
}

// TestPagesEchoTheirQuestion: meta.url is what was asked, on every page of every list.
func TestPagesEchoTheirQuestion(t *testing.T) {
	t.Parallel()
	api := newAPI()
	api.AddServices(twiliotest.Services(118)...)
	api.AddTo("/v1/Users", twiliotest.Users(twiliotest.DefaultServiceSID, 120)...)
	named := twiliotest.Participants(twiliotest.DefaultServiceSID, conversation, 120)
	api.AddTo("/v1/Conversations/a%2Fname/Participants", named...)
	for _, first := range []string{
		services + "?PageSize=50&Page=0", list + "?Identity=ada&PageSize=50&Page=0", users + "?PageSize=50&Page=0",
		members + "?PageSize=50&Page=0", "/v1/Users?PageSize=50&Page=0",
		"/v1/Conversations/a%2Fname/Participants?PageSize=50&Page=0", "/v1/ParticipantConversations?Identity=ada&PageSize=50&Page=0",
	} {
		target, pages, rows := first[:len(first)-len("&Page=0")], 0, 0
		for want := first; ; pages++ {
			status, page := get(t, api, target)
			rows += len(page.Conversations) + len(page.Services) + len(page.Users) + len(page.Participants)
			if status != http.StatusOK || page.Meta.URL != "https://conversations.twilio.com"+want {
				t.Fatalf("%s: %d, meta.url %s", target, status, page.Meta.URL)
			}
			if page.Meta.NextPageURL == nil {
				break
			}
			target = nextPage(t, page).RequestURI()
			want = target
		}
		if pages != 2 || rows != 120 {
			t.Errorf("%s: %d rows on %d pages after the first", first, rows, pages)
		}
	}
}

// TestConversationsWithoutParticipants: they exist, and nobody is in them.
func TestConversationsWithoutParticipants(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.AddTo(members)
	status, page := get(t, api, members)
	if status != http.StatusOK || page.Participants == nil || len(page.Participants) > 0 {
		t.Errorf("%d %v", status, page.Participants)
	}
}
