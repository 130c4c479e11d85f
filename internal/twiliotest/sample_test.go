package twiliotest_test

import (
	"net/http"
	"net/url"
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
