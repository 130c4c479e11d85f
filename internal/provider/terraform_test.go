package provider_test

import (
	"cmp"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
	tfaddr "github.com/hashicorp/terraform-registry-address"

	"terraform-provider-twilio/internal/provider"
	"terraform-provider-twilio/internal/twiliotest"
)

const (
	identity = "alice.2024+x y@example.com"
	address  = "whatsapp:+15005550006"
	list     = "data.twilio_service_participant_conversations.test"
)

var factories = map[string]func() (tfprotov6.ProviderServer, error){
	"twilio": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test") },
	"echo":   echoprovider.NewProviderServer(),
}

// serve starts a fake API with conversations of one identity and one address.
func serve(t *testing.T) *twiliotest.Server {
	t.Helper()
	api := twiliotest.New()
	for parameter, value := range map[string]string{"Identity": identity, "Address": address} {
		for _, service := range []string{twiliotest.ServiceSID, twiliotest.DefaultServiceSID} {
			api.Add(service, parameter, value, twiliotest.Conversations(service, parameter, value, 120)...)
		}
	}
	server := twiliotest.NewServer(api)
	t.Cleanup(server.Close)
	return server
}

// config puts the providers' blocks before a configuration. The sources are
// spelled with their host, which OpenTofu would take for its own otherwise; the
// variables are those of terraform-plugin-testing.
func config(server *twiliotest.Server, text string) string {
	source := cmp.Or(os.Getenv("TF_ACC_PROVIDER_HOST"), tfaddr.DefaultProviderRegistryHost.String()) + "/" + cmp.Or(os.Getenv("TF_ACC_PROVIDER_NAMESPACE"), "hashicorp")
	return fmt.Sprintf(`
terraform {
  required_providers {
    twilio = {
      source = "%[1]s/twilio"
    }
    echo = {
      source = "%[1]s/echo"
    }
  }
}
`, source) + strings.NewReplacer("CREDENTIALS", `
  account_sid = "`+twiliotest.AccountSID+`"
  auth_token  = "`+twiliotest.AuthToken+`"
  base_url    = "`+server.URL+`"`, "SERVICE", `"`+twiliotest.ServiceSID+`"`, "URL", `"`+server.URL+`"`).Replace(text)
}

const block = `
provider "twilio" {
  CREDENTIALS
}
`

func byIdentity(more string) string {
	return fmt.Sprintf(`
data "twilio_service_participant_conversations" "test" {
  chat_service_sid = SERVICE
  identity         = %q
  %s
}
`, identity, more)
}

// TestTerraformReads: a configuration reads every page, feeds SIDs to others,
// and a second plan shows no change.
func TestTerraformReads(t *testing.T) {
	t.Parallel()
	server := serve(t)
	text := config(server, block+byIdentity("")+`
data "twilio_participant_conversations" "default" {
  address   = "`+address+`"
  page_size = 1000
  limit     = 60
}
data "twilio_service_participant_conversations" "nobody" {
  chat_service_sid = SERVICE
  identity         = "nobody"
}
output "names" {
  value = { for c in `+list+`.conversations : c.conversation_sid => c.conversation_friendly_name }
}
output "nobody" {
  value = length(data.twilio_service_participant_conversations.nobody.conversations)
}
`)
	first := tfjsonpath.New("conversations").AtSliceIndex(0)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{
				Config: text,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(list, tfjsonpath.New("conversations"), knownvalue.ListSizeExact(120)),
					statecheck.ExpectKnownValue(list, tfjsonpath.New("identity"), knownvalue.StringExact(identity)),
					statecheck.ExpectKnownValue(list, first.AtMapKey("conversation_sid"), knownvalue.StringExact(twiliotest.SID("CH", 1))),
					statecheck.ExpectKnownValue(list, first.AtMapKey("conversation_state"), knownvalue.StringExact("active")),
					statecheck.ExpectKnownValue(list, first.AtMapKey("participant_messaging_binding"), knownvalue.Null()),
					statecheck.ExpectKnownValue(list, first.AtMapKey("conversation_timers").AtMapKey("date_closed"), knownvalue.Null()),
					statecheck.ExpectKnownValue(list, first.AtMapKey("links"), knownvalue.MapSizeExact(2)),
					statecheck.ExpectKnownValue("data.twilio_participant_conversations.default", tfjsonpath.New("conversations"), knownvalue.ListSizeExact(60)),
					statecheck.ExpectKnownValue("data.twilio_participant_conversations.default",
						first.AtMapKey("participant_messaging_binding").AtMapKey("address"), knownvalue.StringExact(address)),
					statecheck.ExpectKnownOutputValueAtPath("names", tfjsonpath.New(twiliotest.SID("CH", 120)), knownvalue.StringExact("Order 00120")),
					statecheck.ExpectKnownOutputValue("nobody", knownvalue.Int64Exact(0)),
				},
			},
			{
				Config:           text,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			},
		},
	})
	for _, r := range server.Requests() {
		if agent := r.Header.Get("User-Agent"); !regexp.MustCompile(`^Terraform/\d+\.\d+\.\d+\S* \(\+https://www\.terraform\.io\) terraform-provider-twilio/test`).MatchString(agent) {
			t.Fatalf("User-Agent %q", agent)
		}
	}
}

