package twilio

import (
	"context"
	"encoding/base64"
)

// Credentials are a way to authenticate.
type Credentials interface {
	// authorization returns the Authorization header of a request. It may fetch a
	// token first, within the context.
	authorization(ctx context.Context, c *Client) (string, error)
	// refused records that the API answered a request with this header with 401,
	// and reports whether another header may be accepted.
	refused(authorization string) bool
	// secrets returns what no reply may put into a text.
	secrets() []string
}

// BasicAuth returns HTTP Basic credentials: an account SID and its auth token, or
// an API key SID and its secret.
func BasicAuth(username, password string) Credentials {
	return basicAuth{password, "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))}
}

type basicAuth struct{ password, header string }

func (b basicAuth) authorization(context.Context, *Client) (string, error) { return b.header, nil }

func (basicAuth) refused(string) bool { return false }

func (b basicAuth) secrets() []string { return []string{b.password} }
