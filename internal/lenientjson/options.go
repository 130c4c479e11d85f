// Package lenientjson reads JSON from a service that may break the rules in
// small ways, token by token and without copying.
package lenientjson

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Options accept a name that occurs twice in an object and text that is not
// valid UTF-8.
var Options = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// Unquote appends the text of a JSON string that a decoder with these Options
// has read. Invalid UTF-8 and lone surrogates become U+FFFD.
func Unquote(text []byte, value jsontext.Value) []byte {
	text, _ = jsontext.AppendUnquote(text, value) // reports only what it has replaced
	return text
}
