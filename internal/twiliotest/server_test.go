package twiliotest_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestResetWithoutAConnectionOfItsOwn: HTTP/2 has a stream to reset, and the client
// notices.
func TestResetWithoutAConnectionOfItsOwn(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.Fault = func(int, *http.Request) twiliotest.Fault { return twiliotest.Reset }
	server := httptest.NewUnstartedServer(api)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+services, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("got %s, want an error", response.Status)
	}
}

func TestEnvironments(t *testing.T) {
	t.Parallel()
	server := twiliotest.NewServer(twiliotest.New())
	t.Cleanup(server.Close)
	for _, test := range []struct{ environment, want []string }{
		{server.Environment(), []string{"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_CONVERSATIONS_BASE_URL"}},
		{server.APIKeyEnvironment(), []string{"TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_CONVERSATIONS_BASE_URL"}},
		{server.OAuthAppEnvironment(), []string{
			"TWILIO_CLIENT_ID", "TWILIO_CLIENT_SECRET", "TWILIO_TOKEN_URL", "TWILIO_CONVERSATIONS_BASE_URL",
		}},
	} {
		var got []string
		for _, variable := range test.environment {
			name, value, _ := strings.Cut(variable, "=")
			if got = append(got, name); value == "" {
				t.Errorf("%s is empty", name)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
