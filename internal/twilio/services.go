package twilio

// MaxServicesPageSize is how many Conversation Services a page holds at most.
// Source: Twilio's OpenAPI document.
const MaxServicesPageSize = 100

// Services is the list of all Conversation Services of the account.
type Services struct {
	// PageSize is how many Services to request per page, 1 to MaxServicesPageSize.
	PageSize int
	// Limit is how many Services to read at most; 0 means all.
	Limit int
}

// Source of path, parameters and names: Twilio's OpenAPI document.
func (s Services) list() *list {
	return place{path: "/v1"}.list("Services", rowForm{member: "services", sid: "sid", sidPrefix: "IS"}, s.PageSize, s.Limit)
}

// Service is one Conversation Service of the account.
type Service struct{ SID string }

// Source of path and names: Twilio's OpenAPI document.
func (s Service) list() *list {
	return place{path: "/v1"}.object("Services", rowForm{sid: "sid", sidPrefix: "IS"}, mayBe("sid", s.SID), s.SID)
}
