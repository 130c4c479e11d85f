package twilio

import (
	"context"
	"crypto/sha256"
	"iter"
	"net/http"
	"net/url"
	"slices"
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
			session: c.session(l), list: l, url: c.baseURL.JoinPath(l.path), queries: map[sum]struct{}{}, pages: map[sum]struct{}{}, seen: map[sum]int{},
		}
		for query := read.list.query(); query != ""; {
			page, next, err := read.page(ctx, query)
			if err != nil {
				if ctx.Err() != nil { // after an interrupt, no connection stays
					c.transports.CloseIdle()
				}
				yield(nil, err)
				return
			}
			if !yield(page, nil) {
				return
			}
			query = next
		}
	}
}

// sum stands for a text in memory: texts of the service can be long.
type sum = [sha256.Size]byte

// reader is the state of one read.
type reader struct {
	session *session
	list    *list
	url     *url.URL // of the page being read

	number  int              // of the page being read
	kept    int              // rows so far
	idle    int              // pages in a row without a new row
	queries map[sum]struct{} // of the pages so far
	pages   map[sum]struct{} // the keys of each page's rows
	seen    map[sum]int      // the page on which the row with this key came first

	body, keys, fields []byte // reused
}

// page reads one page, and returns the query of the next one, empty where the read
// is complete.
func (r *reader) page(ctx context.Context, query string) (page *Page, next string, err error) {
	request := &request{
		method: http.MethodGet, url: r.url, buffer: r.body,
		decode: func(body []byte) (err error) {
			if page, err = decodePage(body, r.list); err == nil {
				next, err = r.list.nextQuery(page.next)
			}
			return err
		},
	}
	request.url.RawQuery = query
	answer, attempts, err := r.session.exchange(ctx, request)
	if err != nil {
		return nil, "", err
	}
	if cap(answer.body) <= largePageBytes {
		r.body = answer.body
	}
	r.number++
	page.Number, page.Status, page.Attempts, page.Duration = r.number, answer.status, attempts, answer.duration
	redactor := r.session.redactor()
	page.RequestID = redactor.RequestID(answer.requestID)
	if next, err = r.take(page, query, next); err != nil {
		return nil, "", r.session.newError(request, answer, attempts, nil, err)
	}
	for i, state := range page.UnknownStates {
		page.UnknownStates[i] = redactor.State(state)
	}
	return page, next, nil
}

// take drops the rows that came before and those that the list does not keep, and
// returns the query of the page to read next.
func (r *reader) take(page *Page, query, next string) (string, error) {
	if r.repeats(page) {
		return "", ErrRepeatedPage
	}
	r.queries[sha256.Sum256([]byte(query))] = struct{}{}

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
			page.UnknownStates = append(page.UnknownStates, unknown)
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
	if _, again := r.queries[sha256.Sum256([]byte(next))]; again {
		return "", ErrRepeatedPage
	}
	return next, nil
}

// repeats reports whether the page holds exactly the rows of an earlier one.
func (r *reader) repeats(page *Page) bool {
	if len(page.Rows) == 0 {
		return false
	}
	r.keys = r.keys[:0]
	for i := range page.Rows {
		key := r.key(&page.Rows[i])
		r.keys = append(r.keys, key[:]...)
	}
	key := sha256.Sum256(r.keys)
	_, again := r.pages[key]
	r.pages[key] = struct{}{}
	return again
}

// cameBefore reports whether the row came on an earlier page, or unchanged on this
// one, whose earlier rows are given.
func (r *reader) cameBefore(row *Row, earlier []Row) bool {
	key := r.key(row)
	page, again := r.seen[key]
	if !again {
		r.seen[key] = r.number
		return false
	}
	return page < r.number || slices.ContainsFunc(earlier, func(other Row) bool { return string(other.JSON) == string(row.JSON) })
}

// key stands for the fields that tell rows apart.
func (r *reader) key(row *Row) sum {
	r.fields = append(r.fields[:0], row.SID...)
	for _, value := range row.values[1:r.list.keys] {
		r.fields = append(r.fields, value...)
	}
	return sha256.Sum256(r.fields)
}
