package twilio

import "github.com/go-json-experiment/json/jsontext"

// Configuration is that of the account's Conversations. Its row's SID is the account's.
type Configuration struct{}

// Source of path and names: Twilio's OpenAPI document.
func (Configuration) list() *list {
	own := fact{"default_chat_service_sid", func(value jsontext.Value) bool { return value != nil }} // no other object has one
	return place{path: "/v1"}.object("Configuration", rowForm{sid: "account_sid", sidPrefix: "AC"}, own, "")
}
