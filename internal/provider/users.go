package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

var conversationUsers = ofServices(list{
	name:        "conversation_users",
	description: "Users of {services}: all of them, or those with the identities that are given.",
	arguments: map[string]schema.Attribute{
		"identities": textsArgument(
			"Identities of the Users to read, matched exactly; 1 to 256 characters, not `.` and not `..`. Each takes one request, and all are read "+
				"at the same time. One that occurs twice is read once, at its first place. An empty list reads nothing. Default: all Users. "+
				"Conflicts with `page_size` and `limit`.",
			require("An element of identities", check.Length(1, 256)), require("An element of identities", check.UserIdentity), identityWarnings,
			listvalidator.ConflictsWith(path.MatchRoot("page_size"), path.MatchRoot("limit"))),
	},
	rows:            "users",
	rowsDescription: "Users: {each}in the service's order, or in the order of `identities`; `[]` where there are none.",
	row: map[string]schema.Attribute{
		"sid":              textField("SID of the User, `US…`. Never null."),
		"account_sid":      textField("SID of the account that the User belongs to."),
		"chat_service_sid": textField("SID of the Conversation Service that the User belongs to."),
		"role_sid":         textField("SID of the User's Role in the Conversation Service, `RL…`."),
		"identity":         textField("Identity of the User. Personal data."),
		"friendly_name":    textField("Human-readable name of the User; null where there is none. Personal data."),
		"attributes":       textField("Custom data of the User: JSON text, as sent; `{}` where unset. Decode it with `jsondecode`. Personal data."),
		"is_online":        truthField("Whether the User is connected and online. " + oftenUnknown),
		"is_notifiable":    truthField("Whether the User has a registration for push notifications. " + oftenUnknown),
		"date_created":     textField("When the User was created: ISO 8601 text in UTC, as sent."),
		"date_updated":     textField("When the User was last updated: ISO 8601 text in UTC, as sent."),
		"url":              textField("URL of the User in the API."),
		"links":            mapField("URLs of related resources, by name: `user_conversations`."),
	},
	item: "User", limited: "{limited}",
	pageSize: twilio.MaxUsersPageSize, maxPageSize: twilio.MaxUsersPageSize,
	notFound: "Those of `identities` for which no Conversation Service that was asked has a User, in their order; `[]` where there are none. Personal data.",
	ask:      askUsers,
})

// Source: Twilio's OpenAPI document.
const oftenUnknown = "Null without `identities`, where the service's reachability is off, and where it was never so."

// askUsers asks for each identity, or for all Users where the argument is left out. An
// empty list of names is not everybody.
func askUsers(b *blockConfig, page pageArguments) (q question) {
	var identities types.List
	if b.get("identities", &identities); identities.IsNull() {
		q.ask("", argumentPlace{}, nil, func(sid string) twilio.List {
			return twilio.Users{ChatServiceSID: sid, PageSize: page.pageSize, Limit: page.limit}
		})
		return q
	}
	q.inPath = true
	for at, identity := range b.texts("identities") {
		q.ask(identity, at, identity, func(sid string) twilio.List { return twilio.User{ChatServiceSID: sid, Identity: identity} })
	}
	return q
}
