package twilio

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/lenientjson"
)

// sum stands for a text in memory: texts of the service can be long.
type sum = [sha256.Size]byte

// Row is one row of a list.
type Row struct {
	// SID tells the row from others; it has Twilio's form.
	SID string
	// JSON is the whole row, a valid JSON object, as the service sent it. It is part
	// of the page's body: not to be changed, and good until the next page is read.
	JSON jsontext.Value
	// Key stands for the fields that tell rows apart, in every read of the same list.
	Key [sha256.Size]byte

	state jsontext.Value // nil where the row has none
}

// usualPageRows is how many rows most pages have.
const usualPageRows = 50

// errDecoding: the context ended before the page was decoded.
var errDecoding = errors.New("the page was still being decoded")

// rowDecoder walks the tokens of rows, and holds each of them against the list.
type rowDecoder struct {
	*lenientjson.Decoder

	ctx    context.Context // of the read: decoding a large page takes time
	list   *list
	values []jsontext.Value // of the list's fields in a row, nil where it has none
	key    []byte           // reused

	// problem is the first one of a page whose JSON is well formed. Such a page is read
	// to its end: one that is damaged as well is worth a retry.
	problem error
	// mixed: the reply belongs to another request.
	mixed bool
	// account of the rows, empty where none has named it.
	account string
}

func newRowDecoder(ctx context.Context, body []byte, l *list) rowDecoder {
	return rowDecoder{Decoder: lenientjson.NewDecoder(body), ctx: ctx, list: l, values: make([]jsontext.Value, len(l.fields))}
}

func (d *rowDecoder) fail(problem error) {
	if d.problem == nil {
		d.problem = problem
	}
}

func (d *rowDecoder) rows() ([]Row, error) {
	if _, err := d.ReadToken(); err != nil { // [
		return nil, err
	}
	rows := make([]Row, 0, min(d.list.pageSize, usualPageRows))
	for n := 0; d.PeekKind() != ']'; n++ {
		if n%100 == 0 && d.ctx.Err() != nil {
			return nil, errDecoding
		}
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

func (d *rowDecoder) row(row *Row) (err error) {
	clear(d.values)
	if kind := d.PeekKind(); kind != '{' {
		d.fail(d.rowProblem())
		return d.SkipValue()
	}
	row.JSON, err = d.Raw(func() error {
		return d.Members(func(name []byte) (err error) {
			i := d.fieldIndex(name)
			if i < 0 || d.values[i] != nil { // of a name that comes twice the first counts
				return d.SkipValue()
			}
			d.values[i], err = d.ReadValue()
			for other := i + 1; other < len(d.values); other++ { // a field can have two roles
				if d.list.fields[other] == d.list.fields[i] {
					d.values[other] = d.values[i]
				}
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	for i, shown := range d.list.facts {
		d.mixed = d.mixed || !shown.holds(d.values[firstFact+i])
	}
	if !d.identify(row) {
		d.fail(d.rowProblem())
	}
	if !d.holdAccount(d.values[fieldAccount]) {
		d.fail(ErrAccount)
	}
	row.state = d.values[fieldState]
	d.key = append(append(d.key[:0], row.SID...), d.values[fieldKey]...)
	row.Key = sha256.Sum256(d.key)
	return nil
}

func (d *rowDecoder) fieldIndex(name []byte) int {
	for i, field := range d.list.fields {
		if string(name) == field && field != "" {
			return i
		}
	}
	return -1
}

func (d *rowDecoder) rowProblem() error { return fmt.Errorf("%w: %s", ErrRow, d.list.sid) }

// identify sets the row's SID, and reports whether it has one. A text that would have
// to be repaired is none.
func (d *rowDecoder) identify(row *Row) bool {
	value := d.values[fieldSID]
	if value.Kind() != '"' {
		return false
	}
	text := []byte(value[1 : len(value)-1])
	if !isSID(text, d.list.sidPrefix) {
		var err error
		if text, err = jsontext.AppendUnquote(nil, value); err != nil || !isSID(text, d.list.sidPrefix) {
			return false
		}
	}
	row.SID = string(text)
	return true
}

// holdAccount reports whether all rows so far are of one account, where they name it.
func (d *rowDecoder) holdAccount(value jsontext.Value) bool {
	if value.Kind() != '"' || d.account != "" {
		return len(value) <= len(`""`) || matchesText(value, d.account, strings.EqualFold)
	}
	var isText bool
	d.account, isText = textOf(value)
	return isText
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