// TestTerraformEverywhere: an audit of the account is one block, of all services that
// another block has read.
func TestTerraformEverywhere(t *testing.T) {
	t.Parallel()
	const everywhere = "data.twilio_service_participant_conversations.everywhere"
	rows := tfjsonpath.New("conversations")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: config(serve(t), block+`
data "twilio_conversation_services" "all" {}

data "twilio_service_participant_conversations" "everywhere" {
  chat_service_sids = data.twilio_conversation_services.all.services[*].sid
  identities        = [`+fmt.Sprintf("%q", identity)+`, "nobody"]
  phone_numbers     = ["+15005550006", "+15005550007"]
}
`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(everywhere, rows, knownvalue.ListSizeExact(2*2*120)),
				statecheck.ExpectKnownValue(everywhere, rows.AtSliceIndex(120).AtMapKey("requested_name"), knownvalue.StringExact("+15005550006")),
				statecheck.ExpectKnownValue(everywhere, rows.AtSliceIndex(239).AtMapKey("chat_service_sid"), knownvalue.StringExact(twiliotest.ServiceSID)),
				statecheck.ExpectKnownValue(everywhere, rows.AtSliceIndex(240).AtMapKey("chat_service_sid"), knownvalue.StringExact(twiliotest.DefaultServiceSID)),
				statecheck.ExpectKnownValue(everywhere, tfjsonpath.New("not_found"), knownvalue.ListExact([]knownvalue.Check{
					knownvalue.StringExact("nobody"), knownvalue.StringExact("+15005550007"),
				})),
			},
		}},
	})
}

// TestTerraformRejectsArguments: before any request.
func TestTerraformRejectsArguments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"both": {block + byIdentity(`address = "+15005550006"`), `(?s)Invalid Attribute Combination.*identity.*address`},
		"page": {block + byIdentity(`page_size = 1001`), `(?s)page_size must be a whole number\s+from 1 to 1000`},
		"SID": {
			block + strings.Replace(byIdentity(""), "SERVICE", `"CH123"`, 1),
			`(?s)chat_service_sid\s+takes\s+a\s+Conversation\s+Service\s+SID`,
		},
		"base_url": {`provider "twilio" { base_url = "http://example.com" }` + byIdentity(""), `(?s)TWILIO_CONVERSATIONS_BASE_URL`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t)
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps:                    []resource.TestStep{{Config: config(server, test.text), ExpectError: regexp.MustCompile(test.want)}},
			})
			if n := len(server.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

const (
	values = `
resource "terraform_data" "identity" {
  input = "` + identity + `"
}
resource "terraform_data" "token" {
  input = "` + twiliotest.AuthToken + `"
}
`
	tokenBlock = `
provider "twilio" {
  account_sid = "` + twiliotest.AccountSID + `"
  auth_token  = terraform_data.token.output
  base_url    = URL
}
`
)

// unknownIdentity makes the identity one that is not known while planning.
func unknownIdentity(text string) string {
	return strings.Replace(text, fmt.Sprintf("%q", identity), "terraform_data.identity.output", 1)
}

// TestTerraformUnknown: what is not known while planning is read at apply.
func TestTerraformUnknown(t *testing.T) {
	t.Parallel()
	arguments := unknownIdentity(byIdentity(""))
	for name, test := range map[string]struct{ text, wantError string }{
		"argument":                        {block + values + arguments, ""},
		"token, read at apply":            {tokenBlock + values + byIdentity("depends_on = [terraform_data.token]"), ""},
		"token, nothing to read":          {tokenBlock + values, ""},
		"token, to be read while planned": {tokenBlock + values + byIdentity(""), `(?s)Provider Configuration Not Known Yet.*auth_token.*depends_on`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step := resource.TestStep{Config: config(serve(t), test.text)}
			switch {
			case test.wantError != "":
				step.ExpectError = regexp.MustCompile(test.wantError)
			case strings.Contains(test.text, "data \"twilio"):
				step.ConfigStateChecks = []statecheck.StateCheck{
					statecheck.ExpectKnownValue(list, tfjsonpath.New("conversations"), knownvalue.ListSizeExact(120)),
				}
			}
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories,
				Steps:                    []resource.TestStep{step},
			})
		})
	}
}

