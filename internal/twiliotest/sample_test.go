package twiliotest_test

import (
	"net/http"
	"net/url"
	"reflect"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestSample: the data is there to be read, and shows what an audit meets.
func TestSample(t *testing.T) {
	t.Parallel()
	sample := twiliotest.Sample()
	api := sample.NewAPI()
	if _, page := get(t, api, services); len(page.Services) != len(sample.Services) || len(page.Services) < 3 {
		t.Errorf("%d services, want the sample's %d", len(page.Services), len(sample.Services))
	}
	seen := map[string]bool{}
	states := map[string]int{}
	servicesOf := map[string]int{}
	longest, left := 0, 0
	for _, p := range sample.Holders {
		servicesOf[p.Value]++
		longest = max(longest, len(p.Conversations))
		if p.States()["closed"] == len(p.Conversations) {
			left++
		}
		for state, n := range p.States() {
			states[state] += n
		}
		for _, conversation := range p.Conversations {
			sid := conversation["participant_sid"].(string)
			if seen[sid] {
				t.Errorf("%s comes twice", sid)
			}
			seen[sid] = true
		}
		query := url.Values{p.Parameter: {p.Value}}.Encode()
		status, page := get(t, api, services+"/"+p.ServiceSID+"/ParticipantConversations?"+query)
		if status != http.StatusOK || len(page.Conversations) != min(len(p.Conversations), twiliotest.MaxPageSize) {
			t.Errorf("%s in %s: %d, %d rows", p.Value, p.ServiceSID, status, len(page.Conversations))
		}
	}
	if len(states) != 4 || longest < 120 || left == 0 || servicesOf["ada.2024"] < 2 {
		t.Errorf("states %v, %d conversations at most, %d who left, services %v", states, longest, left, servicesOf)
	}
}

// TestSamplePeople: those whom an audit gets wrong most easily.
func TestSamplePeople(t *testing.T) {
	t.Parallel()
	sample := twiliotest.Sample()
	api := sample.NewAPI()
	const support = services + "/" + twiliotest.ServiceSID
	for identity, want := range map[string]struct{ user, conversations bool }{
		"ada.2024": {true, true}, "hedy": {true, false}, "katherine": {false, true},
	} {
		_, found := get(t, api, support+"/ParticipantConversations?Identity="+identity)
		status, user := get(t, api, support+"/Users/"+identity)
		if (status == http.StatusOK) != want.user || (len(found.Conversations) > 0) != want.conversations {
			t.Errorf("%s: User %d, %d conversations", identity, status, len(found.Conversations))
		}
		for _, row := range found.Conversations {
			if sid := row["participant_user_sid"]; want.user && sid != user.SID || !want.user && sid != nil {
				t.Errorf("%s: the participant's User is %v", identity, sid)
			}
		}
	}

	_, found := get(t, api, support+"/ParticipantConversations?Identity=dorothy")
	_, group := get(t, api, support+"/Conversations/"+found.Conversations[0]["conversation_sid"].(string)+"/Participants")
	var got []any
	for _, participant := range group.Participants {
		binding, _ := participant["messaging_binding"].(map[string]any)
		got = append(got, []any{participant["identity"], binding["address"], binding["projected_address"]})
	}
	want := []any{[]any{nil, "+15005550011", nil}, []any{"dorothy", nil, "+15005550012"}, []any{"katherine", nil, nil}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the group is %v, want %v", got, want)
	}
	for address, want := range map[string]int{"whatsapp:%2B5215550100020": 2, "whatsapp:%2B525550100020": 0, "%2B525550100020": 0} {
		_, found := get(t, api, services+"/"+twiliotest.SalesServiceSID+"/ParticipantConversations?Address="+address)
		if len(found.Conversations) != want {
			t.Errorf("%s: %d conversations, want %d", address, len(found.Conversations), want)
		}
	}
}

func TestBindingsHaveTheChannelOfTheirAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][2]string{
		"+15005550010":          {"sms", "+15005550006"},
		"whatsapp:+15005550010": {"whatsapp", "whatsapp:+15005550006"},
	} {
		conversation := twiliotest.Conversations(twiliotest.ServiceSID, "Address", address, 1)[0]
		binding := conversation["participant_messaging_binding"].(map[string]any)
		if binding["type"] != want[0] || binding["proxy_address"] != want[1] || binding["address"] != address {
			t.Errorf("%s: %v, want %q", address, binding, want)
		}
	}
}
