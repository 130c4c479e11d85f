package provider

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"terraform-provider-twilio/internal/twiliotest"
)

// recorder is a transport that keeps the last request and answers 404.
type recorder struct{ last *http.Request }

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.last = request
	return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: http.NoBody, Request: request}, nil
}

// basicAuth returns the credentials of a request that the fake recorded.
func basicAuth(r twiliotest.Request) (username, password string, err error) {
	encoded, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Basic ")
	if !ok {
		return "", "", errors.New("no Basic credentials")
	}
	text, err := base64.StdEncoding.DecodeString(encoded)
	username, password, _ = strings.Cut(string(text), ":")
	return username, password, err
}
