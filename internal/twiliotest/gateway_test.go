package twiliotest_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// participants are asked for in this order.
var participants = []string{"ada", "bob", "cy"}

func apiOfParticipants() *twiliotest.API {
	api := twiliotest.New()
	for _, identity := range participants {
		api.Add(twiliotest.ServiceSID, "Identity", identity,
			twiliotest.Conversations(twiliotest.ServiceSID, "Identity", identity, 1)...)
	}
	return api
}

// askAll asks the server for each participant and returns whose rows came. What
// came in place of a page is "".
func askAll(t *testing.T, client *http.Client, server *twiliotest.Server) (identities []string) {
	t.Helper()
	for _, identity := range participants {
		target := server.URL + list + "?Identity=" + identity
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.SetBasicAuth(twiliotest.APIKey, twiliotest.APISecret)
		request.Header.Set("Cache-Control", "no-cache")
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var page reply
		if err := json.NewDecoder(response.Body).Decode(&page); err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if got := response.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("content type %q", got)
		}
		got := ""
		for _, row := range page.Conversations {
			got = row["participant_identity"].(string)
		}
		identities = append(identities, got)
	}
	return identities
}

func TestGateways(t *testing.T) {
	t.Parallel()
	down := func(n int, _ *http.Request) twiliotest.Fault {
		if n == 1 {
			return twiliotest.Refuse(http.StatusServiceUnavailable, 20503, "Down")
		}
		return nil
	}
	nothing := func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) { _, _ = w.Write([]byte("{}")) }
	for name, test := range map[string]struct {
		gateway   twiliotest.Gateway
		keepAlive bool
		fault     func(int, *http.Request) twiliotest.Fault
		want      []string
	}{
		"no gateway":                 {nil, true, nil, participants},
		"lagging":                    {twiliotest.LaggingGateway(), true, nil, []string{"ada", "ada", "bob"}},
		"lagging, a connection each": {twiliotest.LaggingGateway(), false, nil, participants},
		"lagging behind an error":    {twiliotest.LaggingGateway(), true, down, []string{"", "", "bob"}},
		"cache":                      {twiliotest.CacheWithoutQuery(), true, nil, []string{"ada", "ada", "ada"}},
		"cache, a connection each":   {twiliotest.CacheWithoutQuery(), false, nil, []string{"ada", "ada", "ada"}},
		"another one, once":          {twiliotest.Once(2, nothing), true, nil, []string{"ada", "", "cy"}},
		"cache that keeps no error":  {twiliotest.CacheWithoutQuery(), true, down, []string{"", "bob", "bob"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiOfParticipants()
			api.Gateway, api.Fault = test.gateway, test.fault
			server := twiliotest.NewServer(api)
			t.Cleanup(server.Close)
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: !test.keepAlive}}
			t.Cleanup(client.CloseIdleConnections)
			if got := askAll(t, client, server); !slices.Equal(got, test.want) {
				t.Errorf("rows of %q, want %q", got, test.want)
			}
			if n := len(api.Requests()); n != len(participants) {
				t.Errorf("%d requests are recorded, want %d", n, len(participants))
			}
		})
	}
}

func TestCacheKeepsNoAccessTokens(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.Gateway = twiliotest.CacheWithoutQuery()
	if first, second := issue(t, api), issue(t, api); first == second {
		t.Errorf("%s twice", first)
	}
}

// TestPipesAreConnections: although all pipes have the same address.
func TestPipesAreConnections(t *testing.T) {
	t.Parallel()
	for keepAlive, want := range map[bool][]string{false: participants, true: {"ada", "ada", "bob"}} {
		api := apiOfParticipants()
		api.Gateway = twiliotest.LaggingGateway()
		server := twiliotest.NewPipeServer(api)
		t.Cleanup(server.Close)
		client := &http.Client{Transport: &http.Transport{DialContext: server.Dial, DisableKeepAlives: !keepAlive}}
		t.Cleanup(client.CloseIdleConnections)
		if got := askAll(t, client, server); !slices.Equal(got, want) {
			t.Errorf("keep-alive %v: rows of %q, want %q", keepAlive, got, want)
		}
	}
}
