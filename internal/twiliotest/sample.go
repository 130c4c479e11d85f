package twiliotest

import (
	"fmt"
	"slices"
)

// Holder is one who has conversations in a service, found by Identity or by Address,
// as the parameter is called.
type Holder struct {
	ServiceSID, Parameter, Value string
	Conversations                []Row
}

// SampleData is a small account.
type SampleData struct {
	Services []Row
	Users    []Row
	Holders  []Holder
}

// SalesServiceSID is the Conversation Service that Sample has, and a new API has
// not.
const SalesServiceSID = "IS5a1e55a1e55a1e55a1e55a1e55a1e55a"

var mostlyClosed = append([]string{"active", "inactive"}, slices.Repeat([]string{"closed"}, 63)...)

// sampleHolders are the participants of Sample with conversations.
var sampleHolders = []struct {
	serviceSID, parameter, value string
	n                            int
	states                       []string // of its conversations, over and over
	joins                        bool     // those of the one before
}{
	{ServiceSID, "Identity", "ada.2024", 130, mostlyClosed, false},
	{SalesServiceSID, "Identity", "ada.2024", 4, []string{"closed", "active"}, false},
	{ServiceSID, "Identity", "grace@example.com", 6, []string{"closed"}, false},
	{SalesServiceSID, "Identity", "grace@example.com", 2, []string{"closed"}, false},
	{DefaultServiceSID, "Identity", "alan", 3, []string{"active", "initializing", "inactive"}, false},
	{ServiceSID, "Address", "+15005550010", 5, []string{"closed", "inactive", "active"}, false},
	{DefaultServiceSID, "Address", "+15005550010", 2, []string{"closed"}, false},
	{SalesServiceSID, "Address", "whatsapp:+15005550010", 3, []string{"inactive", "closed"}, false},
	{SalesServiceSID, "Address", "whatsapp:+5215550100020", 2, []string{"active", "closed"}, false},
	{ServiceSID, "Address", "+15005550011", 1, []string{"active"}, false},
	{ServiceSID, "Identity", "dorothy", 1, []string{"active"}, true},
	{ServiceSID, "Identity", "katherine", 1, []string{"active"}, true},
}

// Sample makes up an account as an audit finds it: three Conversation Services,
// people in several of them, one who has left everything, one with several pages of
// conversations, a User without conversations, a participant without a User, a group
// text, and a Mexican number in WhatsApp's form.
func Sample() SampleData {
	all := SampleData{Services: []Row{
		NewService(DefaultServiceSID, "Default Conversations Service"),
		NewService(ServiceSID, "Support"),
		NewService(SalesServiceSID, "Sales"),
	}}
	for i, user := range [][2]string{
		{ServiceSID, "ada.2024"}, {SalesServiceSID, "ada.2024"}, {ServiceSID, "grace@example.com"},
		{SalesServiceSID, "grace@example.com"}, {DefaultServiceSID, "alan"}, {ServiceSID, "dorothy"}, {ServiceSID, "hedy"},
	} {
		all.Users = append(all.Users, NewUser(user[0], user[1], i+1))
	}
	conversations, participants := 0, 0
	for _, h := range sampleHolders {
		if h.joins {
			conversations -= h.n
		}
		rows := make([]Row, h.n)
		for i := range rows {
			rows[i] = newConversation(h.serviceSID, h.parameter, h.value, conversations+i+1, participants+i+1)
			rows[i].enter(h.states[i%len(h.states)])
			rows[i]["participant_user_sid"] = all.userSID(h.serviceSID, h.value)
			if h.value == "dorothy" { // a chat participant of a group text
				rows[i]["participant_messaging_binding"] = map[string]any{
					"type": "sms", "address": nil, "proxy_address": nil, "projected_address": "+15005550012", "name": nil, "level": nil,
				}
			}
		}
		conversations += h.n
		participants += h.n
		all.Holders = append(all.Holders, Holder{h.serviceSID, h.parameter, h.value, rows})
	}
	return all
}

// userSID returns the SID of a User, nil where there is none.
func (d SampleData) userSID(serviceSID, identity string) any {
	for _, user := range d.Users {
		if user["chat_service_sid"] == serviceSID && user["identity"] == identity {
			return user["sid"]
		}
	}
	return nil
}

// enter puts the conversation into a state, with the timers that fit.
func (c Row) enter(state string) {
	c["conversation_state"] = state
	timers := map[string]any{}
	switch state {
	case "active":
		timers["date_inactive"] = "2026-12-01T00:00:00Z"
		fallthrough
	case "inactive":
		timers["date_closed"] = "2026-12-31T00:00:00Z"
	}
	c["conversation_timers"] = timers
}

// States counts the holder's conversations by state.
func (h Holder) States() map[string]int {
	states := map[string]int{}
	for _, conversation := range h.Conversations {
		states[conversation["conversation_state"].(string)]++
	}
	return states
}

// NewAPI returns an API that knows this data and nothing else.
func (d SampleData) NewAPI() *API {
	api := New()
	api.RemoveServices()
	api.AddServices(d.Services...)
	for _, user := range d.Users {
		api.AddTo(fmt.Sprintf("/v1/Services/%s/Users", user["chat_service_sid"]), user)
	}
	for _, h := range d.Holders {
		api.Add(h.ServiceSID, h.Parameter, h.Value, h.Conversations...)
		for _, conversation := range h.Conversations {
			path := fmt.Sprintf("/v1/Services/%s/Conversations/%s/Participants", h.ServiceSID, conversation["conversation_sid"])
			api.AddTo(path, NewParticipant(conversation))
		}
	}
	return api
}
