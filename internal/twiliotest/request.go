package twiliotest

import (
	"net/http"
	"net/url"
	"time"
)

// Request is a request that arrived, of the API or of the token endpoint.
type Request struct {
	Time     time.Time
	Method   string
	Path     string // as it was escaped
	RawQuery string
	Query    url.Values
	Form     url.Values // of a POST request's body
	Header   http.Header
}
