package provider

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"terraform-provider-twilio/internal/twilio"
)

// baseURLProblem checks a URL that takes the place of the API's host.
func baseURLProblem(value string) string {
	if problem := urlProblem(value); problem != "" {
		return problem
	}
	if u, err := url.Parse(value); err == nil && strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/v1") {
		return "must not end in /v1: the provider adds /v1 to the URL. Remove it."
	}
	return ""
}

// urlProblem checks a URL that credentials are sent to.
func urlProblem(value string) string {
	if problem := invisibleProblem(value); problem != "" {
		return problem + " Remove it, with trimspace where white space comes from a file."
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return "must be a URL such as https://gateway.example.com, with scheme and host."
	case u.User != nil:
		return "must not contain credentials: they have arguments of their own."
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "must end with its host or path: no query, no fragment."
	case !validPort(u.Port()):
		return "must have a port from 1 to 65535, or none."
	case u.Scheme == "http" && !twilio.IsLoopback(u.Hostname()):
		return "must use https: over http the credentials could be intercepted. " +
			"Only a loopback address (127.0.0.1, localhost, [::1]) may use http."
	}
	return ""
}

func validPort(port string) bool {
	number, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && number > 0
}

// parseURL parses a URL and writes localhost the usual way: with a dot at its
// end Go sends the request through HTTP_PROXY, and may resolve the name in DNS.
func parseURL(value string) (*url.URL, error) {
	u, err := url.Parse(value)
	if err == nil && strings.EqualFold(strings.TrimSuffix(u.Hostname(), "."), "localhost") {
		u.Host = "localhost" + strings.TrimPrefix(u.Host, u.Hostname())
	}
	return u, err
}

// label is one part of a host name. Source: RFC 1123, section 2.1.
var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// labelProblem keeps a region or an edge from naming another host.
func labelProblem(value string) string {
	if problem := invisibleProblem(value); problem != "" {
		return problem + " Remove it."
	}
	if label.MatchString(value) {
		return ""
	}
	return "must be a name such as ie1 or dublin: 1 to 63 lower-case letters, digits and hyphens, " +
		"without a hyphen at the beginning or the end."
}

// regionProblem lists the known regions. It accepts any other that has the form
// of one: Twilio may open more.
func regionProblem(value string) string {
	if problem := labelProblem(value); problem != "" {
		return problem + " Known regions: " + knownRegions() + "."
	}
	return ""
}

// knownRegions lists the regions whose default edge is known.
func knownRegions() string {
	return enumerate(slices.Sorted(maps.Keys(twilio.DefaultEdges)))
}
