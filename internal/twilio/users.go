package twilio

// MaxUsersPageSize is how many Conversation Users a page holds at most.
// Source: Twilio's OpenAPI document.
const MaxUsersPageSize = 50

var userRows = rowForm{member: "users", sid: "sid", sidPrefix: "US"}

// Users is the list of all Users of a Conversation Service.
type Users struct {
	// ChatServiceSID is the Conversation Service; empty means the account's
	// default one.
	ChatServiceSID string
	// PageSize is how many Users to request per page, 1 to MaxUsersPageSize.
	PageSize int
	// Limit is how many Users to read at most; 0 means all.
	Limit int
}

// Source of path, parameters and names: Twilio's OpenAPI document.
func (u Users) list() *list {
	return inService(u.ChatServiceSID).list("Users", userRows, u.PageSize, u.Limit)
}

// User is the User of a Conversation Service who has an identity. Where another one
// has it as a SID, the page has no row. Where there is none, the service answers 404.
type User struct {
	// ChatServiceSID is the Conversation Service; empty means the account's
	// default one.
	ChatServiceSID string
	// Identity as it is, not encoded.
	Identity string
}

func (u User) list() *list {
	return inService(u.ChatServiceSID).object("Users", userRows, mustBe("identity", u.Identity), u.Identity)
}
