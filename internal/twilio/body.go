package twilio

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/lenientjson"
)

// objectOf returns the body from where its JSON object begins. It fails where the body
// is whole and something else.
func objectOf(body []byte) ([]byte, error) {
	if isUTF16(body) {
		return nil, ErrNotAPI
	}
	body = bytes.TrimLeft(body, "\xef\xbb\xbf \t\r\n") // a byte-order mark and white space
	if len(body) > 0 && body[0] != '{' && (body[0] == '<' || jsontext.Value(body).IsValid()) {
		return nil, ErrNotAPI
	}
	return body, nil
}

// syntaxProblem replaces a decoder's errors, which may quote the body.
func syntaxProblem(err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case ok && syntax.Err != nil && syntax.Err.Error() == "exceeded max depth":
		return ErrNotAPI // it will be as deep the next time
	case ok, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errDamaged
	case errors.Is(err, lenientjson.ErrNotObject):
		return ErrNotAPI
	}
	return err
}

// isUTF16 finds a byte-order mark of UTF-16, or a brace that takes two bytes.
func isUTF16(body []byte) bool {
	for _, beginning := range []string{"\xfe\xff", "\xff\xfe", "{\x00", "\x00{"} {
		if bytes.HasPrefix(body, []byte(beginning)) {
			return true
		}
	}
	return false
}

// maxTextBytes bounds a page's URLs and the names that it is compared by. Twilio's are
// a few hundred bytes long; longer ones are not worth the memory to decode them.
const maxTextBytes = 16 << 10

// textOf returns the text of a JSON string, and whether the value is one: not one that
// would have to be repaired, or is too long.
func textOf(value jsontext.Value) (string, bool) {
	if value.Kind() != '"' || len(value) > maxTextBytes {
		return "", false
	}
	text, err := jsontext.AppendUnquote(nil, value)
	return string(text), err == nil
}

// words are what a body says about an error: in an outage it is HTML, text, empty
// or cut off, and says nothing.
type words struct {
	Code, Status      int
	Error             string // OAuth's code, such as invalid_client
	Message, MoreInfo string
}

// isError reports whether the body has the shape of Twilio's errors, whatever the
// status of the reply.
func (w words) isError() bool { return w.Code != 0 && w.Status >= http.StatusBadRequest }

// wordsOf reads Twilio's form of an error, and that of OAuth (RFC 6749, 5.2).
func wordsOf(body []byte) (w words) {
	var members struct {
		Code        jsontext.Value `json:"code"`
		Status      jsontext.Value `json:"status"`
		Message     jsontext.Value `json:"message"`
		MoreInfo    jsontext.Value `json:"more_info"`
		Error       jsontext.Value `json:"error"`
		Description jsontext.Value `json:"error_description"`
	}
	if json.Unmarshal(body, &members, lenientjson.Options) != nil {
		return w
	}
	var description string
	for member, target := range map[*jsontext.Value]any{
		&members.Message: &w.Message, &members.MoreInfo: &w.MoreInfo,
		&members.Error: &w.Error, &members.Description: &description,
	} {
		_ = json.Unmarshal(*member, target, lenientjson.Options) // one odd member does not cost the others
	}
	w.Code, w.Status = numberIn(members.Code), numberIn(members.Status)
	if w.Message != "" {
		w.Error = "" // Twilio's own form
	} else if w.Error != "" {
		w.Message = description
	}
	return w
}

// numberIn returns a whole number, which may come as a text; 0 for anything else.
func numberIn(value jsontext.Value) int {
	n, err := strconv.ParseUint(strings.Trim(string(value), `"`), 10, 31)
	if err != nil {
		return 0
	}
	return int(n)
}
