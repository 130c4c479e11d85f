package provider

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

var (
	serviceParticipantConversations = newParticipantConversations(list{
		name:        "service_participant_conversations",
		description: "All Conversations of one Conversation Service that participants belong to, found by identity or by address.",
		arguments: map[string]schema.Attribute{
			"chat_service_sid": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "SID of the Conversation Service: `IS` and 32 hexadecimal digits.",
				Validators:          []validator.String{textValidator{subject: "The argument chat_service_sid", problem: check.SID("IS")}},
			},
		},
		problems: []problem{{
			when: status(http.StatusNotFound), host: oneRegion, attribute: "chat_service_sid", summary: "Conversation Service Not Found", codes: []int{20404},
			cause:  "The Conversation Service belongs to another account or region, or was deleted.",
			remedy: "Check chat_service_sid and the credentials.",
		}},
	})
	participantConversations = newParticipantConversations(list{
		name:        "participant_conversations",
		description: "All Conversations of the account's default Conversation Service that participants belong to, found by identity or by address.",
		problems: []problem{{
			when: status(http.StatusNotFound), host: oneRegion, summary: "Default Conversation Service Not Found", codes: []int{20404},
			cause:  "The account has no default Conversation Service in this region, or the credentials belong to another account.",
			remedy: "Check the credentials.",
		}},
	})
)

// The service returns 50 Conversations per page today; one of two documents of
// Twilio allows 1,000.
const defaultPageSize, maxPageSize = 50, 1000

// newParticipantConversations adds what the list of one service and that of the
// default service share.
func newParticipantConversations(l list) list {
	l.limited = " for each participant"
	l.rows, l.item, l.pageSize, l.maxPageSize = "conversations", "Conversation", defaultPageSize, maxPageSize
	l.rowsDescription = "Conversations of the participants: in the order of the participants, and for each in the service's order (by SID). " +
		"Conversations in every state, or in those of `states`; `[]` where there are none."
	l.row = conversationFields
	arguments := maps.Clone(participantArguments)
	maps.Copy(arguments, l.arguments)
	l.arguments = arguments
	_, ofService := arguments["chat_service_sid"]
	l.requests = func(ctx context.Context, config tfsdk.Config, page pageArguments) (requests, diag.Diagnostics) {
		return participantRequests(ctx, config, page, ofService)
	}
	return newList(l)
}

// participantNames are the arguments that name participants.
var participantNames = []string{"identity", "address", "identities", "addresses"}

var participantArguments = map[string]schema.Attribute{
	"identity": schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "Identity of the participant as a Conversation User, matched exactly; 1 to 256 characters. " +
			"Exactly one of `identity`, `address`, `identities` and `addresses` is required.",
		Validators: []validator.String{
			textValidator{subject: "The argument identity", problem: check.Length(1, 256)}, identityWarnings,
			stringvalidator.ExactlyOneOf(expressions(participantNames)...),
		},
	},
	"address": schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "Address of a participant who is not a Conversation User, matched exactly: `+15005550006`, `whatsapp:+15005550006`, " +
			"`messenger:1234` and others. Do not URL-encode it.",
		Validators: []validator.String{textValidator{subject: "The argument address", problem: check.NotEmpty}, addressWarnings},
	},
	"identities": schema.ListAttribute{
		Optional:            true,
		ElementType:         types.StringType,
		MarkdownDescription: "Identities of many participants, read at the same time. One that occurs twice is read once, at its first place.",
		Validators:          []validator.List{textValidator{subject: "An element of identities", problem: check.Length(1, 256)}, identityWarnings},
	},
	"addresses": schema.ListAttribute{
		Optional:            true,
		ElementType:         types.StringType,
		MarkdownDescription: "Addresses of many participants, read at the same time. One that occurs twice is read once, at its first place.",
		Validators:          []validator.List{textValidator{subject: "An element of addresses", problem: check.NotEmpty}, addressWarnings},
	},
	"states": schema.ListAttribute{
		Optional:    true,
		ElementType: types.StringType,
		MarkdownDescription: "States of the Conversations to keep: any of `initializing`, `active`, `inactive` and `closed`. Default: all. " +
			"A Conversation whose state is none of these four is kept, with a warning. `limit` counts the Conversations that are kept.",
		Validators: []validator.List{listvalidator.SizeAtLeast(1), textValidator{subject: "An element of states", problem: stateProblem}},
	},
	"not_found": schema.ListAttribute{
		Computed:    true,
		ElementType: types.StringType,
		MarkdownDescription: "Those of the requested identities or addresses for which the service has no Conversation in any state, in their order; " +
			"`[]` where there are none. A misspelled name is among them, as is a participant who has left every Conversation. Personal data.",
	},
}

