package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"terraform-provider-twilio/internal/twilio"
)

var conversationServices = []list{newList(list{
	name:        "conversation_services",
	description: "All Conversation Services of the account.",
	rows:        "services",
	item:        "Conversation Service",
	rowsDescription: "Conversation Services of the account, in the service's order; `[]` where there are none. " +
		"Each comes once.",
	pageSize: twilio.MaxServicesPageSize, maxPageSize: twilio.MaxServicesPageSize,
	row: map[string]schema.Attribute{
		"sid":           textField("SID of the Conversation Service, `IS…`. Never null."),
		"account_sid":   textField("SID of the account that the Conversation Service belongs to."),
		"friendly_name": textField("Human-readable name of the Conversation Service; null where it has none."),
		"date_created":  textField("When the Conversation Service was created: ISO 8601 text in UTC, as sent."),
		"date_updated":  textField("When the Conversation Service was last updated: ISO 8601 text in UTC, as sent."),
		"url":           textField("URL of the Conversation Service in the API."),
		"links":         mapField("URLs of related resources, by name, such as `conversations` and `users`."),
	},
	ask: func(_ *blockConfig, page pageArguments) (q question) {
		q.ask("", argumentPlace{}, nil, func(string) twilio.List { return twilio.Services{PageSize: page.pageSize, Limit: page.limit} })
		return q
	},
})}
