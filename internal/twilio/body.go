package twilio

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
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
