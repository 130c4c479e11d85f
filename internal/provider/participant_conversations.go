package provider

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

// The service returns 50 Conversations per page today; one of two documents of
// Twilio allows 1,000.
const defaultPageSize, maxPageSize = 50, 1000

var participantConversations = ofServices(list{
	name:        "participant_conversations",
	description: "All Conversations of {services} that participants belong to, found by identity, by address or by phone number.",
	arguments:   participantArguments,
	rows:        "conversations",
	rowsDescription: "Conversations of the participants: {each}in the order of the names (identities, addresses, phone numbers), " +
		"and for each in the service's order (by SID). Conversations in every state, or in those of `states`; `[]` where there are none.",
	row: conversationFields, nameField: requestedName,
	item: "Conversation", limited: " for each name{limited}",
	pageSize: defaultPageSize, maxPageSize: maxPageSize,
	notFound: "Those of the requested names for which no Conversation Service that was asked has a Conversation in any state, in their order; " +
		"`[]` where there are none. A misspelled name is among them, as is a participant who has left every Conversation. Personal data.",
	ask: askParticipants,
})

// participantNames are the arguments that name participants, in the order of the rows,
// and what a name may be stored as.
var participantNames = []struct {
	argument    string
	participant func(name string) twilio.Participant
	storedAs    func(name string) []string
}{
	{"identity", twilio.Identity, asItIs},
	{"address", twilio.Address, asItIs},
	{"identities", twilio.Identity, asItIs},
	{"addresses", twilio.Address, asItIs},
	{"phone_numbers", twilio.Address, check.Addresses},
}

func asItIs(name string) []string { return []string{name} }

var participantArguments = map[string]schema.Attribute{
	"identity": textArgument("Identity of the participant as a Conversation User, matched exactly; 1 to 256 characters. "+
		"Required unless `address`, `identities`, `addresses` or `phone_numbers` is set; conflicts with them.",
		require("The argument identity", check.Length(1, 256)), identityWarnings,
		stringvalidator.AtLeastOneOf(except("identity")...), stringvalidator.ConflictsWith(except("identity")...)),
	"address": textArgument("Address of a participant who is not a Conversation User, matched exactly: `+15005550006`, `whatsapp:+15005550006`, "+
		"`messenger:1234` and others. Do not URL-encode it. Conflicts with all other names.",
		require("The argument address", check.NotEmpty), addressWarnings, stringvalidator.ConflictsWith(except("identity", "address")...)),
	"identities": namesArgument("Identities of many participants.",
		require("An element of identities", check.Length(1, 256)), identityWarnings),
	"addresses": namesArgument("Addresses of many participants.",
		require("An element of addresses", check.NotEmpty), addressWarnings),
	"phone_numbers": namesArgument("Phone numbers of many participants, in E.164 form, such as `+15005550006`. "+
		"Each is read under every address that it may be stored under: as it is, with `whatsapp:` and with `rcs:`, "+
		"and in both forms where WhatsApp's own differs (Mexico, Argentina, Brazil).",
		require("An element of phone_numbers", check.PhoneNumber)),
	"states": textsArgument("States of the Conversations to keep: any of `initializing`, `active`, `inactive` and `closed`. Default: all. "+
		"A Conversation whose state is none of these four is kept, with a warning. `limit` counts the Conversations that are kept.",
		listvalidator.SizeAtLeast(1), require("An element of states", stateProblem)),
}

func namesArgument(description string, validators ...validator.List) schema.ListAttribute {
	return textsArgument(description+" `identities`, `addresses` and `phone_numbers` can be set together; all names are read at the same time. "+
		"A name that occurs twice is read once, at its first place. Lists that are all empty read nothing.", validators...)
}

// except returns the arguments that name participants, without these.
func except(excepted ...string) (others []path.Expression) {
	for _, other := range participantNames {
		if !slices.Contains(excepted, other.argument) {
			others = append(others, path.MatchRoot(other.argument))
		}
	}
	return others
}

// stateProblem keeps a misspelled state from giving an empty list.
func stateProblem(value string) string {
	if slices.Contains(twilio.States, value) {
		return ""
	}
	return "must be one of " + check.Enumerate(twilio.States) + "."
}

// askParticipants asks for each name under all that it may be stored under.
func askParticipants(b *blockConfig, page pageArguments) (q question) {
	template := twilio.ParticipantConversations{PageSize: page.pageSize, Limit: page.limit}
	b.get("states", &template.States)
	for _, names := range participantNames {
		for at, name := range b.texts(names.argument) {
			for _, stored := range names.storedAs(name) {
				participant := names.participant(stored)
				q.ask(name, at, participant, func(serviceSID string) twilio.List {
					request := template
					request.ChatServiceSID, request.Participant = serviceSID, participant
					return request
				})
			}
		}
	}
	return q
}
