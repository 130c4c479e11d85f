package twilio

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/lenientjson"
)

// List is a list of the API, with the parameters of one read.
type List interface{ list() *list }

// maxFields is how many fields of a row a list can be interested in.
const maxFields = 6

// list is what varies between the lists of the API.
type list struct {
	// path of the resource below the base URL, escaped as in a URL.
	path string
	// rows is the member of a page that holds the rows.
	rows string
	// participant is whose rows are listed.
	participant Participant
	// fields are the fields of a row that this package reads. The first is the SID
	// of the row, and the first keys of them tell rows apart.
	fields []string
	keys   int
	// sidPrefix of the rows' SIDs.
	sidPrefix string
	// matches reports whether a row's fields are what was requested; nil where every
	// row is. The decoder is for a field that is an object.
	matches func(d *lenientjson.Decoder, values []jsontext.Value) bool
	// state is the index of the field that states filters.
	state  int
	states []string
	// pageSize is how many rows to request per page, and limit how many to read; 0
	// means all.
	pageSize, limit int
}

func escapeQuery(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// query returns the first page's query. Page and PageToken belong to the service:
// they are never built here.
func (l *list) query() string {
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

func (l *list) fieldIndex(name []byte) int {
	for i, field := range l.fields {
		if string(name) == field {
			return i
		}
	}
	return -1
}
