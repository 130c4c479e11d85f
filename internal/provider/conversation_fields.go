package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// requestedName is the field of a Conversation that holds the name that found it.
const requestedName = "requested_name"

// bindingField is the binding of a Participant.
var bindingField = objectField("How the Participant exchanges messages with the Conversation; null for chat participants. "+
	"Personal data.", map[string]schema.Attribute{
	"type":              textField("Channel, such as `sms` or `whatsapp`."),
	"address":           textField("The Participant's own address, such as `+15005550006` or `whatsapp:+15005550006`."),
	"proxy_address":     textField("Your Twilio number or address that the Participant writes to; null where there is none."),
	"projected_address": textField("Address under which the others in a group see the Participant; null where there is none."),
	"name":              textField("Name of the Participant on the channel; null where the channel gives none."),
	"level":             textField("Level of the Participant on the channel; null where the channel has none."),
})

// conversationFields are the fields of a Conversation: one is added here and
// nowhere else.
var conversationFields = map[string]schema.Attribute{
	requestedName:                   textField("The identity, address or phone number of the arguments that found the Conversation, as configured. Never null. Personal data."),
	"account_sid":                   textField("SID of the account that the Conversation belongs to."),
	"chat_service_sid":              textField("SID of the Conversation Service that the Conversation belongs to."),
	"participant_sid":               textField("SID of the Participant, `MB…`."),
	"participant_user_sid":          textField("SID of the User that the Participant is, `US…`; null for a Participant with an address."),
	"participant_identity":          textField("Identity of the User that the Participant is; null for a Participant with an address. Personal data."),
	"participant_messaging_binding": bindingField,
	"conversation_sid":              textField("SID of the Conversation, `CH…`. Never null."),
	"conversation_unique_name":      textField("Unique name that the application gave the Conversation; null where it gave none. Personal data."),
	"conversation_friendly_name":    textField("Human-readable name of the Conversation; null where it has none. Personal data."),
	"conversation_attributes": textField("Custom data of the Conversation: JSON text of up to 16 KB, as sent; `{}` where unset. " +
		"Decode it with `jsondecode`. Personal data."),
	"conversation_date_created": textField("When the Conversation was created: ISO 8601 text in UTC, as sent."),
	"conversation_date_updated": textField("When the Conversation was last updated: ISO 8601 text in UTC, as sent."),
	"conversation_created_by":   textField("Identity of the Conversation's creator; null where it is not known."),
	"conversation_state":        textField("State of the Conversation: `initializing`, `active`, `inactive` or `closed`. Twilio may add others."),
	"conversation_timers": objectField("When timers change the state of the Conversation.", map[string]schema.Attribute{
		"date_inactive": textField("When it becomes inactive: ISO 8601 text; null where no timer is set."),
		"date_closed":   textField("When it is closed: ISO 8601 text; null where no timer is set."),
	}),
	"links": mapField("URLs of related resources, by name: `participant` and `conversation`."),
}
