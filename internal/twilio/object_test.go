package twilio

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

func user(identity string) User {
	return User{ChatServiceSID: twiliotest.ServiceSID, Identity: identity}
}

// userBody renders a User.
func userBody(n int, service, identity string) string {
	return `{"sid":"` + twiliotest.SID("US", n) + `","account_sid":"` + twiliotest.AccountSID +
		`","chat_service_sid":"` + service + `","identity":` + identity + `,"url":"https://x.invalid"}`
}

func TestObjects(t *testing.T) {
	t.Parallel()
	const path = "/v1/Services/" + twiliotest.ServiceSID
	conversation := twiliotest.SID("CH", 1)
	serviceBody := `{"sid":"` + twiliotest.ServiceSID + `","account_sid":"` + twiliotest.AccountSID + `"}`
	configuration := `{"account_sid":"` + twiliotest.AccountSID + `","default_chat_service_sid":null}`
	ada := userBody(1, twiliotest.ServiceSID, `"ada"`)
	sid := twiliotest.SID("US", 1)
	list := `{"users":[` + ada + `],"meta":{"url":"https://x.invalid` + path + `/Users?Page=0","next_page_url":null}}`
	participants := `{"participants":[{"sid":"` + twiliotest.SID("MB", 1) + `","conversation_sid":"` + conversation +
		`"}],"meta":{"url":"https://x.invalid` + path + `/Conversations/` + conversation + `/Participants","next_page_url":null}}`
	inConversation := ConversationParticipants{ChatServiceSID: twiliotest.ServiceSID, ConversationSID: conversation, PageSize: 100}
	for name, test := range map[string]struct {
		list     List
		path     string
		body     string
		rows     int
		failure  error
		requests int
	}{
		"a user":                       {user("ada"), path + "/Users/ada", ada, 1, nil, 1},
		"a user of the default":        {User{Identity: "ada"}, "/v1/Users/ada", ada, 1, nil, 1},
		"an odd identity":              {user("a/b?c#d e"), path + "/Users/a%2Fb%3Fc%23d%20e", userBody(1, twiliotest.ServiceSID, `"a/b?c#d e"`), 1, nil, 1},
		"an encoded slash":             {user("%2F"), path + "/Users/%252F", userBody(1, twiliotest.ServiceSID, `"%2F"`), 1, nil, 1},
		"slashes":                      {user("a//b/../c"), path + "/Users/a%2F%2Fb%2F..%2Fc", userBody(1, twiliotest.ServiceSID, `"a//b/../c"`), 1, nil, 1},
		"all that paths may hold":      {user("a+&=:@;,$!*'()"), path + "/Users/a%2B%26%3D%3A%40%3B%2C%24%21%2A%27%28%29", userBody(1, twiliotest.ServiceSID, `"a+&=:@;,$!*'()"`), 1, nil, 1},
		"escaped as JSON":              {user("ada"), path + "/Users/ada", userBody(1, twiliotest.ServiceSID, `"\u0061da"`), 1, nil, 1},
		"another identity":             {user("ada"), path + "/Users/ada", userBody(1, twiliotest.ServiceSID, `"bob"`), 0, ErrMismatch, 2},
		"in other case":                {user("ada"), path + "/Users/ada", userBody(1, twiliotest.ServiceSID, `"Ada"`), 0, ErrMismatch, 2},
		"no identity":                  {user("ada"), path + "/Users/ada", userBody(1, twiliotest.ServiceSID, `null`), 0, ErrMismatch, 2},
		"another service's":            {user("ada"), path + "/Users/ada", userBody(1, twiliotest.DefaultServiceSID, `"ada"`), 0, ErrMismatch, 2},
		"asked by its SID":             {user(sid), path + "/Users/" + sid, ada, 0, nil, 1},
		"by its SID, of another":       {user(sid), path + "/Users/" + sid, userBody(1, twiliotest.DefaultServiceSID, `"ada"`), 0, ErrMismatch, 2},
		"identity that is its SID":     {user(sid), path + "/Users/" + sid, userBody(1, twiliotest.ServiceSID, `"`+sid+`"`), 1, nil, 1},
		"a list for a user":            {user("ada"), path + "/Users/ada", list, 0, ErrMismatch, 2},
		"a user and a meta":            {user("ada"), path + "/Users/ada", strings.Replace(ada, "{", `{"meta":{},`, 1), 0, ErrMismatch, 2},
		"a service for a user":         {user("ada"), path + "/Users/ada", serviceBody, 0, ErrMismatch, 2},
		"a configuration for a user":   {user("ada"), path + "/Users/ada", configuration, 0, ErrNotAPI, 1},
		"a user with a damaged SID":    {user("ada"), path + "/Users/ada", strings.Replace(ada, "US0", "UX0", 1), 0, ErrRow, 1},
		"something else":               {user("ada"), path + "/Users/ada", `{"status":"ok"}`, 0, ErrNotAPI, 1},
		"a list of JSON":               {user("ada"), path + "/Users/ada", `[]`, 0, ErrNotAPI, 1},
		"an error in a success":        {user("ada"), path + "/Users/ada", `{"code":20404,"status":404}`, 0, ErrNotAPI, 1},
		"cut off":                      {user("ada"), path + "/Users/ada", ada[:len(ada)-1], 0, errDamaged, 2},
		"two of them":                  {user("ada"), path + "/Users/ada", ada + ada, 0, ErrNotAPI, 1},
		"a service":                    {Service{twiliotest.ServiceSID}, path, serviceBody, 1, nil, 1},
		"another service":              {Service{twiliotest.DefaultServiceSID}, "/v1/Services/" + twiliotest.DefaultServiceSID, serviceBody, 0, ErrMismatch, 2},
		"a configuration":              {Configuration{}, "/v1/Configuration", configuration, 1, nil, 1},
		"a service for it":             {Configuration{}, "/v1/Configuration", serviceBody, 0, ErrMismatch, 2},
		"users":                        {Users{ChatServiceSID: twiliotest.ServiceSID, PageSize: 50}, path + "/Users", list, 1, nil, 1},
		"users of the default":         {Users{PageSize: 50}, "/v1/Users", list, 0, ErrMismatch, 2},
		"a user for users":             {Users{ChatServiceSID: twiliotest.ServiceSID, PageSize: 50}, path + "/Users", ada, 0, ErrMismatch, 2},
		"another service's users":      {Users{ChatServiceSID: twiliotest.ServiceSID, PageSize: 50}, path + "/Users", strings.Replace(list, `"chat_service_sid":"IS0`, `"chat_service_sid":"IS1`, 1), 0, ErrMismatch, 2},
		"participants":                 {inConversation, path + "/Conversations/" + conversation + "/Participants", participants, 1, nil, 1},
		"another conversation's":       {inConversation, path + "/Conversations/" + conversation + "/Participants", strings.Replace(participants, `"conversation_sid":"CH0`, `"conversation_sid":"CH1`, 1), 0, ErrMismatch, 2},
		"another conversation's reply": {inConversation, path + "/Conversations/" + conversation + "/Participants", strings.Replace(participants, `/CH0`, `/CH1`, 1), 0, ErrMismatch, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.Fault = always(jsonBody(test.body))
			client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 1; o.BaseURL.Path = "/gateway/" })
			rows, pages := 0, 0
			var err error
			for page, failure := range client.Pages(t.Context(), test.list) {
				if err = failure; err == nil {
					pages++
					rows += page.Received
				}
			}
			if !errors.Is(err, test.failure) || rows != test.rows || err == nil && pages != 1 {
				t.Errorf("%d rows of %d pages, %v, want %d, %v", rows, pages, err, test.rows, test.failure)
			}
			requests := api.Requests()
			if len(requests) != test.requests || requests[0].Path != "/gateway"+test.path {
				t.Errorf("%d requests of %s, want %d of %s", len(requests), requests[0].Path, test.requests, test.path)
			}
		})
	}
}

// TestObjectNotFound: Twilio's own 404 can be told from that of a gateway.
func TestObjectNotFound(t *testing.T) {
	t.Parallel()
	for code, fault := range map[int]twiliotest.Fault{
		20404: twiliotest.Refuse(http.StatusNotFound, 20404, "The requested resource was not found"),
		0:     twiliotest.Body(http.StatusNotFound, "text/html", "<html>"),
	} {
		api := twiliotest.New()
		api.Fault = always(fault)
		failure := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), user("ada"), nil)
		if failure.Status != http.StatusNotFound || failure.Code != code || len(api.Requests()) != 1 {
			t.Errorf("%+v after %d requests, want the code %d", failure, len(api.Requests()), code)
		}
	}
}
