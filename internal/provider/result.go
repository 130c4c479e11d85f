package provider

import (
	"context"
	"crypto/sha256"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/splice"
)

// readResult is what a read found.
type readResult struct {
	list      *list
	parts     []splice.Part // of the rows, in their order
	truncated bool
	notFound  []string
}

// result joins what the requests have found: in the order of the services, in each in
// the order of the names (or the other way round), and for each name in the order of its
// queries.
func (q *question) result(l *list, answers []*answer, limit int) *readResult {
	found := &readResult{list: l, notFound: []string{}}
	known := make([]bool, len(q.names))
	for pair := range len(q.services) * len(q.names) {
		i, n := pair/len(q.names), pair%len(q.names)
		if l.byName {
			i, n = pair%len(q.services), pair/len(q.services)
		}
		if q.collect(found, answers[i*len(q.queries):][:len(q.queries)], n, limit) {
			known[n] = true
		}
	}
	for n, named := range q.names {
		if named.text != "" && !known[n] {
			found.notFound = append(found.notFound, named.text)
		}
	}
	return found
}

// collect adds the rows of a name in one service, each once, and reports whether the
// service knows the name.
func (q *question) collect(found *readResult, answers []*answer, n, limit int) (known bool) {
	queries := q.names[n].queries
	seen := map[[sha256.Size]byte]struct{}{}
	for _, i := range queries {
		if answers[i] == nil {
			continue
		}
		known = true
		found.truncated = found.truncated || answers[i].truncated
		for _, rows := range answers[i].rows[slices.Index(q.queries[i].names, n)] {
			if len(queries) > 1 {
				if _, again := seen[rows.key]; again {
					continue
				}
				if limit > 0 && len(seen) == limit { // each query has read so many of its own
					found.truncated = true
					return known
				}
				seen[rows.key] = struct{}{}
			}
			found.parts = append(found.parts, rows.part)
		}
	}
	return known
}

// store puts a result into the state of a data source, or the result of an ephemeral
// resource. The rows take their own way, see package splice.
func (r *readResult) store(ctx context.Context, set func(context.Context, path.Path, any) diag.Diagnostics) diag.Diagnostics {
	diags := set(ctx, path.Root("truncated"), r.truncated)
	if r.list.notFound != "" {
		diags.Append(set(ctx, path.Root("not_found"), r.notFound)...)
	}
	if err := splice.HandOver(ctx, r.list.rows, splice.Join(r.parts...)); err != nil {
		diags.Append(notHandedOver.diagnostic(path.Root(r.list.rows), "The rows were read, and their way to Terraform is missing."))
	}
	return diags
}
