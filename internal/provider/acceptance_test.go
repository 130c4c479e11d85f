package provider_test

import (
	"cmp"
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// TestAccLists reads every list from a real account, with the credentials of the
// environment, of whichever kind. It needs a participant with at least one
// conversation: see `make testacc`.
func TestAccLists(t *testing.T) {
	if os.Getenv(resource.EnvTfAcc) == "" {
		t.Skip("reads from a real account only where " + resource.EnvTfAcc + " is set, as make testacc does")
	}
	t.Parallel()
	service, participant := os.Getenv("TWILIO_TEST_CHAT_SERVICE_SID"), "identity"
	if os.Getenv("TWILIO_TEST_IDENTITY") == "" {
		participant = "address"
	}
	value := cmp.Or(os.Getenv("TWILIO_TEST_IDENTITY"), os.Getenv("TWILIO_TEST_ADDRESS"))
	conversations := tfjsonpath.New("conversations")
	read := func(name, arguments string) string {
		return fmt.Sprintf("data \"twilio_service_participant_conversations\" %q {\n  chat_service_sid = %q\n  %s\n}\n", name, service, arguments)
	}
	text := read("test", fmt.Sprintf("%s = %q\n  limit = 1", participant, value)) +
		read("nobody", `identity = "nobody.0123456789+of that name"`) +
		"data \"twilio_participant_conversations\" \"nobody\" {\n  identity = \"nobody.0123456789+of that name\"\n}\n" +
		"data \"twilio_conversation_services\" \"all\" {\n}\n"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: text,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(list, conversations, knownvalue.ListSizeExact(1)),
					statecheck.ExpectKnownValue(list, conversations.AtSliceIndex(0).AtMapKey("chat_service_sid"), knownvalue.StringExact(service)),
					statecheck.ExpectKnownValue(list, conversations.AtSliceIndex(0).AtMapKey("conversation_sid"), knownvalue.NotNull()),
					statecheck.ExpectKnownValue("data.twilio_service_participant_conversations.nobody", conversations, knownvalue.ListSizeExact(0)),
					statecheck.ExpectKnownValue("data.twilio_participant_conversations.nobody", conversations, knownvalue.ListSizeExact(0)),
					statecheck.ExpectKnownValue("data.twilio_participant_conversations.nobody", tfjsonpath.New("not_found"), knownvalue.ListSizeExact(1)),
					statecheck.ExpectKnownValue("data.twilio_conversation_services.all", tfjsonpath.New("services").AtSliceIndex(0).AtMapKey("sid"), knownvalue.NotNull()),
				},
			},
			{Config: text, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		},
	})
}
