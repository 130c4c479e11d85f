package connect

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"terraform-provider-twilio/internal/check"
)

// proxyFromEnvironment is http.ProxyFromEnvironment, which knows localhost in
// lower case and without a final dot alone. Requests to a loopback host may go
// over http, so a proxy would see their credentials.
func proxyFromEnvironment(request *http.Request) (*url.URL, error) {
	if check.IsLoopback(request.URL.Hostname()) {
		return nil, nil
	}
	address, err := http.ProxyFromEnvironment(request)
	if err != nil || address == nil {
		return nil, err
	}
	switch address.Scheme {
	case "http", "https", "socks5", "socks5h":
		return address, nil
	}
	return nil, errProxyScheme // net/http would take socks4 for http
}

// checkProxyConnect checks a proxy's reply to CONNECT. net/http would put the
// proxy's own words into the error.
func checkProxyConnect(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	status := response.StatusCode
	reply := strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
	switch {
	case status == http.StatusOK:
		return nil
	case status >= 400 && status < 500:
		return &Error{Class: ErrProxy, text: "the proxy of HTTPS_PROXY refused the connection: " + reply, Permanent: true}
	}
	return &Error{Class: ErrProxy, text: "the proxy of HTTPS_PROXY failed: " + reply}
}
