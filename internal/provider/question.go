package provider

import (
	"slices"

	"terraform-provider-twilio/internal/twilio"
)

// question is what one read asks: each of its queries in each of its services.
type question struct {
	services []service
	names    []requested
	queries  []query
	// inPath: the names are part of a path, so that a 404 says that the service does not
	// know the name, once it is proven that there is such a service.
	inPath bool

	nameIndex  map[string]int // by text
	queryIndex map[any]int    // by key
}

// service is a Conversation Service. It has no SID where a list is not of a service, or
// of the account's default one.
type service struct {
	sid string
	at  argumentPlace
}

// requested is a name that the configuration asks for: once, however often and in
// whichever arguments its text stands.
type requested struct {
	text    string // empty where a list is not of names
	queries []int  // that find its rows, in their order
}

// query is one list of the API. It serves several names where these are stored under
// the same address.
type query struct {
	at    argumentPlace // of the first name that needs it
	list  func(serviceSID string) twilio.List
	names []int
}

// ask adds a query for a name. A query with the same key is the same one. A list that
// is not of names has one query for an empty name.
func (q *question) ask(name string, at argumentPlace, key any, of func(serviceSID string) twilio.List) {
	if q.nameIndex == nil {
		q.nameIndex, q.queryIndex = map[string]int{}, map[any]int{}
	}
	n, known := q.nameIndex[name]
	if !known {
		n = len(q.names)
		q.nameIndex[name] = n
		q.names = append(q.names, requested{text: name})
	}
	i, asked := q.queryIndex[key]
	if !asked {
		i = len(q.queries)
		q.queryIndex[key] = i
		q.queries = append(q.queries, query{at: at, list: of})
	}
	if !slices.Contains(q.names[n].queries, i) {
		q.names[n].queries = append(q.names[n].queries, i)
		q.queries[i].names = append(q.queries[i].names, n)
	}
}

// namesOf returns the names that a query serves.
func (q *question) namesOf(ofQuery int) (names []requested) {
	for _, n := range q.queries[ofQuery].names {
		names = append(names, q.names[n])
	}
	return names
}

// requests is how many lists of the API the question asks for.
func (q *question) requests() int { return len(q.services) * len(q.queries) }

// request returns the service and the query of a request: all queries of the first
// service come first.
func (q *question) request(i int) (inService, ofQuery int) {
	return i / len(q.queries), i % len(q.queries)
}
