package twiliotest

import (
	_ "embed" // for the examples
	"encoding/json"
)

//go:embed testdata/examples.json
var examples []byte

// Example returns an example reply of the list from Twilio's OpenAPI document:
// readEmpty, readFullByIdentity or readFullByAddress.
func Example(name string) []byte {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(examples, &all); err != nil || all[name] == nil {
		panic("no example " + name)
	}
	return all[name]
}
