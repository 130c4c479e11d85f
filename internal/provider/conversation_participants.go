package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

// The arguments that name Conversations. The first is a field of a row too.
const (
	conversationSID  = "conversation_sid"
	conversationSIDs = "conversation_sids"
)

var conversationParticipants = ofServices(list{
	name:        "conversation_participants",
	description: "All participants of one or more Conversations of {services}.",
	arguments: map[string]schema.Attribute{
		conversationSID: sidArgument(conversationSID, "CH", "Conversation"),
		conversationSIDs: textsArgument("SIDs of several Conversations, read at the same time. "+
			"One that occurs twice is read once, at its first place. An empty list reads nothing.",
			require("An element of conversation_sids", check.SID("CH"))),
	},
	rows:            "participants",
	rowsDescription: "Participants: in the order of the Conversations, and for each in the service's order; `[]` where there are none.",
	row: map[string]schema.Attribute{
		"sid":                     textField("SID of the Participant, `MB…`. Never null."),
		"account_sid":             textField("SID of the account that the Participant belongs to."),
		"chat_service_sid":        textField("SID of the Conversation Service that the Conversation belongs to."),
		conversationSID:           textField("SID of the Conversation, `CH…`, as configured. Never null."),
		"identity":                textField("Identity of the User that the Participant is; null for a Participant with an address. Personal data."),
		"attributes":              textField("Custom data of the Participant: JSON text, as sent; `{}` where unset. Decode it with `jsondecode`. Personal data."),
		"messaging_binding":       bindingField,
		"role_sid":                textField("SID of the Participant's Role in the Conversation, `RL…`."),
		"date_created":            textField("When the Participant was created: ISO 8601 text in UTC, as sent."),
		"date_updated":            textField("When the Participant was last updated: ISO 8601 text in UTC, as sent."),
		"url":                     textField("URL of the Participant in the API."),
		"last_read_message_index": numberField("Index of the last message that the Participant has read; null where it is not known."),
		"last_read_timestamp":     textField("When the Participant read it: text as sent; null where it is not known."),
	},
	nameField: conversationSID,
	item:      "Participant", limited: " for each Conversation",
	pageSize: twilio.MaxParticipantsPageSize, maxPageSize: twilio.MaxParticipantsPageSize,
	notFound: "SIDs of those Conversations that no Conversation Service that was asked has, in their order; `[]` where there are none. " +
		"A Conversation without participants is not among them.",
	byName: true,
	ask:    askConversations,
})

func askConversations(b *blockConfig, page pageArguments) question {
	q := question{inPath: true}
	for _, attribute := range []string{conversationSID, conversationSIDs} {
		for at, sid := range b.texts(attribute) {
			q.ask(sid, at, sid, func(serviceSID string) twilio.List {
				return twilio.ConversationParticipants{ChatServiceSID: serviceSID, ConversationSID: sid, PageSize: page.pageSize, Limit: page.limit}
			})
		}
	}
	return q
}
