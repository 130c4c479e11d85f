package provider

import (
	"context"
	"crypto/sha256"
	"errors"
	"iter"

	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/splice"
	"terraform-provider-twilio/internal/twilio"
)

// answer is what one request has found: rows for each name that its query serves.
type answer struct {
	nameField string // of the rows, that holds the name
	truncated bool
	rows      [][]portion
}

// portion is all rows of a name that one query finds, or one row of a name that several
// queries find, and more than one of them may find the same row.
type portion struct {
	key  [sha256.Size]byte // tells rows apart
	part splice.Part
}

func newAnswer(nameField string, names int) *answer {
	return &answer{nameField: nameField, rows: make([][]portion, names)}
}

// add encodes the rows of a page for each name.
func (a *answer) add(ctx context.Context, encoder *splice.Encoder, names []requested, page *twilio.Page) error {
	a.truncated = page.Truncated
	for i, named := range names {
		encoder.Fix(a.nameField, named.text)
		rows := &a.rows[i]
		if len(named.queries) == 1 {
			if len(*rows) == 0 {
				*rows = make([]portion, 1)
			}
			if err := (*rows)[0].part.Append(encoder, rowsOf(ctx, page.Rows)); err != nil {
				return err
			}
			continue
		}
		for j := range page.Rows {
			if isOver(ctx, j) {
				break
			}
			row := portion{key: page.Rows[j].Key}
			if err := row.part.Append(encoder, rowsOf(ctx, page.Rows[j:j+1])); err != nil {
				return err
			}
			*rows = append(*rows, row)
		}
	}
	if ctx.Err() != nil {
		return &twilio.Error{Ended: ctx.Err(), Cause: errEncoding}
	}
	return nil
}

var errEncoding = errors.New("the rows of a page were being encoded")

// rowsOf yields rows until the read's time is over.
func rowsOf(ctx context.Context, rows []twilio.Row) iter.Seq[jsontext.Value] {
	return func(yield func(jsontext.Value) bool) {
		for i := range rows {
			if isOver(ctx, i) || !yield(rows[i].JSON) {
				return
			}
		}
	}
}

// isOver reports whether the read's time is over. It finds out every hundred rows.
func isOver(ctx context.Context, row int) bool { return row%100 == 99 && ctx.Err() != nil }
