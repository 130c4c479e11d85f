package provider

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"terraform-provider-twilio/internal/splice"
	"terraform-provider-twilio/internal/twilio"
)

// maxRowsBytes is where a read stops. Terraform takes messages of up to
// maxMessageBytes; past that the user would see a bare gRPC error after everything
// was fetched.
const (
	maxRowsBytes    = 192 << 20
	maxMessageBytes = 256 << 20
)

// result is what a read found.
type result struct {
	attribute string // that holds the rows
	rows      *splice.Rows
	truncated bool
	// notFoundAttribute takes notFound; empty for a list without participants.
	notFoundAttribute string
	notFound          []string
}

// store puts a result into the state of a data source, or the result of an ephemeral
// resource. The rows take their own way, see package splice.
func (r *result) store(ctx context.Context, set func(context.Context, path.Path, any) diag.Diagnostics) diag.Diagnostics {
	diags := set(ctx, path.Root("truncated"), r.truncated)
	if r.notFoundAttribute != "" {
		diags.Append(set(ctx, path.Root(r.notFoundAttribute), r.notFound)...)
	}
	if err := splice.HandOver(ctx, r.attribute, r.rows); err != nil {
		diags.AddError(notHandedOver.summary, notHandedOver.cause+" "+notHandedOver.remedy)
	}
	return diags
}

