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
func userBody(service, identity string) string {
	return `{"sid":"` + twiliotest.SID("US", 1) + `","account_sid":"` + twiliotest.AccountSID +
		`","chat_service_sid":"` + service + `","identity":` + identity + `,"url":"https://x.invalid"}`
}

func TestObjects(t *testing.T) {
	t.Parallel()
	const path = "/v1/Services/" + twiliotest.ServiceSID
	conversation := twiliotest.SID("CH", 1)
	serviceBody := `{"sid":"` + twiliotest.ServiceSID + `","account_sid":"` + twiliotest.AccountSID + `"}`
	configuration := `{"account_sid":"` + twiliotest.AccountSID + `","default_chat_service_sid":null}`
	ada := userBody(twiliotest.ServiceSID, `"ada"`)
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
		"an odd identity":              {user("a/b?c#d e"), path + "/Users/a%2Fb%3Fc%23d%20e", userBody(twiliotest.ServiceSID, `"a/b?c#d e"`), 1, nil, 1},
		"an encoded slash":             {user("%2F"), path + "/Users/%252F", userBody(twiliotest.ServiceSID, `"%2F"`), 1, nil, 1},
		"slashes":                      {user("a//b/../c"), path + "/Users/a%2F%2Fb%2F..%2Fc", userBody(twiliotest.ServiceSID, `"a//b/../c"`), 1, nil, 1},
		"all that paths may hold":      {user("a+&=:@;,$!*'()"), path + "/Users/a%2B%26%3D%3A%40%3B%2C%24%21%2A%27%28%29", userBody(twiliotest.ServiceSID, `"a+&=:@;,$!*'()"`), 1, nil, 1},
		"escaped as JSON":              {user("ada"), path + "/Users/ada", userBody(twiliotest.ServiceSID, `"\u0061da"`), 1, nil, 1},
		"another identity":             {user("ada"), path + "/Users/ada", userBody(twiliotest.ServiceSID, `"bob"`), 0, ErrMismatch, 2},
		"in other case":                {user("ada"), path + "/Users/ada", userBody(twiliotest.ServiceSID, `"Ada"`), 0, ErrMismatch, 2},
		"no identity":                  {user("ada"), path + "/Users/ada", userBody(twiliotest.ServiceSID, `null`), 0, ErrMismatch, 2},
		"another service's":            {user("ada"), path + "/Users/ada", userBody(twiliotest.DefaultServiceSID, `"ada"`), 0, ErrMismatch, 2},
		"asked by its SID":             {user(sid), path + "/Users/" + sid, ada, 0, nil, 1},
		"by its SID, of another":       {user(sid), path + "/Users/" + sid, userBody(twiliotest.DefaultServiceSID, `"ada"`), 0, ErrMismatch, 2},
		"identity that is its SID":     {user(sid), path + "/Users/" + sid, userBody(twiliotest.ServiceSID, `"`+sid+`"`), 1, nil, 1},
		"a list for a user":            {user("ada"), path + "/Users/ada", list, 0, ErrMismatch, 2},
		"a user and a meta":            {user("ada"), path + "/Users/ada", strings.Replace(ada, "{", `{"meta":{},`, 1), 0, ErrMismatch, 2},
		"a service for a user":         {user("ada"), path + "/Users/ada", serviceBody, 0, ErrMismatch, 2},
		"a configuration for a user":   {user("ada"), path + "/Users/ada", configuration, 0, ErrMismatch, 2},
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

// TestObjectNotFound: Twilio's own 404 can be told from that of a gateway. One that does
// not say what was not found has to come twice, over two connections; one about something
// else, or of a cache, is no answer.
func TestObjectNotFound(t *testing.T) {
	t.Parallel()
	missed := func(path string) twiliotest.Fault {
		return twiliotest.Refuse(http.StatusNotFound, 20404, "The requested resource "+path+" was not found")
	}
	const users = "/Services/" + twiliotest.ServiceSID + "/Users/"
	conversation := ConversationParticipants{ChatServiceSID: twiliotest.ServiceSID, ConversationSID: twiliotest.SID("CH", 1), PageSize: 50}
	conversations := "/Services/" + twiliotest.ServiceSID + "/Conversations/"
	for name, test := range map[string]struct {
		list           List
		fault          twiliotest.Fault
		code, requests int
		cause          error
	}{
		"ada":                   {user("ada"), missed(users + "ada"), 20404, 1, nil},
		"with the version":      {user("ada"), missed("/v1" + users + "ada"), 20404, 1, nil},
		"an odd name":           {user("a/b c"), missed(users + "a%2Fb%20c"), 20404, 1, nil},
		"an odd name, as it is": {user("a/b c"), missed(users + "a/b c"), 20404, 1, nil},
		"somebody else":         {user("ada"), missed(users + "bob"), 20404, 2, ErrMismatch},
		"in other case":         {user("ada"), missed(users + "Ada"), 20404, 2, nil},
		"the end of a name":     {user("ada"), missed(users + "b-ada"), 20404, 2, ErrMismatch},
		"a name with more":      {user("ada"), missed(users + "ada was not found"), 20404, 2, nil},
		"the default service":   {User{Identity: "ada"}, missed("/Users/ada"), 20404, 1, nil},
		"for the default":       {User{Identity: "ada"}, missed(users + "ada"), 20404, 2, nil},
		"for a service":         {user("ada"), missed("/Users/ada"), 20404, 2, nil},
		"no name":               {user("ada"), twiliotest.Refuse(http.StatusNotFound, 20404, "Not found"), 20404, 2, nil},
		"HTML":                  {user("ada"), twiliotest.Body(http.StatusNotFound, "text/html", "<html>"), 0, 2, nil},
		"a conversation":        {conversation, missed(conversations + twiliotest.SID("CH", 1) + "/Participants"), 20404, 1, nil},
		"another conversation":  {conversation, missed(conversations + twiliotest.SID("CH", 2) + "/Participants"), 20404, 2, ErrMismatch},
		"a service of a list":   {service(), missed("/anything"), 20404, 1, nil},
		"stored": {user("ada"), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Age", "7")
			missed(users+"ada")(w, r)
		}, 20404, 2, ErrMismatch},
		"the service":      {user("ada"), missed("/Services/" + twiliotest.ServiceSID), 20404, 2, nil},
		"another service":  {user("ada"), missed("/Services/IS" + strings.Repeat("e", 32) + "/Users/ada"), 20404, 2, ErrMismatch},
		"behind a gateway": {user("ada"), missed("/gateway/v1" + users + "ada"), 20404, 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.Fault = always(test.fault)
			server := twiliotest.NewPipeServer(api)
			failure := mustFail(t, newClient(t, server), test.list, nil)
			if failure.Status != http.StatusNotFound || failure.Code != test.code || !errors.Is(failure.Cause, test.cause) {
				t.Errorf("%+v, want the code %d and %v", failure, test.code, test.cause)
			}
			if n := len(api.Requests()); n != test.requests || server.Connections() != test.requests {
				t.Errorf("%d requests over %d connections, want %d", n, server.Connections(), test.requests)
			}
		})
	}
}

// TestLateNotFound: a gateway that is one reply behind makes nobody of nobody.
func TestLateNotFound(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.Fault = func(_ int, r *http.Request) twiliotest.Fault {
		identity := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
		if strings.HasPrefix(identity, "ghost") {
			return twiliotest.Refuse(http.StatusNotFound, 20404, "Not found")
		}
		return jsonBody(userBody(twiliotest.ServiceSID, `"`+identity+`"`))
	}
	api.Gateway = twiliotest.LaggingGateway()
	client := newClient(t, twiliotest.NewPipeServer(api))
	for _, identity := range []string{"ghost", "ada", "bob", "ghost", "ghost2", "cy"} {
		_, err := sids(t.Context(), client, user(identity))
		if failure, failed := errors.AsType[*Error](err); failed != strings.HasPrefix(identity, "ghost") || failed && failure.Code != 20404 {
			t.Errorf("%s: %v", identity, err)
		}
	}
}
