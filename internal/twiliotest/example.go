package twiliotest

import (
	_ "embed" // for the examples
	"encoding/json"
)

//go:embed testdata/examples.json
var examples []byte

// Example returns an example reply from Twilio's OpenAPI document: readEmpty,
// readFullByIdentity or readFullByAddress of the lists of a participant's
// conversations, servicesReadFull of the list of services.
func Example(name string) []byte {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(examples, &all); err != nil || all[name] == nil {
		panic("no example " + name)
	}
	return all[name]
}
