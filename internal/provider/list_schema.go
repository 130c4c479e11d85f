package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// defaultPageSize is what the service serves at most today.
// Source: Twilio's OpenAPI document.
const defaultPageSize = 50

// conversationAttributes are the fields of a row, by the API's names: a field is
// added here and nowhere else. What the service sends is encoded by these types:
// text, objects, and maps of text. Another type needs a case in encode.go.
var conversationAttributes = map[string]schema.Attribute{
	"account_sid":          text("SID of the account that the Conversation belongs to."),
	"chat_service_sid":     text("SID of the Conversation Service that the Conversation belongs to."),
	"participant_sid":      text("SID of the Participant, `MB…`."),
	"participant_user_sid": text("SID of the User behind the Participant, `US…`; null for one who takes part by address."),
	"participant_identity": text("Identity of the User behind the Participant; null for one who takes part by address. Personal data."),
	"participant_messaging_binding": schema.SingleNestedAttribute{
		Computed:            true,
		MarkdownDescription: "How the Participant exchanges messages with the Conversation; null for chat participants. Personal data.",
		Attributes: map[string]schema.Attribute{
			"type":              text("Channel, such as `sms` or `whatsapp`."),
			"address":           text("Address of the Participant, such as `+15005550006` or `whatsapp:+15005550006`."),
			"proxy_address":     text("Twilio's address that the Participant writes to; null where there is none."),
			"projected_address": text("Address that the Participant is shown under in a group; null where there is none."),
			"name":              text("Name of the Participant on the channel; null where the channel gives none."),
			"level":             text("Level of the Participant on the channel; null where the channel has none."),
		},
	},
	"conversation_sid":           text("SID of the Conversation, `CH…`. Never null."),
	"conversation_unique_name":   text("Unique name that the application gave the Conversation; null where it gave none. Personal data."),
	"conversation_friendly_name": text("Name of the Conversation for people; null where it has none. Personal data."),
	"conversation_attributes":    text("Custom data of the Conversation: JSON text of up to 16 KB exactly as sent, `{}` where unset. Decode it with `jsondecode`. Personal data."),
	"conversation_date_created":  text("When the Conversation was created: ISO 8601 text as sent, in UTC."),
	"conversation_date_updated":  text("When the Conversation was last updated: ISO 8601 text as sent, in UTC."),
	"conversation_created_by":    text("Identity of the Conversation's creator; null where it is not known."),
	"conversation_state":         text("State of the Conversation: `active`, `inactive` or `closed`; others appear in time, such as `initializing`."),
	"conversation_timers": schema.SingleNestedAttribute{
		Computed:            true,
		MarkdownDescription: "When the Conversation changes its state by itself.",
		Attributes: map[string]schema.Attribute{
			"date_inactive": text("When it becomes inactive: ISO 8601 text; null where no timer is set."),
			"date_closed":   text("When it is closed: ISO 8601 text; null where no timer is set."),
		},
	},
	"links": schema.MapAttribute{
		Computed:            true,
		ElementType:         types.StringType,
		MarkdownDescription: "URLs of the resources behind the row, by name: `participant` and `conversation`.",
	},
}

func text(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

var conversationsAttribute = schema.ListNestedAttribute{
	Computed: true,
	MarkdownDescription: "The Conversations that the participant belongs to, in the service's order (by SID), in every state, closed ones included; " +
		"empty where there are none. A field that the service does not send is null.",
	NestedObject: schema.NestedAttributeObject{Attributes: conversationAttributes},
}

// attributes returns the schema of a list. Data source and ephemeral resource
// share it.
func (l listing) attributes(ctx context.Context) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"identity": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Identity of the participant as a Conversation User, matched exactly; 1 to 256 characters. " +
				"Exactly one of `identity` and `address` is needed.",
			Validators: []validator.String{
				stringvalidator.UTF8LengthBetween(1, 256),
				stringvalidator.ExactlyOneOf(path.MatchRoot("identity"), path.MatchRoot("address")),
			},
		},
		"address": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Address of a participant who is not a Conversation User, matched exactly: `+15005550006`, `whatsapp:+15005550006`, " +
				"`messenger:1234` and others. Write it unencoded: the provider encodes it for the URL.",
			Validators: []validator.String{
				textValidator{subject: "The argument address", problem: emptyProblem},
				urlEncodedWarning{},
			},
		},
		"page_size": schema.Int64Attribute{
			Optional: true,
			MarkdownDescription: fmt.Sprintf("How many Conversations to ask for in one request; 1 to 1000, default %d. "+
				"The service may serve fewer at once; the result is the same.", defaultPageSize),
			Validators: []validator.Int64{int64validator.Between(1, 1000)},
		},
		"limit": schema.Int64Attribute{
			Optional:            true,
			MarkdownDescription: "How many Conversations to read at most; at least 1. Without it, all are read.",
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
		},
		"timeouts":      timeoutsAttribute(ctx),
		"conversations": conversationsAttribute,
	}
	if l.ofService {
		attributes["chat_service_sid"] = schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "SID of the Conversation Service: `IS` and 32 hexadecimal digits.",
			Validators:          []validator.String{textValidator{subject: "The argument chat_service_sid", problem: sidProblem("IS")}},
		}
	}
	return attributes
}

// timeoutsAttribute is the usual library's, which checks the form of a duration
// and takes zero and negative ones.
func timeoutsAttribute(ctx context.Context) schema.Attribute {
	attribute := timeouts.AttributesWithOpts(ctx, timeouts.Opts{
		ReadDescription: "How long the whole read may take, retries and waits included, such as `90s` or `1h`; default `10m`.",
	}).(schema.SingleNestedAttribute)
	read := attribute.Attributes["read"].(schema.StringAttribute)
	read.Validators = append(read.Validators, textValidator{subject: "The argument timeouts.read", problem: durationProblem})
	attribute.Attributes["read"] = read
	return attribute
}
