package twilio

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/lenientjson"
)

// maxPageRows bounds the rows of one page. Twilio sends 1,000 at most.
const maxPageRows = 10_000

// usualPageRows is how many rows most pages have.
const usualPageRows = 50

// decodePage reads the body of a successful reply.
func decodePage(body []byte, l *list) (*Page, error) {
	body, err := objectOf(body)
	if err != nil {
		return nil, err
	}
	d := pageDecoder{Decoder: lenientjson.NewDecoder(body), body: body, list: l}
	page, err := d.page()
	if err == nil {
		return page, nil
	}
	return nil, syntaxProblem(err)
}

// pageDecoder walks the tokens of a page. Decoding into structs costs two to five
// times as much, see DESIGN.md.
type pageDecoder struct {
	*lenientjson.Decoder
	body   []byte
	list   *list
	nested lenientjson.Decoder // of a value of a row

	// problem is the first one of a page whose JSON is well formed. Such a page is read
	// to its end: one that is damaged as well is worth a retry.
	problem error
	// How many times each name was sent that decides what the page is.
	rows, metas, nextPages, codes, statuses int
}

func (d *pageDecoder) fail(problem error) {
	if d.problem == nil {
		d.problem = problem
	}
}

func (d *pageDecoder) page() (*Page, error) {
	var page Page
	isList, hasMeta := false, false
	err := d.Members(func(name []byte) (err error) {
		kind := d.PeekKind()
		switch string(name) {
		case d.list.rows:
			d.rows++
			if isList = kind == '['; isList {
				page.Rows, err = d.readRows()
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
		}
		return d.SkipValue()
	})
	if err == nil {
		err = d.end()
	}
	switch {
	case err != nil:
		return nil, err
	case d.rows > 1 || d.metas > 1 || d.nextPages > 1:
		return nil, errDamaged
	case !isList || d.codes > 0 && d.statuses > 0 && wordsOf(d.body).isError():
		return nil, ErrNotAPI
	case d.problem != nil:
		return nil, d.problem
	case !hasMeta:
		return nil, ErrNextPage
	}
	page.Received = len(page.Rows)
	return &page, nil
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
		switch string(name) {
		case "next_page_url":
			d.nextPages++
			value, err := d.ReadValue()
			var isText bool
			if next, isText = textOf(value); !isText && value.Kind() != 'n' {
				d.fail(ErrNextPage)
			}
			return err
		case "url":
			value, err := d.ReadValue()
			if sent, isText := textOf(value); len(value) > maxTextBytes || isText && sent != "" && !d.list.describes(sent) {
				d.fail(ErrMismatch)
			}
			return err
		}
		return d.SkipValue()
	})
	if d.nextPages == 0 {
		d.fail(ErrNextPage)
	}
	return next, err
}

func (d *pageDecoder) readRows() ([]Row, error) {
	if _, err := d.ReadToken(); err != nil { // [
		return nil, err
	}
	rows := make([]Row, 0, min(d.list.pageSize, usualPageRows))
	for d.PeekKind() != ']' {
		if len(rows) == maxPageRows {
			d.fail(ErrPageTooLarge)
			rows = rows[:0]
		}
		rows = append(rows, Row{})
		if err := d.row(&rows[len(rows)-1]); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken() // ]
	return rows, err
}

func (d *pageDecoder) row(row *Row) (err error) {
	if kind := d.PeekKind(); kind != '{' {
		d.fail(ErrRow)
		return d.SkipValue()
	}
	row.JSON, err = d.Raw(func() error {
		return d.Members(func(name []byte) (err error) {
			i := d.list.fieldIndex(name)
			if i < 0 || row.values[i] != nil { // of a name that comes twice the first counts
				return d.SkipValue()
			}
			row.values[i], err = d.ReadValue()
			return err
		})
	})
	switch {
	case err != nil:
	case !d.list.identify(row):
		d.fail(ErrRow)
	case d.list.matches != nil && !d.list.matches(&d.nested, row.values[:]):
		d.fail(ErrMismatch)
	}
	return err
}

// identify sets the row's SID, and reports whether it has one. A text that would have
// to be repaired is none.
func (l *list) identify(row *Row) bool {
	value := row.values[0]
	if value.Kind() != '"' {
		return false
	}
	text := []byte(value[1 : len(value)-1])
	if !isSID(text, l.sidPrefix) {
		var err error
		if text, err = jsontext.AppendUnquote(nil, value); err != nil || !isSID(text, l.sidPrefix) {
			return false
		}
	}
	row.SID = string(text)
	return true
}

// isSID reports whether a text is a SID: a prefix of two letters, and 32 hexadecimal
// digits. Source: the patterns in Twilio's OpenAPI document.
func isSID(text []byte, prefix string) bool {
	if len(text) != 34 || string(text[:2]) != prefix {
		return false
	}
	for _, c := range text[2:] {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}
