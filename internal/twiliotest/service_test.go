package twiliotest_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestServicesAreListedInTheirOrder(t *testing.T) {
	t.Parallel()
	want := []string{twiliotest.ServiceSID, twiliotest.DefaultServiceSID}
	api := twiliotest.New()
	added := twiliotest.Services(148)
	slices.Reverse(added)
	api.AddServices(added...)
	for _, service := range added {
		want = append(want, service["sid"].(string))
	}
	for query, pages := range map[string][]int{
		"": {50, 50, 50}, "?PageSize=100": {100, 50}, "?PageSize=99": {99, 51}, "?PageSize=75": {75, 75},
	} {
		var got []string
		target := "/v1/Services" + query
		for i, rows := range pages {
			status, page := get(t, api, target)
			if status != http.StatusOK || len(page.Services) != rows || page.Meta.Key != "services" {
				t.Fatalf("%s: %d with %d rows, want %d", target, status, len(page.Services), rows)
			}
			for _, service := range page.Services {
				got = append(got, service["sid"].(string))
			}
			if last := i == len(pages)-1; last != (page.Meta.NextPageURL == nil) {
				t.Fatalf("%s: next page %v", target, page.Meta.NextPageURL)
			} else if !last {
				target = nextPage(t, page).RequestURI()
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

func TestServicesHaveTheFormOfTheExample(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.RemoveServices()
	_, empty := get(t, api, "/v1/Services")
	if empty.Services == nil || len(empty.Services) > 0 {
		t.Errorf("no services are %v", empty.Services)
	}
	api.AddServices(twiliotest.Services(1)...)
	request := httptest.NewRequest(http.MethodGet, "/v1/Services", http.NoBody)
	request.SetBasicAuth(twiliotest.APIKey, twiliotest.APISecret)
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, request)
	var got, want struct {
		Services []map[string]any `json:"services"`
		Meta     map[string]any   `json:"meta"`
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(twiliotest.Example("servicesReadFull"), &want); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got.Meta, want.Meta) {
		t.Errorf("meta %v, want %v", got.Meta, want.Meta)
	}
	fields := func(of map[string]any) []string { return slices.Sorted(maps.Keys(of)) }
	links := func(of map[string]any) map[string]any { return of["links"].(map[string]any) }
	gotRow, wantRow := got.Services[0], want.Services[0]
	if !slices.Equal(fields(gotRow), fields(wantRow)) || !slices.Equal(fields(links(gotRow)), fields(links(wantRow))) {
		t.Errorf("row %v, want the fields of %v", gotRow, wantRow)
	}
}

func TestOnlyKnownServicesAnswer(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	sid := twiliotest.SID("IS", 1)
	path := "/v1/Services/" + sid + "/ParticipantConversations?Identity=ada"
	api.Add(sid, "Identity", "ada", twiliotest.Conversations(sid, "Identity", "ada", 3)...)
	if status, _ := get(t, api, path); status != http.StatusNotFound {
		t.Errorf("%d before the service is added", status)
	}
	api.AddServices(twiliotest.Services(1)...)
	status, page := get(t, api, path)
	if status != http.StatusOK || len(page.Conversations) != 3 || page.Conversations[0]["chat_service_sid"] != sid {
		t.Errorf("%d: %v", status, page.Conversations)
	}
	if want := "https://conversations.twilio.com" + path + "&PageSize=50&Page=0"; page.Meta.URL != want {
		t.Errorf("meta.url %s, want %s", page.Meta.URL, want)
	}
	api.RemoveServices()
	for _, path := range []string{path, list + "?Identity=ada", "/v1/ParticipantConversations?Identity=ada"} {
		if status, _ := get(t, api, path); status != http.StatusNotFound {
			t.Errorf("%s: %d without services", path, status)
		}
	}
}
