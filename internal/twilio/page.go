package twilio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"time"

	"terraform-provider-twilio/internal/lenientjson"
)

// Page is one page of a list.
type Page struct {
	// Number counts the pages of this read from 1.
	Number int
	// Rows are those that no earlier page held and that the list keeps, in the
	// service's order.
	Rows []Row
	// Received is how many rows the service sent.
	Received int
	// Found reports that there is what the list is of: a row, or a named Conversation that
	// holds none.
	Found bool
	// Truncated reports that the list's limit ended it before its end.
	Truncated bool
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

// decodePage reads the body of a successful reply to the question.
func decodePage(ctx context.Context, body []byte, asked question) (*Page, error) {
	body, err := objectOf(body)
	if err != nil {
		return nil, err
	}
	d := pageDecoder{rowDecoder: newRowDecoder(ctx, body, asked.list), question: asked, body: body}
	read := d.page
	if asked.list.object {
		read = d.object
	}
	page, err := read()
	if err != nil {
		return nil, syntaxProblem(err)
	}
	return page, nil
}

// pageDecoder walks the tokens of a page. Decoding into structs costs two to five
// times as much, see DESIGN.md.
type pageDecoder struct {
	rowDecoder
	question

	body []byte
	// echoed: the page's own URL, meta.url, says what it answers.
	echoed bool
	// How many times each name was sent that decides what the page is.
	lists, metas, nextPages, codes, statuses int
}

func (d *pageDecoder) page() (*Page, error) {
	var page Page
	isList, hasMeta, isObject := false, false, false
	err := d.Members(func(name []byte) (err error) {
		kind := d.PeekKind()
		switch string(name) {
		case d.question.list.member:
			d.lists++
			if isList = kind == '['; isList {
				page.Rows, err = d.rows()
				return err
			}
		case "meta":
			d.metas++
			if hasMeta = kind == '{'; hasMeta {
				page.next, err = d.meta()
				return err
			}
		case "code":
			d.codes++
		case "status":
			d.statuses++
		case "account_sid":
			isObject = true
		}
		return d.SkipValue()
	})
	if err == nil {
		err = d.end()
	}
	switch {
	case err != nil:
		return nil, err
	case d.lists > 1 || d.metas > 1 || d.nextPages > 1:
		return nil, errDamaged
	case d.codes > 0 && d.statuses > 0 && wordsOf(d.body).isError():
		return nil, ErrNotAPI
	case d.mixed || !isList && isObject:
		return nil, ErrMismatch
	case !isList:
		return nil, ErrNotAPI
	case d.problem == nil && !hasMeta:
		return nil, ErrNextPage
	// An empty page decides that somebody is in no conversation, or that there is no
	// more. One that does not say what it answers proves neither.
	case d.problem == nil && len(page.Rows) == 0 && !d.echoed && (d.first || page.next == ""):
		return nil, ErrMismatch
	}
	return d.finish(&page)
}

// object reads a reply that is the row itself. An object that has the name as its SID is
// another one, and says that there is none of that name.
func (d *pageDecoder) object() (*Page, error) {
	page := Page{Rows: make([]Row, 1)}
	err := d.row(&page.Rows[0])
	if err == nil {
		err = d.end()
	}
	l := d.question.list
	hasSID, isNamed := d.values[fieldSID] != nil, l.shows.holds(d.values[len(d.values)-1])
	switch {
	case err != nil:
		return nil, err
	case wordsOf(d.body).isError(), !hasSID && d.values[fieldAccount] == nil && !d.mixed:
		return nil, ErrNotAPI
	case d.mixed || !hasSID || !isNamed && (d.problem != nil || page.Rows[0].SID != l.name):
		return nil, ErrMismatch
	case !isNamed:
		page.Rows = nil
	}
	return d.finish(&page)
}

// finish completes a page that is what was requested.
func (d *pageDecoder) finish(page *Page) (*Page, error) {
	page.account, page.Received = d.account, len(page.Rows)
	page.Found = page.Received > 0 || d.question.list.named && !d.question.list.object
	keys := sha256.New()
	for i := range page.Rows {
		keys.Write(page.Rows[i].Key[:])
	}
	keys.Sum(page.sum[:0])
	return page, d.problem
}

// end accepts nothing but white space behind the page. A second document is
// another server's doing; anything else is damage.
func (d *pageDecoder) end() error {
	rest := bytes.TrimSpace(d.body[d.InputOffset():])
	if len(rest) == 0 {
		return nil
	}
	if _, err := lenientjson.NewDecoder(rest).ReadValue(); err != nil {
		return errDamaged
	}
	return ErrNotAPI
}

// meta reads the object meta. Only a null (or empty) next_page_url says that the
// list is over: taking its absence for the end could cut a list short.
func (d *pageDecoder) meta() (next string, err error) {
	err = d.Members(func(name []byte) error {
		value, err := d.ReadValue()
		text, isText := textOf(value)
		switch string(name) {
		case "next_page_url":
			d.nextPages++
			if next = text; !isText && value.Kind() != 'n' {
				d.fail(ErrNextPage)
			}
		case "url":
			d.echoed = isText && text != ""
			// A text that cannot be read is not the question.
			d.mixed = d.mixed || value.Kind() == '"' && !isText || d.echoed && !d.isEchoedBy(text)
		case "page":
			d.mixed = d.mixed || !d.isPage(value)
		}
		return err
	})
	if d.nextPages == 0 {
		d.fail(ErrNextPage)
	}
	return next, err
}