// TestTerraformFailure: a page that fails, fails the read and stores nothing.
func TestTerraformFailure(t *testing.T) {
	t.Parallel()
	server := serve(t)
	server.Fault = func(_ int, r *http.Request) twiliotest.Fault {
		if r.URL.Query().Has("PageToken") {
			return twiliotest.Refuse(http.StatusForbidden, 20403, "Forbidden")
		}
		return nil
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config(server, block+byIdentity("")), ExpectError: regexp.MustCompile(`(?s)Access Denied.*20403`)},
			{
				Config:            config(server, block+byIdentity("limit = 50")),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(list, tfjsonpath.New("conversations"), knownvalue.ListSizeExact(50))},
			},
		},
	})
}

// TestTerraformEphemeral: the same rows, shown by the provider that echoes.
func TestTerraformEphemeral(t *testing.T) {
	t.Parallel()
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)}, // ephemeral resources
		Steps: []resource.TestStep{{
			Config: config(serve(t), block+strings.Replace(byIdentity(""), "data ", "ephemeral ", 1)+`
ephemeral "twilio_participant_conversations" "default" {
  address = "`+address+`"
  limit   = 1
}
provider "echo" {
  data = {
    service = ephemeral.twilio_service_participant_conversations.test.conversations
    default = ephemeral.twilio_participant_conversations.default.conversations
  }
}
resource "echo" "test" {}
`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("echo.test", tfjsonpath.New("data").AtMapKey("service"), knownvalue.ListSizeExact(120)),
				statecheck.ExpectKnownValue("echo.test", tfjsonpath.New("data").AtMapKey("service").AtSliceIndex(119).AtMapKey("conversation_sid"),
					knownvalue.StringExact(twiliotest.SID("CH", 120))),
				statecheck.ExpectKnownValue("echo.test", tfjsonpath.New("data").AtMapKey("default").AtSliceIndex(0).AtMapKey("conversation_sid"),
					knownvalue.StringExact(twiliotest.SID("CH", 1))),
			},
		}},
	})
}

// TestTerraformEphemeralUnknown: one with an argument that is not known while
// planning is opened at apply, with a token that is not known either.
func TestTerraformEphemeralUnknown(t *testing.T) {
	t.Parallel()
	server := serve(t)
	ephemeral := strings.Replace(byIdentity(""), "data ", "ephemeral ", 1)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)}, // ephemeral resources
		Steps: []resource.TestStep{
			{Config: config(server, tokenBlock+values+ephemeral), ExpectError: regexp.MustCompile(`(?s)Not Known Yet.*auth_token`)},
			{Config: config(server, tokenBlock+values+unknownIdentity(ephemeral))},
		},
	})
	if len(server.Requests()) == 0 {
		t.Error("nothing was read")
	}
}
