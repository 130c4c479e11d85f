package twilio

import (
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// ProxyProblem returns the name of the environment variable that should lead to a
// proxy for the target and cannot, or an empty string. Go ignores a value that it
// cannot parse (a raw % in the password, a leading blank, a trailing newline), so
// the request would go past the proxy.
func ProxyProblem(getenv func(string) string, target *url.URL) (variable string) {
	if IsLoopback(target.Hostname()) {
		return ""
	}
	name := "HTTPS_PROXY"
	if target.Scheme == "http" {
		name = "HTTP_PROXY"
	}
	variable, value := firstSet(getenv, name)
	_, exclusions := firstSet(getenv, "NO_PROXY")
	proxy := func(value string) *url.URL {
		config := httpproxy.Config{HTTPProxy: value, HTTPSProxy: value, NoProxy: exclusions}
		address, err := config.ProxyFunc()(target)
		if err != nil {
			return nil
		}
		return address
	}
	excluded := proxy("http://proxy.invalid") == nil
	if value == "" || excluded {
		return ""
	}
	// Of a value such as "/proxy" Go makes an address without a host.
	if address := proxy(value); address == nil || address.Host == "" {
		return variable
	}
	return ""
}

// firstSet reads a variable as Go does: in upper case, or else in lower case.
func firstSet(getenv func(string) string, name string) (variable, value string) {
	if value := getenv(name); value != "" {
		return name, value
	}
	name = strings.ToLower(name)
	return name, getenv(name)
}
