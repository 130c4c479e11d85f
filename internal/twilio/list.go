package twilio

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// List is a list of the API, or one object of it, with the parameters of one read.
type List interface{ list() *list }

// place is where a resource is, and what its rows hold because of it: a SID or a name
// gets into a path only together with the field that shows it, so that no list can
// take the reply of another one.
type place struct {
	// path below the base URL, escaped as in a URL.
	path        string
	participant Participant
	facts       []fact
	// named: the path holds a name that may not exist, so that a 404 is an answer.
	named bool
}

// inService is the place of what a Conversation Service holds: the account's default
// one where the SID is empty.
func inService(sid string) place {
	if sid == "" {
		return place{path: "/v1"}
	}
	service := place{path: "/v1"}.in("Services", mayBe("chat_service_sid", sid), sid)
	service.named = false // a wrong service is a wrong argument
	return service
}

// in is the place of what one object of a resource holds.
func (p place) in(resource string, shows fact, name string) place {
	p.path += "/" + resource + "/" + escape(name)
	p.facts = append(p.facts, shows)
	p.named = true
	return p
}

// of is the place of what belongs to a participant.
func (p place) of(participant Participant) place {
	p.participant = participant
	p.facts = append(p.facts, participant.fact())
	return p
}

// rowForm says where a page holds its rows, and which of their fields this package reads.
type rowForm struct {
	// member of the page.
	member string
	// sid is the field of the rows' SIDs, which begin with sidPrefix.
	sid, sidPrefix string
	// key is a further field that tells rows apart, and state the one that states
	// filters; empty for none.
	key, state string
}

// list is what varies between the lists of the API.
type list struct {
	place
	rowForm
	// object: the reply is the row itself, which shows the name that was asked.
	object bool
	shows  fact
	name   string
	// fields are those of a row that are read: those of fieldSID and so on, those of
	// the facts, and that of an object's name.
	fields []string
	states []string
	// pageSize is how many rows to request per page, and limit how many to read; 0
	// means all.
	pageSize, limit int
}

// The first fields of each list.
const (
	fieldSID = iota
	fieldAccount
	fieldKey
	fieldState
	firstFact
)

// list is the list of what a resource has at this place.
func (p place) list(resource string, of rowForm, pageSize, limit int) *list {
	p.path += "/" + resource
	l := &list{place: p, rowForm: of, pageSize: pageSize, limit: limit}
	l.fields = []string{of.sid, "account_sid", of.key, of.state}
	for _, shown := range p.facts {
		l.fields = append(l.fields, shown.field)
	}
	return l
}

// object is the one object of a resource that has this name, or is the only one.
func (p place) object(resource string, of rowForm, shows fact, name string) *list {
	// With a member meta, the reply is a page of a list.
	p.facts = append(p.facts, fact{"meta", func(value jsontext.Value) bool { return value == nil }})
	l := p.list(resource, of, 0, 0)
	l.object, l.shows, l.name = true, shows, name
	l.fields = append(l.fields, shows.field)
	if l.named = name != ""; l.named {
		l.path += "/" + escape(name)
	}
	return l
}

// query returns the first page's query. Page and PageToken belong to the service:
// they are never built here.
func (l *list) query() string {
	if l.object {
		return ""
	}
	query := "PageSize=" + strconv.Itoa(l.firstPageSize())
	if l.participant != (Participant{}) {
		query = l.participant.encode() + "&" + query
	}
	return query
}

// FirstPageSize returns how many rows the first request of a list is for.
func FirstPageSize(of List) int { return of.list().firstPageSize() }

// firstPageSize is how many rows the first request is for: no more than the limit,
// unless rows may come that do not count.
func (l *list) firstPageSize() int {
	if l.limit > 0 && len(l.states) == 0 {
		return min(l.pageSize, l.limit)
	}
	return l.pageSize
}
