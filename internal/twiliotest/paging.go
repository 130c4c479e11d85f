package twiliotest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// cursor is the place that a page token stands for.
type cursor struct {
	listing
	offset, page, pageSize int
}

// token returns the page token of the place. It holds what encodings go wrong on,
// and differs from those of all other places.
func (c cursor) token() string {
	of := fmt.Sprintf("%s\n%s\n%s\n%s", c.key, c.serviceSID, c.parameter, c.value)
	return fmt.Sprintf("PT+/%x/+%d.%d==", of, c.offset, c.pageSize)
}

// place returns where in the list the request is.
func (a *API) place(list route, key listing, query url.Values) (cursor, Fault) {
	pageSize := min(MaxPageSize, list.served)
	if query.Has("PageSize") {
		asked, err := strconv.Atoi(query.Get("PageSize"))
		if err != nil || asked < 1 || asked > list.askable {
			message := fmt.Sprintf("Page size must be between 1 and %d", list.askable)
			return cursor{}, Refuse(http.StatusBadRequest, 20006, message)
		}
		pageSize = min(asked, list.served)
	}
	if !query.Has("PageToken") && !query.Has("Page") {
		return cursor{listing: key, pageSize: pageSize}, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	at, known := a.cursors[query.Get("PageToken")]
	if !known || at.listing != key || at.pageSize != pageSize || strconv.Itoa(at.page) != query.Get("Page") {
		return cursor{}, Refuse(http.StatusBadRequest, 20001, "Invalid Page or PageToken")
	}
	return at, nil
}

// page renders a page. Its URLs name the global host, as the real API's do.
func (a *API) page(path string, at cursor) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	rows := a.rows[at.listing]
	start := min(at.offset, len(rows)) // Rows may have gone since the page before.
	end := min(start+at.pageSize, len(rows))

	base := "https://conversations.twilio.com" + path + "?"
	if at.parameter != "" {
		base += at.parameter + "=" + url.QueryEscape(at.value) + "&"
	}
	base += fmt.Sprintf("PageSize=%d&Page=", at.pageSize)
	next := ""
	if end < len(rows) {
		place := cursor{at.listing, end, at.page + 1, at.pageSize}
		a.cursors[place.token()] = place
		next = base + strconv.Itoa(place.page) + "&PageToken=" + url.QueryEscape(place.token())
	}
	if a.NextPageURL != nil {
		next = a.NextPageURL(next)
	}
	meta := map[string]any{
		"page": at.page, "page_size": at.pageSize, "key": at.key,
		"first_page_url": base + "0", "url": base + strconv.Itoa(at.page),
		"previous_page_url": nil, "next_page_url": nil,
	}
	if at.page > 0 {
		meta["previous_page_url"] = base + strconv.Itoa(at.page-1)
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
	for i, row := range rows[start:end] {
		if i > 0 {
			body.WriteByte(',')
		}
		body.Write(row.json)
	}
	body.WriteString(`],"meta":`)
	body.Write(metaJSON)
	body.WriteByte('}')
	return body.Bytes()
}
