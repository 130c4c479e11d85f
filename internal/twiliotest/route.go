package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// MaxPageSize is how many conversations a page holds at most, and how many rows
// any page holds where the request does not say.
const MaxPageSize = 50

// The members of a page that hold its rows.
const (
	conversationsKey = "conversations"
	servicesKey      = "services"
)

// inService stands for a Conversation Service's SID in a path.
const inService = "{ChatServiceSid}"

// route is a list of the API.
type route struct {
	path    string
	key     string
	filters []string // exactly one of them is required; without any there is one list
	// The SID of the service where the path names none, "" where the list is of
	// the whole account.
	serviceSID string
	// A request may ask for pages of up to askable rows, and gets at most served.
	askable, served int
}

var participant = []string{"Identity", "Address"}

// routes are all lists of the API.
var routes = []route{
	{path: "/v1/Services", key: servicesKey, askable: 100, served: 100},
	{
		path: "/v1/ParticipantConversations", key: conversationsKey, filters: participant,
		serviceSID: DefaultServiceSID, askable: 1000, served: MaxPageSize,
	},
	{
		path: "/v1/Services/" + inService + "/ParticipantConversations", key: conversationsKey, filters: participant,
		askable: 1000, served: MaxPageSize,
	},
}

// match reports whether the path is the route's, and the service it is about.
func (l route) match(path string) (serviceSID string, ok bool) {
	before, after, named := strings.Cut(l.path, inService)
	if !named {
		return l.serviceSID, path == l.path
	}
	rest, ok := strings.CutPrefix(path, before)
	if !ok {
		return "", false
	}
	serviceSID, ok = strings.CutSuffix(rest, after)
	return serviceSID, ok && serviceSID != ""
}

// find returns the list that a path names. A list of a service that the API does
// not know is not found.
func (a *API) find(path string) (list route, serviceSID string, ok bool) {
	for _, list := range routes {
		if serviceSID, ok := list.match(path); ok {
			return list, serviceSID, serviceSID == "" || a.hasService(serviceSID)
		}
	}
	return route{}, "", false
}

// list answers a request of a list with a page.
func (a *API) list(r *http.Request) ([]byte, Fault) {
	if !a.authorized(r) {
		return nil, Refuse(http.StatusUnauthorized, 20003, "Authenticate")
	}
	list, serviceSID, ok := a.find(r.URL.Path)
	if !ok {
		return nil, Refuse(http.StatusNotFound, 20404, "The requested resource "+r.URL.Path+" was not found")
	}
	if r.Method != http.MethodGet {
		return nil, Refuse(http.StatusMethodNotAllowed, 20004, "Method not allowed")
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, Refuse(http.StatusBadRequest, 20001, "Invalid query")
	}
	key := listing{key: list.key, serviceSID: serviceSID}
	given := 0
	for name, values := range query {
		isFilter := slices.Contains(list.filters, name)
		known := isFilter || slices.Contains([]string{"PageSize", "Page", "PageToken"}, name)
		if !known || len(values) != 1 || values[0] == "" {
			return nil, Refuse(http.StatusBadRequest, 20001, "Unexpected, repeated or empty parameter "+name)
		}
		if isFilter {
			key.parameter, key.value = name, values[0]
			given++
		}
	}
	if given != min(len(list.filters), 1) {
		message := "Exactly one of " + strings.Join(list.filters, " and ") + " must be specified"
		return nil, Refuse(http.StatusBadRequest, 20001, message)
	}
	at, refusal := a.place(list, key, query)
	if refusal != nil {
		return nil, refusal
	}
	return a.page(r.URL.Path, at), nil
}
