package provider

import (
	"net/url"

	"terraform-provider-twilio/internal/twilio"
)

// connection is what Configure hands to the data sources and ephemeral
// resources.
type connection struct {
	resolved
	client *twilio.Client
	// proof is nil where the credentials are the account's own by their form, or no
	// account is to be proven.
	proof *accountProof
	// logsPages reports that somebody reads the lines about pages.
	logsPages bool
	// rowsBytes bounds the rows of a read, as they are sent to Terraform.
	rowsBytes int64
	// unknown names the provider's arguments whose values are not known yet.
	// A read needs them all.
	unknown []string
}

// resolved are the values of the provider's arguments.
type resolved struct {
	signIn                signIn
	endpoint              endpoint
	maxRetries            int
	maxConcurrentRequests int
	requestsPerSecond     float64 // 0: no maximum
}

// signIn is what the arguments say about credentials.
type signIn struct {
	user, secret string
	// account is that of account_sid, empty where none goes with the credentials.
	account  string
	tokenURL *url.URL // nil where the pair signs requests as it is
	// source says which credentials are used and where they come from, and which
	// are not. It holds no value.
	source string
}

// endpoint is where requests go.
type endpoint struct {
	api, token *url.URL
	// replaced reports that base_url, not region and edge, chose the API's host.
	replaced bool
}

// accountProof is what is known of whose account the credentials open, where
// account_sid says whose it must be: a key of another account finds nothing, and no
// row tells.
type accountProof struct {
	asking  chan struct{} // holds an element while a read asks
	refused bool          // the credentials may not read the configuration
}

func newAccountProof() *accountProof { return &accountProof{asking: make(chan struct{}, 1)} }
