package connect

import (
	"io"
	"log"
)

// DiscardStandardLog silences the log package's standard logger for the whole
// process. net/http writes there what nobody may read: bytes that follow a reply
// ("Unsolicited response received"), and with GODEBUG=http2debug=1 each header,
// credentials included.
func DiscardStandardLog() { log.SetOutput(io.Discard) }
