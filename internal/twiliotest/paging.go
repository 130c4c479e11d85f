package twiliotest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// MaxPageSize is how many conversations a page holds at most, and how many rows
// any page holds where the request does not say.
const MaxPageSize = 50

// cursor is the place that a page token stands for.
type cursor struct {
	listing
	offset, page, pageSize int
}

// token returns the page token of the place. It holds what encodings go wrong on,
// and differs from those of all other places.
func (c cursor) token() string {
	of := fmt.Sprintf("%s\n%s\n%s\n%s\n%s", c.key, c.serviceSID, c.conversationSID, c.parameter, c.value)
	return fmt.Sprintf("PT+/%x/+%d.%d==", of, c.offset, c.pageSize)
}

// query returns the query that asks for the place.
func (c cursor) query() string {
	query := fmt.Sprintf("PageSize=%d&Page=%d", c.pageSize, c.page)
	if c.parameter != "" {
		query = c.parameter + "=" + url.QueryEscape(c.value) + "&" + query
	}
	if c.page > 0 {
		query += "&PageToken=" + url.QueryEscape(c.token())
	}
	return query
}

// cursors are the places that page tokens were given out for.
type cursors map[string]cursor

// place returns where in the list a query is. It may ask for pages of up to askable
// rows, and gets at most served.
func (c cursors) place(in listing, query url.Values, askable, served int) (cursor, Fault) {
	pageSize := min(MaxPageSize, served)
	if query.Has("PageSize") {
		asked, err := strconv.Atoi(query.Get("PageSize"))
		if err != nil || asked < 1 || asked > askable {
			message := fmt.Sprintf("Page size must be between 1 and %d", askable)
			return cursor{}, Refuse(http.StatusBadRequest, 20006, message)
		}
		pageSize = min(asked, served)
	}
	if !query.Has("PageToken") && !query.Has("Page") {
		return cursor{listing: in, pageSize: pageSize}, nil
	}
	at, known := c[query.Get("PageToken")]
	if !known || at.listing != in || at.pageSize != pageSize || strconv.Itoa(at.page) != query.Get("Page") {
		return cursor{}, Refuse(http.StatusBadRequest, 20001, "Invalid Page or PageToken")
	}
	return at, nil
}

// page renders a page of the rows. Its URLs name the global host, as the real API's
// do. Edit, where it is set, changes the next_page_url.
func (c cursors) page(path string, at cursor, rows []row, edit func(string) string) []byte {
	start := min(at.offset, len(rows)) // Rows may have gone since the page before.
	end := min(start+at.pageSize, len(rows))
	urlOf := func(place cursor) string { return base + path + "?" + place.query() }
	next := ""
	if end < len(rows) {
		place := cursor{at.listing, end, at.page + 1, at.pageSize}
		c[place.token()] = place
		next = urlOf(place)
	}
	if edit != nil {
		next = edit(next)
	}
	meta := map[string]any{
		"page": at.page, "page_size": at.pageSize, "key": at.key, "url": urlOf(at),
		"first_page_url":    urlOf(cursor{listing: at.listing, pageSize: at.pageSize}),
		"previous_page_url": nil, "next_page_url": nil,
	}
	if at.page > 0 {
		meta["previous_page_url"] = urlOf(cursor{at.listing, max(at.offset-at.pageSize, 0), at.page - 1, at.pageSize})
	}
	if next != "" {
		meta["next_page_url"] = next
	}
	metaJSON, err := json.Marshal(meta)
	if err != nil {
		panic(err) // maps of strings and numbers always encode
	}

	var body bytes.Buffer
	fmt.Fprintf(&body, `{"%s":[`, at.key)
	for i, r := range rows[start:end] {
		if i > 0 {
			body.WriteByte(',')
		}
		body.Write(r.json)
	}
	body.WriteString(`],"meta":`)
	body.Write(metaJSON)
	body.WriteByte('}')
	return body.Bytes()
}
