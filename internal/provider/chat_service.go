package provider

import (
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/check"
)

// The arguments that say which Conversation Services a list is of. The first is a
// field of its rows too.
const (
	chatServiceSID  = "chat_service_sid"
	chatServiceSIDs = "chat_service_sids"
)

// serviceArguments are those of every list of a Conversation Service.
var serviceArguments = map[string]schema.Attribute{
	chatServiceSID: schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "SID of the Conversation Service: `IS` and 32 hexadecimal digits. " +
			"Exactly one of `chat_service_sid` and `chat_service_sids` is required.",
		Validators: []validator.String{
			textValidator{subject: "The argument chat_service_sid", problem: check.SID("IS")},
			stringvalidator.ExactlyOneOf(path.MatchRoot(chatServiceSIDs)),
		},
	},
	chatServiceSIDs: schema.ListAttribute{
		Optional:    true,
		ElementType: types.StringType,
		MarkdownDescription: "SIDs of several Conversation Services, at least one, read at the same time. " +
			"One that occurs twice is read once, at its first place.",
		Validators: []validator.List{
			textValidator{subject: "An element of chat_service_sids", problem: check.SID("IS")}, listvalidator.SizeAtLeast(1),
		},
	},
}

// serviceProblems are those of every list of a Conversation Service.
var serviceProblems = []problem{{
	when: status(http.StatusNotFound), host: oneRegion, attribute: chatServiceSID, summary: "Conversation Service Not Found", codes: []int{20404},
	cause:  "The Conversation Service belongs to another account or region, or was deleted.",
	remedy: "Check chat_service_sid (or the element of chat_service_sids that the message names) and the credentials.",
}}

// services returns those that the block names, each once.
func (b *blockConfig) services() (services []service) {
	named := map[string]struct{}{}
	for _, attribute := range []string{chatServiceSID, chatServiceSIDs} {
		for at, sid := range b.texts(attribute) {
			if _, again := named[sid]; !again {
				named[sid] = struct{}{}
				services = append(services, service{sid, at})
			}
		}
	}
	return services
}
