package twilio

import (
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestRequest(t *testing.T) {
	t.Parallel()
	api := apiWith(51)
	client := newClient(t, twiliotest.NewServer(api), func(o *Options) { o.BaseURL.Path = "/" })
	mustRead(t, client, service(), 51)
	for _, r := range api.Requests() {
		if r.Path != "/v1/Services/"+twiliotest.ServiceSID+"/ParticipantConversations" {
			t.Errorf("path %s", r.Path)
		}
		for name, want := range map[string]string{"Accept": "application/json", "User-Agent": "test/1", "Accept-Encoding": "gzip"} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	api := apiWith(120)
	api.Gzip = true
	mustRead(t, newClient(t, twiliotest.NewServer(api)), service(), 120)
}
