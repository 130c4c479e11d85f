package twilio

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Row is one row of a list.
type Row struct {
	// SID tells the row from others; it has Twilio's form.
	SID string
	// JSON is the whole row, a valid JSON object, as the service sent it. It is part
	// of the page's body: not to be changed, and good until the next page is read.
	JSON jsontext.Value

	values [maxFields]jsontext.Value // of the list's fields, nil where the row has none
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
	// UnknownStates are the states of those rows that were kept because theirs is
	// none of the known ones: "null" where it is no text.
	UnknownStates []string
	// Status, RequestID, Attempts and Duration (of the last attempt) describe the
	// requests for the page.
	Status    int
	RequestID string
	Attempts  int
	Duration  time.Duration

	next string // next_page_url, empty on the last page
}
