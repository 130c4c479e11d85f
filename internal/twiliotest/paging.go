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

// place tells where in the list the request is.
func (a *API) place(key listing, query url.Values) (cursor, Fault) {
	pageSize := MaxPageSize
	if query.Has("PageSize") {
		asked, err := strconv.Atoi(query.Get("PageSize"))
		if err != nil || asked < 1 || asked > 1000 {
			return cursor{}, Refuse(http.StatusBadRequest, 20006, "Page size must be between 1 and 1000")
		}
		pageSize = min(asked, MaxPageSize)
	}
	if !query.Has("PageToken") && !query.Has("Page") {
		return cursor{listing: key, pageSize: pageSize}, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	place, known := a.cursors[query.Get("PageToken")]
	if !known || place.listing != key || place.pageSize != pageSize || strconv.Itoa(place.page) != query.Get("Page") {
		return cursor{}, Refuse(http.StatusBadRequest, 20001, "Invalid Page or PageToken")
	}
	return place, nil
}

// page renders a page. Its URLs name the global host, as the real API's do.
func (a *API) page(path string, at cursor) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	rows := a.rows[at.listing]
	end := min(at.offset+at.pageSize, len(rows))

	base := fmt.Sprintf("https://conversations.twilio.com%s?%s=%s&PageSize=%d&Page=",
		path, at.parameter, url.QueryEscape(at.value), at.pageSize)
	next := ""
	if end < len(rows) {
		token := fmt.Sprintf("PT+/%x/+%d==", []byte(at.value), end)
		a.cursors[token] = cursor{at.listing, end, at.page + 1, at.pageSize}
		next = base + strconv.Itoa(at.page+1) + "&PageToken=" + url.QueryEscape(token)
	}
	if a.NextPageURL != nil {
		next = a.NextPageURL(next)
	}
	meta := map[string]any{
		"page": at.page, "page_size": at.pageSize, "key": "conversations",
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
	body.WriteString(`{"conversations":[`)
	for i, row := range rows[at.offset:end] {
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
