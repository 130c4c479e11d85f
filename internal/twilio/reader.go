package twilio

import (
	"context"
	"crypto/sha256"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"terraform-provider-twilio/internal/redact"
)

// maxPagesWithoutRows is how many pages in a row may bring no new row. Empty pages
// and rows that moved are honest; a list that never ends is not.
const maxPagesWithoutRows = 1000

// Pages reads a list page by page, in the service's order. Each row comes once, also
// where rows move between pages during the read. Ranging again reads again.
//
// The sequence ends after an error, which is an *Error. Pages before it are not
// the whole list.
func (c *Client) Pages(ctx context.Context, of List) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		l := of.list()
		read := reader{
			session: c.session(l), account: &c.account, list: l, url: c.urlOf(l.path), queries: map[sum]struct{}{}, pages: map[sum]struct{}{}, seen: map[sum]sighting{},
		}
		for query, more := l.query(), true; more; {
			page, next, err := read.page(ctx, query)
			if err != nil {
				if ctx.Err() != nil { // after an interrupt, no connection stays
					c.carrier.transports.CloseIdle()
				}
				yield(nil, err)
				return
			}
			if !yield(page, nil) {
				return
			}
			query, more = next, next != ""
		}
	}
}

// urlOf returns the URL of a path below the base URL, as escaped as it is: a segment
// can hold an encoded slash, or be two dots.
func (c *Client) urlOf(path string) *url.URL {
	address := c.baseURL
	address.RawPath = strings.TrimRight(address.EscapedPath(), "/") + path
	address.Path, _ = url.PathUnescape(address.RawPath) // both are escaped
	return &address
}

// reader is the state of one read.
type reader struct {
	session *session
	account *account
	list    *list
	url     *url.URL // of the page being read

	number  int              // of the page being read
	kept    int              // rows so far
	idle    int              // pages in a row without a new row
	queries map[sum]struct{} // of the pages so far
	pages   map[sum]struct{} // the keys of each page's rows
	seen    map[sum]sighting // where the row with this key came first
	// versions are the rows of a page that came with the SIDs of another one.
	versions map[sum]struct{}
	unknown  map[string]string // states that are not known, and how to print them

	body []byte // reused
}

// sighting is the page on which a row came first, and its place among those kept.
type sighting struct{ page, place int32 }

// page reads one page, and returns the query of the next one, empty where the read
// is complete.
func (r *reader) page(ctx context.Context, query string) (page *Page, next string, err error) {
	asked := nextQuestion(r.list, query)
	if r.number++; r.number == 1 {
		asked = firstQuestion(r.list)
	}
	r.queries[sha256.Sum256([]byte(query))] = struct{}{}
	get := &request{
		method: http.MethodGet, url: r.url, path: r.list.printedPath(), buffer: r.body,
		decode: func(body []byte) (err error) {
			if page, err = decodePage(ctx, body, asked); err == nil {
				next, err = r.list.nextQuery(page.next)
			}
			switch {
			case err != nil:
				return err
			case r.repeats(page, next):
				return ErrRepeatedPage
			}
			return r.account.hold(page.account)
		},
	}
	if r.list.named {
		get.miss = r.list.miss
	}
	get.url.RawQuery = query
	answer, attempts, err := r.session.exchange(ctx, get)
	if err != nil {
		return nil, "", err
	}
	if cap(answer.body) <= largePageBytes {
		r.body = answer.body
	}
	page.Number, page.Status, page.Attempts, page.Duration = r.number, answer.status, attempts, answer.duration
	page.RequestID = r.session.redactor().RequestID(answer.requestID)
	if next, err = r.take(page, next); err != nil {
		return nil, "", r.session.newError(get, answer, attempts, nil, err)
	}
	return page, next, nil
}

// repeats reports whether a page holds exactly the rows of an earlier one, or leads
// back to one.
func (r *reader) repeats(page *Page, next string) bool {
	_, again := r.pages[page.sum]
	_, back := r.queries[sha256.Sum256([]byte(next))]
	return again && len(page.Rows) > 0 || back && next != ""
}

// take drops the rows that came before and those that the list does not keep, and
// returns the query of the page to read next.
func (r *reader) take(page *Page, next string) (string, error) {
	r.pages[page.sum] = struct{}{}
	clear(r.versions) // no row of a later page needs them
	isNew := false
	rows := page.Rows
	page.Rows = rows[:0]
	for i := range rows {
		if r.cameBefore(&rows[i], page.Rows) {
			continue
		}
		isNew = true
		keep, unknown := r.list.keeps(&rows[i])
		if !keep {
			continue
		}
		if r.list.limit > 0 && r.kept == r.list.limit {
			page.Truncated = true
			break
		}
		r.kept++
		page.Rows = append(page.Rows, rows[i])
		if unknown != "" {
			r.countUnknown(page, unknown)
		}
	}
	if r.list.limit > 0 && r.kept == r.list.limit {
		page.Truncated = page.Truncated || next != ""
		return "", nil
	}

	if r.idle++; isNew {
		r.idle = 0
	}
	if r.idle > maxPagesWithoutRows {
		return "", ErrRepeatedPage
	}
	return next, nil
}

// cameBefore reports whether the row came on an earlier page, or unchanged on this
// one, whose rows that are kept so far are given.
func (r *reader) cameBefore(row *Row, kept []Row) bool {
	at, again := r.seen[row.Key]
	switch {
	case !again:
		r.seen[row.Key] = sighting{int32(r.number), int32(len(kept))} //nolint:gosec // a page has at most maxPageRows
		return false
	case int(at.page) < r.number:
		return true
	}
	if r.versions == nil {
		r.versions = map[sum]struct{}{}
	}
	version := sha256.Sum256(row.JSON)
	_, again = r.versions[version]
	r.versions[version] = struct{}{}
	return again || int(at.place) < len(kept) && string(kept[at.place].JSON) == string(row.JSON)
}

// countUnknown counts a row whose state is not known. Printing a state takes time, so
// each is printed once, and not too many are.
func (r *reader) countUnknown(page *Page, state string) {
	if r.unknown == nil {
		r.unknown = map[string]string{}
	}
	if page.UnknownStates == nil {
		page.UnknownStates = map[string]int{}
	}
	name, known := r.unknown[state]
	switch {
	case known:
	case len(r.unknown) == maxUnknownStates:
		name = OtherStates
	default:
		if name = r.session.redactor().State(state); name == redact.Redacted {
			name = OtherStates
		}
		r.unknown[state] = name
	}
	page.UnknownStates[name]++
}
