package twilio

import "regexp"

// MaxServicesPageSize is how many Conversation Services a page holds at most.
// Source: Twilio's OpenAPI document.
const MaxServicesPageSize = 100

var serviceSID = regexp.MustCompile(`^IS[0-9a-fA-F]{32}$`)

// Services is the list of all Conversation Services of the account.
type Services struct {
	// PageSize is how many Services to request per page, 1 to MaxServicesPageSize.
	PageSize int
	// Limit is how many Services to read at most; 0 means all.
	Limit int
}

// Source of path, parameters and names: Twilio's OpenAPI document.
func (s Services) list() *list {
	return &list{
		path: "/v1/Services", rows: "services", sid: serviceSID, fields: []string{"sid"}, keys: 1,
		pageSize: s.PageSize, limit: s.Limit,
	}
}
