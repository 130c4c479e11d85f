package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Variables of a path.
const (
	inService      = "/v1/Services/{ChatServiceSid}"
	ofService      = "{ChatServiceSid}"
	ofConversation = "{ConversationSid}"
	objectName     = "{Sid}"
)

// route is a list of the API, or one of its objects.
type route struct {
	// path also exists without inService, for the default Conversation Service. One
	// that ends with objectName answers with the row of that SID or identity.
	path string
	// key is the member of a page that holds the rows, and where an account keeps them.
	key string
	// filters are parameters of which exactly one is required; without any there is
	// one list.
	filters []string
	// A request may ask for pages of up to askable rows, and gets at most served. What
	// has no pages is an object.
	askable, served int
	// closed objects are none that a restricted key may read.
	closed bool
}

var foundBy = []string{"Identity", "Address"}

// routes are all that the API answers.
var routes = []route{
	{path: "/v1/Configuration", key: configurationKey, closed: true},
	{path: "/v1/Services", key: servicesKey, askable: 100, served: 100},
	{path: "/v1/Services/{Sid}", key: servicesKey, closed: true},
	{path: inService + "/ParticipantConversations", key: conversationsKey, filters: foundBy, askable: 1000, served: MaxPageSize},
	{path: inService + "/Users", key: "users", askable: 50, served: 50},
	{path: inService + "/Users/{Sid}", key: "users"},
	{path: inService + "/Conversations/{ConversationSid}/Participants", key: "participants", askable: 100, served: 100},
}

// match compares an escaped path with a pattern, and returns the values of its
// variables, each one segment, decoded once.
func match(pattern, path string) (values map[string]string, ok bool) {
	names, segments := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(names) != len(segments) {
		return nil, false
	}
	values = map[string]string{}
	for i, name := range names {
		value, err := url.PathUnescape(segments[i])
		switch variable := strings.HasPrefix(name, "{"); {
		case err != nil, variable && value == "", !variable && value != name:
			return nil, false
		case variable:
			values[name] = value
		}
	}
	return values, true
}

// find returns what a path is about. It is not found in a service or a conversation
// that the account does not have.
func (a *Account) find(path string) (at route, in listing, name string, found bool) {
	for _, at := range routes {
		values, ok := match(at.path, path)
		if below, inOne := strings.CutPrefix(at.path, inService); !ok && inOne {
			if values, ok = match("/v1"+below, path); ok {
				values[ofService] = a.DefaultServiceSID
			}
		}
		if !ok {
			continue
		}
		in = listing{key: at.key, serviceSID: values[ofService], conversationSID: values[ofConversation]}
		_, service := a.rows.find(allServices, in.serviceSID)
		_, conversation := a.rows[in]
		found = (service || in.serviceSID == "") && (conversation || in.conversationSID == "")
		return at, in, values[objectName], found
	}
	return route{}, listing{}, "", false
}

// AddTo gives the list at a path more rows, in their order. A conversation exists from
// the first call for its participants on, be it without any. A path may name it by its
// unique name.
func (a *Account) AddTo(path string, rows ...Row) {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, in, _, _ := a.find(path)
	if in.key == "" {
		panic("no list at " + path)
	}
	a.rows.add(in, a.SID, "sid", rows...)
}

// answer answers a request with a page or an object. Edit, where it is set, changes
// the next_page_url of a page.
func (a *Account) answer(r *http.Request, edit func(string) string) ([]byte, Fault) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at, in, name, found := a.find(r.URL.EscapedPath())
	object, known := a.rows.find(in, name)
	query, err := url.ParseQuery(r.URL.RawQuery)
	isObject := at.served == 0
	notFound := Refuse(http.StatusNotFound, 20404, "The requested resource "+r.URL.Path+" was not found")
	switch {
	case !found:
		return nil, notFound
	case r.Method != http.MethodGet:
		return nil, Refuse(http.StatusMethodNotAllowed, 20004, "Method not allowed")
	case at.closed && a.Restricted:
		return nil, Refuse(http.StatusForbidden, 20003, "Permission Denied")
	case isObject && !known:
		return nil, notFound
	case err != nil:
		return nil, Refuse(http.StatusBadRequest, 20001, "Invalid query")
	}
	if refusal := at.filter(query, &in); refusal != nil {
		return nil, refusal
	}
	if isObject {
		return object, nil
	}
	place, refusal := a.pages.place(in, query, at.askable, at.served)
	if refusal != nil {
		return nil, refusal
	}
	return a.pages.page(r.URL.EscapedPath(), place, a.rows[in], edit), nil
}

// filter completes the listing by the query's filter, and refuses what the route does
// not know.
func (l route) filter(query url.Values, in *listing) Fault {
	given := 0
	for name, values := range query {
		isFilter := slices.Contains(l.filters, name)
		ofPages := l.served > 0 && slices.Contains([]string{"PageSize", "Page", "PageToken"}, name)
		if !isFilter && !ofPages || len(values) != 1 || values[0] == "" {
			return Refuse(http.StatusBadRequest, 20001, "Unexpected, repeated or empty parameter "+name)
		}
		if isFilter {
			in.parameter, in.value = name, values[0]
			given++
		}
	}
	if given != min(len(l.filters), 1) {
		return Refuse(http.StatusBadRequest, 20001, "Exactly one of "+strings.Join(l.filters, " and ")+" must be specified")
	}
	return nil
}
