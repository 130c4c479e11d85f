package twiliotest

import "fmt"

// The account and the Conversation Services that a new API knows.
const (
	AccountSID        = "AC0123456789abcdef0123456789abcdef"
	ServiceSID        = "IS0123456789abcdef0123456789abcdef"
	DefaultServiceSID = "ISdddddddddddddddddddddddddddddddd"
)

// SID returns a made-up SID with the given prefix.
func SID(prefix string, n int) string { return fmt.Sprintf("%s%032x", prefix, n) }

// base is the global host, which the URLs of all replies name.
const base = "https://conversations.twilio.com"

// urlIn returns the URL of a path of a Conversation Service.
func urlIn(serviceSID, path string) string {
	if serviceSID == DefaultServiceSID {
		return base + "/v1" + path
	}
	return base + "/v1/Services/" + serviceSID + path
}
