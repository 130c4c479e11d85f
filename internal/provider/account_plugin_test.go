package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestOneAppForTwoAccounts: two aliases of one OAuth app read from two subaccounts side
// by side, whatever account other tools have in the environment.
func TestOneAppForTwoAccounts(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	var blocks, outputs strings.Builder
	for i, name := range []string{"north", "south"} {
		account := api.Subaccount(i + 1)
		service := account.DefaultServiceSID
		account.Add(service, "Identity", "ada", twiliotest.Conversations(service, "Identity", "ada", i+1)...)
		fmt.Fprintf(&blocks, "provider \"twilio\" {\n  alias       = %q\n  account_sid = %q\n}\n"+
			"data \"twilio_participant_conversations\" %[1]q {\n  provider = twilio.%[1]s\n  identity = \"ada\"\n}\n", name, account.SID)
		fmt.Fprintf(&outputs, "output %q {\n  value = length(data.twilio_participant_conversations.%[1]s.conversations)\n}\n", name)
	}
	server := twiliotest.NewServer(api)
	t.Cleanup(server.Close)
	w := workspace(t, server, blocks.String()+outputs.String())
	w.Env = append(server.OAuthAppEnvironment(), "TWILIO_ACCOUNT_SID="+twiliotest.AccountSID)
	printed, err := w.Run(t.Context(), "apply", "-auto-approve")
	if err != nil || !strings.Contains(printed, "north = 1") || !strings.Contains(printed, "south = 2") {
		t.Errorf("apply ended with %v:\n%s", err, printed)
	}
}
