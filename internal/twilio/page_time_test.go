package twilio

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestManyOddStates: what is computed for states that are not known is bounded.
func TestManyOddStates(t *testing.T) {
	t.Parallel()
	var items []string
	for i := range 1000 {
		state := fmt.Sprintf(`"odd %d %s"`, i, strings.Repeat("x", i%2*8<<10))
		items = append(items, fmt.Sprintf(`CH%04d/MB1/%s`, i, state))
	}
	api := pages(pageBody("t=1", items[:500]...), pageBody("null", items[500:]...))
	params := service()
	params.States = []string{"active"}
	total, names := 0, map[string]bool{}
	for page, err := range newClient(t, twiliotest.NewPipeServer(api)).Pages(t.Context(), params) {
		if err != nil {
			t.Fatal(err)
		}
		for state, rows := range page.UnknownStates {
			total += rows
			names[state] = true
			if len(state) > maxStateBytes {
				t.Errorf("a state of %d bytes", len(state))
			}
		}
	}
	if total != 1000 || len(names) > maxUnknownStates+1 || !names[OtherStates] {
		t.Errorf("%d rows in the states %v", total, names)
	}
}

// counting is a context that ends when it has been asked so many times.
type counting struct {
	context.Context
	left int
}

func (c *counting) Err() error {
	if c.left--; c.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// TestDecodingEndsWithTheRead: within a hundred rows.
func TestDecodingEndsWithTheRead(t *testing.T) {
	t.Parallel()
	rows := strings.Repeat(rowOf(1)+",", 950)
	body := []byte(`{"conversations":[` + rows + rowOf(2) + `],"meta":{"next_page_url":null}}`)
	for left, want := range map[int]error{0: errDecoding, 9: errDecoding, 10: nil} {
		_, err := decodePage(&counting{t.Context(), left}, body, firstQuestion(service().list()))
		if !errors.Is(err, want) {
			t.Errorf("%d questions: %v, want %v", left, err, want)
		}
	}
}

// TestInterruptWhileDecoding: the error says what the read was doing.
func TestInterruptWhileDecoding(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	api := twiliotest.New()
	client := newClient(t, twiliotest.NewPipeServer(api))
	list := service().list()
	list.facts = append(list.facts, fact{"x", func(jsontext.Value) bool { cancel(); return true }})
	list.fields = append(list.fields, "x")
	api.Fault = always(jsonBody(`{"conversations":[` + strings.Repeat(rowOf(1)+",", 150) + rowOf(2) + `],"meta":{"next_page_url":null}}`))
	failure := failureIn(ctx, t, client, madeList{list}, errDecoding)
	if !errors.Is(failure, context.Canceled) {
		t.Errorf("%v, want the interrupt", failure)
	}
}

type madeList struct{ made *list }

func (l madeList) list() *list { return l.made }

// TestRowsOfTheSameSIDs: the work does not grow with the square of their number.
func TestRowsOfTheSameSIDs(t *testing.T) {
	t.Parallel()
	const n = maxPageRows
	row := func(i int) Row {
		return Row{SID: twiliotest.SID("CH", 1), JSON: []byte(fmt.Sprintf(`{"n":%d}`, i/2))}
	}
	r := reader{list: service().list(), number: 1, seen: map[sum]sighting{}, pages: map[sum]struct{}{}}
	page := &Page{}
	for i := range n {
		page.Rows = append(page.Rows, row(i))
	}
	if _, err := r.take(page, ""); err != nil || len(page.Rows) != n/2 || len(r.versions) > n/2 {
		t.Errorf("%d rows, %d sums, %v, want %d", len(page.Rows), len(r.versions), err, n/2)
	}
}
