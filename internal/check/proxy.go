package check

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// Proxy checks the environment variable that should lead to a proxy for the target,
// and returns its name where something is wrong. Go ignores a value that it cannot
// parse (a raw % in the password, a leading blank, a trailing newline), so that the
// request would go past the proxy, and speaks HTTP to a proxy whose scheme it does
// not know.
func Proxy(getenv func(string) string, target *url.URL) (variable, problem string) {
	variable, value := firstSet(getenv, proxyVariable(target))
	if value == "" || bypasses(getenv, target) {
		return "", ""
	}
	switch address := proxyOf(value, "", target); {
	// Of a value such as "/proxy" Go makes an address without a host.
	case address == nil || address.Host == "":
		return variable, "is not a valid URL. Go ignores such a variable."
	case !slices.Contains(proxySchemes, address.Scheme):
		return variable, "has a scheme that Go does not know, and would speak HTTP to. It knows " + Enumerate(proxySchemes) + "."
	}
	return "", ""
}

// proxySchemes are those that net/http gives a meaning of their own.
var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// UnheededProxy returns the name of a set variable that other programs take for a
// proxy of every scheme. Go does not read it, so that requests go past that proxy.
func UnheededProxy(getenv func(string) string, target *url.URL) (variable string) {
	variable, value := firstSet(getenv, "ALL_PROXY")
	_, heeded := firstSet(getenv, proxyVariable(target))
	if value == "" || heeded != "" || bypasses(getenv, target) {
		return ""
	}
	return variable
}

func proxyVariable(target *url.URL) string {
	if target.Scheme == "http" {
		return "HTTP_PROXY"
	}
	return "HTTPS_PROXY"
}

// bypasses reports whether requests to the target use no proxy, whichever is set.
func bypasses(getenv func(string) string, target *url.URL) bool {
	_, exclusions := firstSet(getenv, "NO_PROXY")
	return IsLoopback(target.Hostname()) || proxyOf("http://proxy.invalid", exclusions, target) == nil
}

// proxyOf returns the proxy that Go makes of a variable's value, or nil.
func proxyOf(value, exclusions string, target *url.URL) *url.URL {
	config := httpproxy.Config{HTTPProxy: value, HTTPSProxy: value, NoProxy: exclusions}
	address, err := config.ProxyFunc()(target)
	if err != nil {
		return nil
	}
	return address
}

// firstSet reads a variable as Go does: in upper case, or else in lower case.
func firstSet(getenv func(string) string, name string) (variable, value string) {
	if value := getenv(name); value != "" {
		return name, value
	}
	name = strings.ToLower(name)
	return name, getenv(name)
}
