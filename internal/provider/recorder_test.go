package provider

import (
	"crypto/tls"
	"net/http"
)

// instead lets another one make the round trips of a client's transport; nil for its
// own.
func instead(other http.RoundTripper) func(*http.Transport) {
	if other == nil {
		return nil
	}
	return func(transport *http.Transport) {
		transport.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{} // or https is taken
		transport.RegisterProtocol("http", other)
		transport.RegisterProtocol("https", other)
	}
}

// recorder is a transport that keeps the last request and answers 404.
type recorder struct{ last *http.Request }

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.last = request
	return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: http.NoBody, Request: request}, nil
}
