package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/splice"
	"terraform-provider-twilio/internal/twilio"
)

// read reads everything, or nothing: the result is nil where it fails.
func (l list) read(ctx context.Context, conn *connection, config tfsdk.Config) (*readResult, diag.Diagnostics) {
	b := blockConfig{ctx: ctx, config: config}
	page := l.pageArguments(&b)
	asked := l.ask(&b, page)
	asked.services = []service{{}}
	if l.ofService {
		asked.services = b.services()
	}
	timeout, diags := readTimeout(ctx, config)
	diags.Append(b.diags...)
	if diags.HasError() {
		return nil, diags
	}
	switch {
	case conn == nil:
		diags.Append(notConfigured.diagnostic(path.Empty(), "The provider had to read without a configuration."))
		return nil, diags
	case len(conn.unknown) > 0:
		diags.Append(notKnownYet.diagnostic(path.Empty(),
			fmt.Sprintf("Nothing can be read yet: these provider arguments are known only after apply: %s.", check.Enumerate(conn.unknown))))
		return nil, diags
	}
	if diags.Append(conn.checkPace(asked.requests(), timeout)...); diags.HasError() {
		return nil, diags
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	r := &reading{
		list: &l, connection: conn, question: asked,
		answers: make([]*answer, asked.requests()), budget: splice.NewBudget(conn.rowsBytes),
	}
	failed := r.all(ctx)
	if failed == nil && len(r.answers) > 0 {
		unproven, err := conn.proveAccount(ctx)
		diags.Append(unproven...)
		if err != nil {
			failed = &failure{err: err, connection: conn, page: 1}
		}
	}
	if failed != nil {
		failed.timeout = timeout
		diags.Append(failed.diagnostic())
		return nil, diags
	}
	diags.Append(r.oddities.warnings(l.rows)...)
	return r.question.result(&l, r.answers, page.limit), diags
}

// reading is one read of a data source or an ephemeral resource: of many requests,
// which share its time and the budget of its rows.
type reading struct {
	list       *list
	connection *connection
	question   question
	answers    []*answer      // of the requests, nil where the service knows nothing
	proofs     []func() error // of the services, each made once
	budget     *splice.Budget
	oddities   oddities

	// finished requests, and pages and rows of all of them, so far.
	finished, pages, rows atomic.Int64

	failing sync.Once
	failure *failure // the first one
}

// all makes the requests, as many at a time as the client allows. The first failure
// ends them all.
func (r *reading) all(ctx context.Context) *failure {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, of := range r.question.services {
		r.proofs = append(r.proofs, sync.OnceValue(func() error { return r.prove(ctx, of.sid) }))
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(len(r.answers), r.connection.client.MaxConcurrentRequests()) {
		workers.Go(func() {
			encoder := splice.NewEncoder(r.list.shape, r.budget)
			for i := int(next.Add(1)) - 1; i < len(r.answers); i = int(next.Add(1)) - 1 {
				if pages, err := r.one(ctx, i, encoder); err != nil {
					r.fail(i, pages, err)
					cancel()
					return
				}
			}
			r.oddities.addFields(encoder.Unexpected())
		})
	}
	workers.Wait()
	return r.failure
}

// one makes one request, and returns how many pages it has read.
func (r *reading) one(ctx context.Context, i int, encoder *splice.Encoder) (pages int, err error) {
	ofService, ofQuery := r.question.request(i)
	serviceSID, names := r.question.services[ofService].sid, r.question.namesOf(ofQuery)
	if serviceSID != "" {
		encoder.Default(chatServiceSID, serviceSID)
	}
	for page, err := range r.connection.client.Pages(ctx, r.question.queries[ofQuery].list(serviceSID)) {
		if err != nil {
			if pages == 0 && r.question.inPath && isNotFound(err) {
				err = r.proofs[ofService]()
			}
			if err != nil {
				return pages, err
			}
			break // the service does not know the name
		}
		pages++
		r.pages.Add(1)
		r.rows.Add(int64(len(page.Rows)))
		if r.connection.logsPages {
			logPage(ctx, r.list.rows, serviceSID, page)
		}
		r.oddities.addStates(page.UnknownStates)
		if !page.Found {
			continue
		}
		if r.answers[i] == nil {
			r.answers[i] = newAnswer(r.list.nameField, len(names))
		}
		if err := r.answers[i].add(ctx, encoder, names, page); err != nil {
			return pages, err
		}
	}
	finished := r.finished.Add(1)
	if len(r.answers) > 1 && r.connection.logsPages {
		logFinished(ctx, r.list.rows, finished, len(r.answers))
	}
	return pages, nil
}

// isNotFound reports whether Twilio itself says that there is no such thing, and not in
// answer to another request.
func isNotFound(err error) bool {
	const resourceNotFound = 20404
	e, ok := errors.AsType[*twilio.Error](err)
	return ok && e.Status == http.StatusNotFound && e.Code == resourceNotFound && e.Cause == nil
}

// notProven is what the proof of a service ended with.
type notProven struct{ error }

func (e notProven) Unwrap() error { return e.error }

// prove finds out whether there is a service that has answered 404: it may be the
// service that is missing, and nobody of whom it was asked.
func (r *reading) prove(ctx context.Context, serviceSID string) error {
	for _, err := range r.connection.client.Pages(ctx, serviceProof(serviceSID)) {
		if err != nil {
			return notProven{err}
		}
	}
	return nil
}

// fail keeps the first failure: it ends the others.
func (r *reading) fail(i, pages int, err error) {
	r.failing.Do(func() {
		ofService, ofQuery := r.question.request(i)
		of, asked := r.question.services[ofService], r.question.queries[ofQuery]
		_, proving := errors.AsType[notProven](err)
		places := []string{of.at.String(), asked.at.String()}
		r.failure = &failure{
			err: err, connection: r.connection, problems: r.list.problems,
			defaultPageSize: r.list.pageSize, pageSize: twilio.FirstPageSize(asked.list(of.sid)),
			service: of.sid, serviceArgument: of.at.path(), inPath: r.question.inPath, proving: proving,
			place: strings.Trim(strings.Join(places, ", "), ", "), page: pages + 1,
			finished: r.finished.Load(), all: int64(len(r.answers)), pages: r.pages.Load(), rows: r.rows.Load(),
		}
	})
}
