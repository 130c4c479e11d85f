package provider

import (
	"reflect"
	"slices"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// listRead is a read of a list, as a data source and as an ephemeral resource, and what
// it has to find.
type listRead struct {
	list      string
	arguments m
	column    []string // of the rows, what the field holds
	notFound  []string
	truncated string
	requests  int
}

func (r listRead) run(t *testing.T, api *twiliotest.API, rows, field string) {
	t.Helper()
	h := configured(t, api)
	state, diags := h.read(t.Context(), r.list, r.arguments)
	mustReport(t, diags)
	if got := column(t, state, rows, field); !slices.Equal(got, r.column) {
		t.Errorf("%s with the %s %q, want %q", rows, field, got, r.column)
	}
	if got := textsOf(t, state["not_found"]); !slices.Equal(got, r.notFound) {
		t.Errorf("not found: %q, want %q", got, r.notFound)
	}
	if got := plain(t, state["truncated"]); got != r.truncated || len(api.Requests()) != r.requests {
		t.Errorf("truncated is %v, want %s; %d requests, want %d", got, r.truncated, len(api.Requests()), r.requests)
	}
	result, diags := h.open(r.list, r.arguments)
	mustReport(t, diags)
	if !reflect.DeepEqual(state, result) {
		t.Error("the ephemeral resource gives another result")
	}
}
