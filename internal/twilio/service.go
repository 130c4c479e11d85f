package twilio

// Service is one Conversation Service of the account.
type Service struct{ SID string }

// Source of path and names: Twilio's OpenAPI document.
func (s Service) list() *list {
	return place{path: "/v1"}.object("Services", rowForm{sid: "sid", sidPrefix: "IS"}, mayBe("sid", s.SID), s.SID)
}
