package twiliotest

// Participant is a participant of a Conversation Service, found by Identity or by
// Address, as the parameter is called.
type Participant struct {
	ServiceSID, Parameter, Value string
	Conversations                []Conversation
}

// SampleData is a small account.
type SampleData struct {
	Services     []Service
	Participants []Participant
}

// SalesServiceSID is the Conversation Service that Sample has, and a new API has
// not.
const SalesServiceSID = "IS5a1e55a1e55a1e55a1e55a1e55a1e55a"

// Sample makes up an account as an audit finds it: three Conversation Services,
// participants in several of them, one who has left everything, one with several
// pages of conversations. The conversations' SIDs are unique in the account.
func Sample() SampleData {
	all := SampleData{Services: []Service{
		NewService(DefaultServiceSID, "Default Conversations Service"),
		NewService(ServiceSID, "Support"),
		NewService(SalesServiceSID, "Sales"),
	}}
	first := 1
	for _, p := range []struct {
		serviceSID, parameter, value string
		n                            int
		states                       []string // of its conversations, over and over
	}{
		{ServiceSID, "Identity", "ada.2024", 130, []string{"active", "closed", "inactive", "closed", "closed"}},
		{SalesServiceSID, "Identity", "ada.2024", 4, []string{"closed", "active"}},
		{ServiceSID, "Identity", "grace@example.com", 6, []string{"closed"}},
		{SalesServiceSID, "Identity", "grace@example.com", 2, []string{"closed"}},
		{DefaultServiceSID, "Identity", "alan", 3, []string{"active", "initializing", "inactive"}},
		{ServiceSID, "Address", "+15005550010", 5, []string{"closed", "inactive", "active"}},
		{DefaultServiceSID, "Address", "+15005550010", 2, []string{"closed"}},
		{SalesServiceSID, "Address", "whatsapp:+15005550010", 3, []string{"inactive", "closed"}},
	} {
		conversations := conversationsFrom(first, p.serviceSID, p.parameter, p.value, p.n)
		first += p.n
		for i, conversation := range conversations {
			conversation.enter(p.states[i%len(p.states)])
		}
		all.Participants = append(all.Participants, Participant{p.serviceSID, p.parameter, p.value, conversations})
	}
	return all
}

// enter puts the conversation into a state, with the timers that fit.
func (c Conversation) enter(state string) {
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

// States counts the participant's conversations by state.
func (p Participant) States() map[string]int {
	states := map[string]int{}
	for _, conversation := range p.Conversations {
		states[conversation["conversation_state"].(string)]++
	}
	return states
}

// NewAPI returns an API that knows this data and nothing else.
func (d SampleData) NewAPI() *API {
	api := New()
	api.RemoveServices()
	api.AddServices(d.Services...)
	for _, p := range d.Participants {
		api.Add(p.ServiceSID, p.Parameter, p.Value, p.Conversations...)
	}
	return api
}
