package provider

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"terraform-provider-twilio/internal/splice"
	"terraform-provider-twilio/internal/twilio"
)

// TestEncodingIsInTheReadsTime: a page of many rows does not outlast it, whether a name
// has one query or several.
func TestEncodingIsInTheReadsTime(t *testing.T) {
	t.Parallel()
	page := &twilio.Page{Rows: make([]twilio.Row, 10_000)}
	for i := range page.Rows {
		page.Rows[i].JSON = fmt.Appendf(nil, `{"conversation_sid":"CH%032d"}`, i)
	}
	for _, queries := range [][]int{{0}, {0, 1}} {
		for _, test := range []struct {
			end    error
			budget int64 // of rows of about 500 bytes
		}{{nil, 1 << 30}, {context.Canceled, 100_000}} {
			ctx, cancel := context.WithCancel(t.Context())
			if test.end != nil {
				cancel()
			}
			encoder := splice.NewEncoder(participantConversations[0].shape, splice.NewBudget(test.budget))
			if err := newAnswer(requestedName, 1).add(ctx, encoder, []requested{{"ada", queries}}, page); !errors.Is(err, test.end) {
				t.Errorf("%d queries: %v, want %v", len(queries), err, test.end)
			}
			cancel()
		}
	}
}

// TestAsk: a name is one, and no query is made twice.
func TestAsk(t *testing.T) {
	t.Parallel()
	var q question
	for _, asked := range [][2]string{{"ada", "1"}, {"ada", "1"}, {"grace", "2"}, {"ada", "2"}, {"grace", "2"}} {
		q.ask(asked[0], argumentPlace{}, asked[1], nil)
	}
	if got := fmt.Sprint(q.names, q.queries[0].names, q.queries[1].names); got != "[{ada [0 1]} {grace [1]}] [0] [1 0]" || len(q.queries) != 2 {
		t.Error(got)
	}
}