// read reads everything, or nothing: the result is nil where it fails.
func (l list) read(ctx context.Context, conn *connection, config tfsdk.Config) (*result, diag.Diagnostics) {
	page, diags := l.readPageArguments(ctx, config)
	requests, requestDiags := l.requests(ctx, config, page)
	diags.Append(requestDiags...)
	timeout, timeoutDiags := readTimeout(ctx, config)
	diags.Append(timeoutDiags...)
	if diags.HasError() {
		return nil, diags
	}
	switch {
	case conn == nil:
		diags.AddError(notConfigured.summary, notConfigured.cause+" "+notConfigured.remedy)
		return nil, diags
	case len(conn.unknown) > 0:
		diags.AddError(notKnownYet.summary, fmt.Sprintf("Nothing can be read yet: these provider arguments are known only after apply: %s. %s",
			enumerate(conn.unknown), notKnownYet.remedy))
		return nil, diags
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	r := reading{list: &l, connection: conn, requests: requests, reads: make([]read, len(requests.lists)), budget: splice.NewBudget(maxRowsBytes)}
	if failure := r.all(ctx); failure != nil {
		failure.timeout = timeout
		diags.Append(failure.diagnostic())
		return nil, diags
	}
	diags.Append(r.warnings()...)
	return r.result(), diags
}

// reading is one read of a data source or an ephemeral resource: of many requests,
// which share its time and the budget of its rows.
type reading struct {
	list       *list
	connection *connection
	requests   requests
	reads      []read // of the requests, in their order
	budget     *splice.Budget

	// finished requests, and pages and rows of all of them, so far.
	finished, pages, rows atomic.Int64

	mu            sync.Mutex
	failure       *failure       // the first one
	unexpected    []string       // fields of an unexpected type
	unknownStates map[string]int // how many rows were kept in each
}

// read is what one request has found.
type read struct {
	part      splice.Part
	pages     int
	received  int
	truncated bool
}

// all makes the requests, as many at a time as the client allows. The first failure
// ends them all.
func (r *reading) all(ctx context.Context) *failure {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(len(r.reads), r.connection.client.MaxConcurrentRequests()) {
		workers.Go(func() {
			encoder := splice.NewEncoder(r.list.shape, r.budget)
			for i := int(next.Add(1)) - 1; i < len(r.reads); i = int(next.Add(1)) - 1 {
				if err := r.one(ctx, i, encoder); err != nil {
					r.fail(i, err)
					cancel()
					return
				}
			}
			r.addUnexpected(encoder.Unexpected())
		})
	}
	workers.Wait()
	return r.failure
}

// one makes one request.
func (r *reading) one(ctx context.Context, i int, encoder *splice.Encoder) error {
	read := &r.reads[i]
	for page, err := range r.connection.client.Pages(ctx, r.requests.lists[i].list) {
		if err != nil {
			return err
		}
		read.pages++
		r.pages.Add(1)
		r.rows.Add(int64(len(page.Rows)))
		read.received += page.Received
		read.truncated = page.Truncated
		if r.connection.logsPages {
			logPage(ctx, r.list.rows, page)
		}
		r.addUnknownStates(page.UnknownStates)
		if err := read.part.Append(encoder, rowsOf(page)); err != nil {
			return err
		}
	}
	finished := r.finished.Add(1)
	if r.requests.elements > 0 && r.connection.logsPages {
		logParticipant(ctx, finished, len(r.reads))
	}
	return nil
}

func rowsOf(page *twilio.Page) iter.Seq[jsontext.Value] {
	return func(yield func(jsontext.Value) bool) {
		for i := range page.Rows {
			if !yield(page.Rows[i].JSON) {
				return
			}
		}
	}
}

// fail keeps the first failure: it ends the others.
func (r *reading) fail(i int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure == nil {
		r.failure = &failure{
			err: err, list: r.list, connection: r.connection, pageSize: twilio.FirstPageSize(r.requests.lists[i].list),
			place: r.place(i), page: r.reads[i].pages + 1,
			finished: r.finished.Load(), pages: r.pages.Load(), rows: r.rows.Load(),
		}
	}
}

// place says which of many participants a request is about, never by name.
func (r *reading) place(i int) string {
	if r.requests.elements == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %d", r.requests.lists[i].at, r.requests.elements)
}

// result joins what the requests have found, in their order.
func (r *reading) result() *result {
	found := &result{attribute: r.list.rows, notFoundAttribute: r.requests.notFound, notFound: []string{}}
	parts := make([]splice.Part, len(r.reads))
	for i := range r.reads {
		parts[i] = r.reads[i].part
		found.truncated = found.truncated || r.reads[i].truncated
		if r.reads[i].received == 0 {
			found.notFound = append(found.notFound, r.requests.lists[i].participant)
		}
	}
	found.rows = splice.Join(parts...)
	return found
}

func (r *reading) addUnexpected(fields []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unexpected = append(r.unexpected, fields...)
}

// maxUnknownStates bounds how many states that are not known a warning names.
const maxUnknownStates = 20

func (r *reading) addUnknownStates(states map[string]int) {
	if len(states) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.unknownStates == nil {
		r.unknownStates = map[string]int{}
	}
	for _, state := range slices.Sorted(maps.Keys(states)) {
		rows := states[state]
		if _, named := r.unknownStates[state]; !named && len(r.unknownStates) >= maxUnknownStates+min(1, r.unknownStates[twilio.OtherStates]) {
			state = twilio.OtherStates
		}
		r.unknownStates[state] += rows
	}
}

// warnings tell what is odd in rows that came.
func (r *reading) warnings() (diags diag.Diagnostics) {
	if len(r.unexpected) > 0 {
		slices.Sort(r.unexpected)
		diags.AddAttributeWarning(path.Root(r.list.rows), unexpectedValue.summary, fmt.Sprintf(
			"%s Fields: %s. %s", unexpectedValue.cause, enumerate(slices.Compact(r.unexpected)), unexpectedValue.remedy))
	}
	if len(r.unknownStates) > 0 {
		states, rows := []string{}, 0
		for _, state := range slices.Sorted(maps.Keys(r.unknownStates)) {
			states = append(states, fmt.Sprintf("%s (%d)", state, r.unknownStates[state]))
			rows += r.unknownStates[state]
		}
		diags.AddAttributeWarning(path.Root(r.list.rows), unknownState.summary, fmt.Sprintf(
			"%s States: %s; %d in all. %s", unknownState.cause, enumerate(states), rows, unknownState.remedy))
	}
	return diags
}
