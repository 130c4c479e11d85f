package twilio

import (
	"crypto/sha256"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// maxPageRows bounds the rows of one page. Twilio sends 1,000 at most.
const maxPageRows = 10_000

// sum stands for a text in memory: texts of the service can be long.
type sum = [sha256.Size]byte

// Row is one row of a list.
type Row struct {
	// SID tells the row from others; it has Twilio's form.
	SID string
	// JSON is the whole row, a valid JSON object, as the service sent it. It is part
	// of the page's body: not to be changed, and good until the next page is read.
	JSON jsontext.Value

	key   sum            // of the fields that tell rows apart
	state jsontext.Value // nil where the row has none
}

// Page is one page of a list.
type Page struct {
	// Number counts the pages of this read from 1.
	Number int
	// Rows are those that no earlier page held and that the list keeps, in the
	// service's order.
	Rows []Row
	// Received is how many rows the service sent.
	Received int
	// Truncated reports that the list's limit ended it before its end.
	Truncated bool
	// AccountShown reports that a row has named its account, which is the client's.
	AccountShown bool
	// UnknownStates counts those rows that were kept because their state is none of
	// the known ones, by state: "null" where it is no text, OtherStates where the read
	// has more of them than are worth a name.
	UnknownStates map[string]int
	// Status, RequestID, Attempts and Duration (of the last attempt) describe the
	// requests for the page.
	Status    int
	RequestID string
	Attempts  int
	Duration  time.Duration

	next    string // next_page_url, empty on the last page
	account string // of the rows, empty where none names it
	sum     sum    // of the rows' keys
}
