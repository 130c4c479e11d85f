package twilio

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxPageBytes is how much of one reply is read, after decompression. The
// largest honest page (1,000 rows with 16 KB of attributes) has half of it.
const MaxPageBytes = 32 << 20

// JSONOptions are for reading the service's JSON. They accept what a careless
// server may send: a name twice (the first one counts) and text that is not
// UTF-8 (it becomes U+FFFD).
var JSONOptions = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// ParticipantConversation is one row: a Conversation and the participant's
// place in it.
type ParticipantConversation struct {
	// ConversationSID is never empty.
	ConversationSID string
	// JSON is the whole row, a valid JSON object, as the service sent it. It is
	// part of the page's body: not to be changed.
	JSON jsontext.Value

	participant string // participant_sid as JSON, whatever it is: it tells rows apart
}

// Page is one page of a list.
type Page struct {
	// Number counts the pages of this read from 1.
	Number int
	// Conversations are the rows that no earlier page held, in the service's
	// order.
	Conversations []ParticipantConversation
	// Received is how many rows the service sent.
	Received int
	// Status, RequestID, Tries and Duration (of the last try) tell how the page
	// was had.
	Status    int
	RequestID string
	Tries     int
	Duration  time.Duration

	next string // next_page_url, empty on the last page
}

// decodePage reads the body of a reply with status 200.
func decodePage(body []byte) (*Page, error) {
	body = bytes.TrimLeft(body, "\xef\xbb\xbf \t\r\n") // a byte-order mark and white space
	if len(body) > 0 && body[0] != '{' && (body[0] == '<' || jsontext.Value(body).IsValid()) {
		return nil, ErrNotAPI
	}
	d := pageDecoder{Decoder: jsontext.NewDecoder(bytes.NewBuffer(body), JSONOptions), body: body}
	page, err := d.page()
	if _, damaged := errors.AsType[*jsontext.SyntacticError](err); damaged || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, ErrBadJSON // the cause may quote the body
	}
	return page, err
}

// pageDecoder walks the tokens of a page. Decoding into structs costs two to five
// times as much, see DESIGN.md.
type pageDecoder struct {
	*jsontext.Decoder
	body []byte
	name []byte // of the member being read, reused
}

func (d *pageDecoder) page() (*Page, error) {
	var page Page
	var hasRows, hasMeta bool
	err := d.object(func(name []byte) (err error) {
		switch kind := d.PeekKind(); {
		case string(name) == "conversations" && kind == '[':
			hasRows = true
			page.Conversations, err = d.rows(page.Conversations)
			return err
		case string(name) == "meta" && kind == '{':
			hasMeta = true
			page.next, err = d.nextPageURL()
			return err
		}
		return d.SkipValue()
	})
	if err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, ErrBadJSON
	}
	switch {
	case !hasRows:
		return nil, ErrNotAPI
	case !hasMeta:
		return nil, ErrNextPage
	}
	page.Received = len(page.Conversations)
	return &page, nil
}

// nextPageURL reads the object meta. Only a null (or empty) next_page_url says
// that the list is over: taking its absence for the end could cut a list short.
func (d *pageDecoder) nextPageURL() (next string, err error) {
	found := false
	err = d.object(func(name []byte) error {
		if string(name) != "next_page_url" {
			return d.SkipValue()
		}
		token, err := d.ReadToken()
		if err != nil {
			return err
		}
		if kind := token.Kind(); kind != 'n' && kind != '"' {
			return ErrNextPage
		}
		if token.Kind() == '"' {
			next = token.String()
		}
		found = true
		return nil
	})
	if err == nil && !found {
		err = ErrNextPage
	}
	return next, err
}

func (d *pageDecoder) rows(rows []ParticipantConversation) ([]ParticipantConversation, error) {
	if _, err := d.ReadToken(); err != nil { // [
		return nil, err
	}
	for d.PeekKind() != ']' {
		row, err := d.row()
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	_, err := d.ReadToken() // ]
	return rows, err
}

func (d *pageDecoder) row() (row ParticipantConversation, err error) {
	switch d.PeekKind() {
	case '{':
	case 0: // damaged: the next read tells how
		_, err := d.ReadToken()
		return row, err
	default:
		return row, ErrRow
	}
	// The opening brace is the next token's first byte: white space and a comma
	// stand between it and the offset of the last token.
	start := d.InputOffset()
	start += int64(bytes.IndexByte(d.body[start:], '{'))
	err = d.object(func(name []byte) error {
		switch string(name) {
		case "conversation_sid":
			return d.text(&row.ConversationSID)
		case "participant_sid":
			value, err := d.ReadValue()
			if row.participant == "" { // of a name that comes twice the first counts
				row.participant = string(value)
			}
			return err
		}
		return d.SkipValue()
	})
	if err == nil && row.ConversationSID == "" {
		err = ErrRow
	}
	row.JSON = d.body[start:d.InputOffset()]
	return row, err
}

// text reads a string; a value of another type, and a second one, is passed over.
func (d *pageDecoder) text(target *string) error {
	if d.PeekKind() != '"' || *target != "" {
		return d.SkipValue()
	}
	token, err := d.ReadToken()
	if err != nil {
		return err
	}
	*target = token.String()
	return nil
}

// object reads an object and calls member before each value, which member must
// read. The name is good until then.
func (d *pageDecoder) object(member func(name []byte) error) error {
	if token, err := d.ReadToken(); err != nil {
		return err
	} else if token.Kind() != '{' {
		return ErrNotAPI
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadValue()
		if err != nil {
			return err
		}
		d.name = Unquote(d.name[:0], name)
		if err := member(d.name); err != nil {
			return err
		}
	}
	_, err := d.ReadToken() // }
	return err
}

// Unquote appends the text of a JSON string that a decoder has accepted.
func Unquote(text []byte, value jsontext.Value) []byte {
	text, _ = jsontext.AppendUnquote(text, value) // complains of invalid UTF-8 alone, and replaces it
	return text
}
