package twilio

import (
	"context"
	"crypto/sha256"
	"iter"
	"net/url"
	"strconv"
	"strings"
)

// maxBarrenPages is how many pages in a row may bring no new row. Empty pages
// and rows that moved are honest; a list that never ends is not.
const maxBarrenPages = 1000

// ParticipantConversationsParams says whose Conversations to list.
type ParticipantConversationsParams struct {
	// ChatServiceSID is the Conversation Service; empty means the account's
	// default one.
	ChatServiceSID string
	// Identity or Address of the participant: exactly one of them, as it is, not
	// encoded. The service matches it exactly.
	Identity, Address string
	// PageSize is how many rows to ask for at once, at least 1. The service may
	// send fewer: 50 is what it serves at most today.
	PageSize int
	// Limit is how many rows to read at most; 0 means all.
	Limit int
}

// path returns the resource's path below the base URL.
// Source: Twilio's OpenAPI document.
func (p ParticipantConversationsParams) path() string {
	if p.ChatServiceSID == "" {
		return "/v1/ParticipantConversations"
	}
	return "/v1/Services/" + url.PathEscape(p.ChatServiceSID) + "/ParticipantConversations"
}

// FirstPageSize is how many rows the first request asks for: no more than Limit.
func (p ParticipantConversationsParams) FirstPageSize() int {
	if p.Limit > 0 {
		return min(p.PageSize, p.Limit)
	}
	return p.PageSize
}

// query returns the first page's query. Page and PageToken belong to the
// service: they are never built here.
func (p ParticipantConversationsParams) query() string {
	name, value := "Identity", p.Identity
	if p.Address != "" {
		name, value = "Address", p.Address
	}
	return name + "=" + escapeQuery(value) + "&PageSize=" + strconv.Itoa(p.FirstPageSize())
}

// escapeQuery encodes a query value. A space becomes %20, which no server takes
// for anything else, instead of a plus sign.
func escapeQuery(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// ParticipantConversations lists the participant's Conversations page by page,
// in the service's order, closed ones included. Each pair of conversation SID
// and participant SID comes once, also where rows move between pages during the
// read. Ranging again reads again.
//
// The sequence ends after an error, which is an *Error. Pages that came before
// it are not the whole list.
func (c *Client) ParticipantConversations(ctx context.Context, params ParticipantConversationsParams) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		read := reading{
			params: params, query: params.query(),
			queries: map[string]struct{}{}, pages: map[[sha256.Size]byte]struct{}{}, seen: map[[2]string]struct{}{},
		}
		secrets := newSecrets(c.options.Username, c.options.Password, params.Identity, params.Address)
		for number := 1; read.query != ""; number++ {
			page, err := c.page(ctx, params.path(), read.query, secrets)
			if err == nil {
				page.Number = number
				err = read.take(page)
			}
			if err != nil {
				if ctx.Err() != nil { // after an interrupt, no connection stays
					c.http.CloseIdleConnections()
				}
				yield(nil, err)
				return
			}
			if !yield(page, nil) {
				return
			}
		}
	}
}

// reading is the state of one read.
type reading struct {
	params ParticipantConversationsParams
	query  string // of the next page, empty when there is none

	rows    int                            // so far
	barren  int                            // pages in a row without a new row
	queries map[string]struct{}            // of the pages so far
	pages   map[[sha256.Size]byte]struct{} // the keys of each page's rows, as a sum
	seen    map[[2]string]struct{}         // keys of rows: conversation and participant SID
}

// take drops the rows that an earlier page held, and finds the next page.
func (r *reading) take(page *Page) *Error {
	fail := func(cause error) *Error {
		return &Error{Path: r.params.path(), Status: page.Status, RequestID: page.RequestID, Tries: page.Tries, Err: cause}
	}
	if r.repeats(page) {
		return fail(ErrRepeatedPage)
	}

	fresh := page.Conversations[:0]
	for _, row := range page.Conversations {
		key := [2]string{row.ConversationSID, row.participant}
		if _, again := r.seen[key]; again {
			continue
		}
		if fresh = append(fresh, row); r.params.Limit > 0 && r.rows+len(fresh) == r.params.Limit {
			break
		}
		r.seen[key] = struct{}{}
	}
	page.Conversations = fresh
	r.rows += len(fresh)

	if r.params.Limit > 0 && r.rows == r.params.Limit {
		r.query = ""
		return nil
	}
	if r.barren++; len(fresh) > 0 {
		r.barren = 0
	}
	if r.barren > maxBarrenPages {
		return fail(ErrRepeatedPage)
	}

	r.queries[r.query] = struct{}{}
	query, err := r.params.nextQuery(page.next)
	if err != nil {
		return fail(err)
	}
	if _, again := r.queries[query]; again {
		return fail(ErrRepeatedPage)
	}
	r.query = query
	return nil
}

// repeats tells whether the page holds exactly the rows of an earlier one.
func (r *reading) repeats(page *Page) bool {
	if len(page.Conversations) == 0 {
		return false
	}
	var keys []byte
	for _, row := range page.Conversations {
		keys = append(append(keys, row.ConversationSID...), '\n')
		keys = append(append(keys, row.participant...), '\n')
	}
	sum := sha256.Sum256(keys)
	_, again := r.pages[sum]
	r.pages[sum] = struct{}{}
	return again
}

// nextQuery returns what next_page_url carries: its query, unchanged. Its
// scheme, host and path play no part: it names the global host even when a
// regional one was asked, and it must not lead the credentials elsewhere. A
// query that names another participant is refused.
func (p ParticipantConversationsParams) nextQuery(nextPageURL string) (string, error) {
	if nextPageURL == "" {
		return "", nil
	}
	next, err := url.Parse(nextPageURL)
	if err != nil || next.RawQuery == "" {
		return "", ErrNextPage
	}
	asked := map[string]string{"Identity": p.Identity, "Address": p.Address}
	separator := func(r rune) bool { return r == '&' || r == ';' } // the latter for some servers
	for parameter := range strings.FieldsFuncSeq(next.RawQuery, separator) {
		name, value, _ := strings.Cut(parameter, "=")
		if name, err := url.QueryUnescape(name); err == nil {
			if participant, named := asked[name]; named && !encodes(value, participant) {
				return "", ErrNextPage
			}
		}
	}
	return next.RawQuery, nil
}

// encodes tells whether an encoded query value stands for the text, with a plus
// sign taken for a space or for itself.
func encodes(value, text string) bool {
	space, err := url.QueryUnescape(value)
	plus, _ := url.PathUnescape(value)
	return err == nil && (space == text || plus == text)
}