// stateProblem keeps a misspelled state from giving an empty list.
func stateProblem(value string) string {
	if slices.Contains(twilio.States, value) {
		return ""
	}
	return "must be one of " + check.Enumerate(twilio.States) + "."
}

func expressions(names []string) (all []path.Expression) {
	for _, name := range names {
		all = append(all, path.MatchRoot(name))
	}
	return all
}

// participantRequests makes one request for each participant.
func participantRequests(ctx context.Context, config tfsdk.Config, page pageArguments, ofService bool) (requests, diag.Diagnostics) {
	var diags diag.Diagnostics
	get := func(name string, target any) { diags.Append(config.GetAttribute(ctx, path.Root(name), target)...) }
	template := twilio.ParticipantConversations{PageSize: page.pageSize, Limit: page.limit}
	if ofService {
		get("chat_service_sid", &template.ChatServiceSID)
	}
	get("states", &template.States)

	all := requests{notFound: "not_found"}
	for _, name := range participantNames {
		of := func(participant string, at path.Path) {
			request := template
			if name == "identity" || name == "identities" {
				request.Participant = twilio.Identity(participant)
			} else {
				request.Participant = twilio.Address(participant)
			}
			all.lists = append(all.lists, listRequest{list: request, participant: participant, at: at})
		}
		switch participantArguments[name].(type) {
		case schema.StringAttribute:
			var participant types.String
			if get(name, &participant); !participant.IsNull() {
				of(participant.ValueString(), path.Root(name))
			}
		case schema.ListAttribute:
			var participants []string
			get(name, &participants)
			all.elements += len(participants)
			named := map[string]struct{}{}
			for i, participant := range participants {
				if _, again := named[participant]; !again {
					named[participant] = struct{}{}
					of(participant, path.Root(name).AtListIndex(i))
				}
			}
		}
	}
	return all, diags
}

// conversationFields are the fields of a Conversation: one is added here and
// nowhere else.
var conversationFields = map[string]schema.Attribute{
	"account_sid":          text("SID of the account that the Conversation belongs to."),
	"chat_service_sid":     text("SID of the Conversation Service that the Conversation belongs to."),
	"participant_sid":      text("SID of the Participant, `MB…`."),
	"participant_user_sid": text("SID of the User that the Participant is, `US…`; null for a Participant with an address."),
	"participant_identity": text("Identity of the User that the Participant is; null for a Participant with an address. Personal data."),
	"participant_messaging_binding": schema.SingleNestedAttribute{
		Computed:            true,
		MarkdownDescription: "How the Participant exchanges messages with the Conversation; null for chat participants. Personal data.",
		Attributes: map[string]schema.Attribute{
			"type":              text("Channel, such as `sms` or `whatsapp`."),
			"address":           text("The Participant's own address, such as `+15005550006` or `whatsapp:+15005550006`."),
			"proxy_address":     text("Your Twilio number or address that the Participant writes to; null where there is none."),
			"projected_address": text("Address under which the others in a group see the Participant; null where there is none."),
			"name":              text("Name of the Participant on the channel; null where the channel gives none."),
			"level":             text("Level of the Participant on the channel; null where the channel has none."),
		},
	},
	"conversation_sid":           text("SID of the Conversation, `CH…`. Never null."),
	"conversation_unique_name":   text("Unique name that the application gave the Conversation; null where it gave none. Personal data."),
	"conversation_friendly_name": text("Human-readable name of the Conversation; null where it has none. Personal data."),
	"conversation_attributes": text("Custom data of the Conversation: JSON text of up to 16 KB, as sent; `{}` where unset. " +
		"Decode it with `jsondecode`. Personal data."),
	"conversation_date_created": text("When the Conversation was created: ISO 8601 text in UTC, as sent."),
	"conversation_date_updated": text("When the Conversation was last updated: ISO 8601 text in UTC, as sent."),
	"conversation_created_by":   text("Identity of the Conversation's creator; null where it is not known."),
	"conversation_state":        text("State of the Conversation: `initializing`, `active`, `inactive` or `closed`. Twilio may add others."),
	"conversation_timers": schema.SingleNestedAttribute{
		Computed:            true,
		MarkdownDescription: "When timers change the state of the Conversation.",
		Attributes: map[string]schema.Attribute{
			"date_inactive": text("When it becomes inactive: ISO 8601 text; null where no timer is set."),
			"date_closed":   text("When it is closed: ISO 8601 text; null where no timer is set."),
		},
	},
	"links": schema.MapAttribute{
		Computed:            true,
		ElementType:         types.StringType,
		MarkdownDescription: "URLs of related resources, by name: `participant` and `conversation`.",
	},
}
