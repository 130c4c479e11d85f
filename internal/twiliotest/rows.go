package twiliotest

import (
	"encoding/json"
	"maps"
	"slices"
)

// Row is a row of a list, or another object, by the API's field names.
type Row map[string]any

// Where an account keeps rows: under the member of a page that holds them.
const (
	conversationsKey = "conversations"
	servicesKey      = "services"
	configurationKey = "configuration" // the one object that is in no list
)

// listing identifies the rows of one list request.
type listing struct{ key, serviceSID, conversationSID, parameter, value string }

type row struct {
	sid, identity string // "" where the row has none
	json          []byte
}

// table holds an account's rows.
type table map[listing][]row

// add appends rows. What was made up for the main account becomes this account's.
func (t table) add(to listing, accountSID, sidField string, added ...Row) {
	all := t[to]
	for _, fields := range added {
		if fields["account_sid"] == AccountSID {
			fields = maps.Clone(fields)
			fields["account_sid"] = accountSID
		}
		text, err := json.Marshal(fields)
		if err != nil {
			panic(err) // made up by a test, which has it wrong
		}
		sid, _ := fields[sidField].(string)
		identity, _ := fields["identity"].(string)
		all = append(all, row{sid, identity, text})
	}
	t[to] = all
}

// find returns the row with the name as its SID, else as its identity, as the API
// finds a User.
func (t table) find(in listing, name string) (json []byte, found bool) {
	all := t[in]
	i := slices.IndexFunc(all, func(r row) bool { return r.sid == name })
	if i < 0 {
		i = slices.IndexFunc(all, func(r row) bool { return r.identity == name })
	}
	if i < 0 {
		return nil, false
	}
	return all[i].json, true
}
