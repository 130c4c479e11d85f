package splice

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/tinylib/msgp/msgp"
)

// parcels returns a page of rows that are about as large as a conversation.
func parcels(count int) (page []jsontext.Value) {
	for i := range count {
		page = append(page, fmt.Appendf(nil,
			`{"id":"P%08d","note":"{\"a\":\"%s\"}","status":"open","new":[1,2,3],`+
				`"owner":{"name":"ada","phone":null,"address":{"city":"%s"}},"tags":{"a":"%s","b":"x"}}`,
			i, strings.Repeat("n", 300), strings.Repeat("c", 300), strings.Repeat("t", 200)))
	}
	return page
}

// ids reads the ids of rows in a reply.
func ids(t *testing.T, array []byte) (ids []string) {
	t.Helper()
	rows, rest, err := msgp.ReadIntfBytes(array)
	if err != nil || len(rest) > 0 {
		t.Fatalf("%d bytes more, %v", len(rest), err)
	}
	for _, row := range rows.([]any) {
		ids = append(ids, fmt.Sprint(row.(m)["id"]))
	}
	return ids
}

// TestRowsInOrder: several goroutines encode parts, which come out in the order
// of the parts.
func TestRowsInOrder(t *testing.T) {
	t.Parallel()
	const workers, parts, pages, rows = 3, 10, 3, 5
	budget := NewBudget(1 << 30)
	made := make([]Part, parts)
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			e := NewEncoder(parcelShape, budget)
			for i := worker; i < parts; i += workers {
				for page := range pages {
					var rowsOfPage []jsontext.Value
					for row := range rows {
						rowsOfPage = append(rowsOfPage, fmt.Appendf(nil, `{"id":"%d/%d/%d"}`, i, page, row))
					}
					if err := made[i].Append(e, slices.Values(rowsOfPage)); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	var want []string
	for part := range parts {
		if made[part].count != pages*rows {
			t.Errorf("part %d has %d rows", part, made[part].count)
		}
		for page := range pages {
			for row := range rows {
				want = append(want, fmt.Sprintf("%d/%d/%d", part, page, row))
			}
		}
	}
	if got := ids(t, Join(made...).appendTo(nil)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLargePageInChunks: a page that is larger than a chunk comes out whole.
func TestLargePageInChunks(t *testing.T) {
	t.Parallel()
	const rows = 1000
	var part Part
	if err := part.Append(NewEncoder(parcelShape, NewBudget(1<<30)), slices.Values(parcels(rows))); err != nil {
		t.Fatal(err)
	}
	if len(part.chunks) < 3 {
		t.Fatalf("%d bytes are %d chunks", part.size, len(part.chunks))
	}
	got := ids(t, Join(part).appendTo(nil))
	if len(got) != rows || got[0] != "P00000000" || got[rows-1] != "P00000999" || !slices.IsSorted(got) {
		t.Errorf("got %q", got)
	}
}

func TestNoRowsAreAnEmptyArray(t *testing.T) {
	t.Parallel()
	var part Part
	if err := part.Append(NewEncoder(parcelShape, NewBudget(0)), slices.Values([]jsontext.Value{})); err != nil {
		t.Fatal(err)
	}
	for name, rows := range map[string]*Rows{"no part": Join(), "empty page": Join(part)} {
		if got := rows.appendTo(nil); string(got) != "\x90" || len(part.chunks) > 0 {
			t.Errorf("%s: %q of %d chunks", name, got, len(part.chunks))
		}
	}
}

// TestRowsHoldNothingElse: what a row has in addition to the shape's fields does
// not stay in memory.
func TestRowsHoldNothingElse(t *testing.T) {
	t.Parallel()
	row := jsontext.Value(`{"id":"P1","new":"` + strings.Repeat("x", 1<<20) + `"}`)
	var part Part
	if err := part.Append(NewEncoder(parcelShape, NewBudget(1<<30)), slices.Values([]jsontext.Value{row})); err != nil {
		t.Fatal(err)
	}
	if held := cap(part.chunks[0]); held > 2*part.size {
		t.Errorf("a row of %d bytes holds %d", part.size, held)
	}
}

// TestBudget: the rows of all parts count, row by row, and a budget can be used up
// to its last byte.
func TestBudget(t *testing.T) {
	t.Parallel()
	row := jsontext.Value(`{"id":"P1"}`)
	encoded, _ := encodeRow(t, parcelShape, row)
	const rows = 10
	for name, test := range map[string]struct {
		bytes int
		want  error
	}{
		"enough":   {2 * rows * len(encoded), nil},
		"one less": {2*rows*len(encoded) - 1, ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			budget := NewBudget(int64(test.bytes))
			var first, second Part
			page := slices.Values(slices.Repeat([]jsontext.Value{row}, rows))
			if err := first.Append(NewEncoder(parcelShape, budget), page); err != nil {
				t.Fatal(err)
			}
			read := 0
			err := second.Append(NewEncoder(parcelShape, budget), func(yield func(jsontext.Value) bool) {
				for read < 2*rows && yield(row) {
					read++
					if read == rows && test.want == nil {
						return
					}
				}
			})
			if !errors.Is(err, test.want) {
				t.Errorf("%v after %d rows, want %v", err, read, test.want)
			}
			if test.want != nil && read != rows-1 {
				t.Errorf("the read goes on to row %d", read)
			}
		})
	}
}

// BenchmarkEncodeRows encodes a page of 50.
func BenchmarkEncodeRows(b *testing.B) {
	page := slices.Values(parcels(50))
	var size int
	b.ReportAllocs()
	for b.Loop() {
		var part Part
		if err := part.Append(NewEncoder(parcelShape, NewBudget(1<<30)), page); err != nil {
			b.Fatal(err)
		}
		size = part.size
	}
	b.ReportMetric(float64(size)/50, "B/row")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*50), "ns/row")
}
