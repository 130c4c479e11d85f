package twiliotest

import (
	"fmt"
	"slices"
)

// Service is a Conversation Service, by the API's field names.
type Service map[string]any

// NewService makes up a Conversation Service.
func NewService(sid, friendlyName string) Service {
	url := "https://conversations.twilio.com/v1/Services/" + sid
	return Service{
		"sid":           sid,
		"account_sid":   AccountSID,
		"friendly_name": friendlyName,
		"date_created":  "2025-11-03T07:15:00Z",
		"date_updated":  "2026-01-12T16:40:00Z",
		"url":           url,
		"links": map[string]any{
			"conversations":                  url + "/Conversations",
			"users":                          url + "/Users",
			"roles":                          url + "/Roles",
			"bindings":                       url + "/Bindings",
			"configuration":                  url + "/Configuration",
			"participant_conversations":      url + "/ParticipantConversations",
			"conversation_with_participants": url + "/ConversationWithParticipants",
		},
	}
}

// Services makes up n Conversation Services.
func Services(n int) []Service {
	services := make([]Service, n)
	for i := range services {
		services[i] = NewService(SID("IS", i+1), fmt.Sprintf("Service %03d", i+1))
	}
	return services
}

var allServices = listing{key: servicesKey}

// AddServices lets the API know more Conversation Services. They are listed in the
// order in which they are added.
func (a *API) AddServices(services ...Service) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, service := range services {
		a.rows[allServices] = append(a.rows[allServices], newRow(service, "sid"))
	}
}

// RemoveServices lets the API forget all Conversation Services, those of a new API
// included.
func (a *API) RemoveServices() {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.rows, allServices)
}

func (a *API) hasService(sid string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.ContainsFunc(a.rows[allServices], func(service row) bool { return service.sid == sid })
}
