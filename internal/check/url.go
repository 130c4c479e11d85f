package check

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// BaseURL checks a URL that takes the place of the API's host.
func BaseURL(value string) string {
	u, problem := credentialsURL(value)
	if problem != "" {
		return problem
	}
	if strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/v1") {
		return "must not end in /v1: the provider adds /v1 to the URL. Remove it."
	}
	switch ofTwilio := twilioHost.MatchString(u.Hostname()); {
	case ofTwilio && apiHost.MatchString(u.Hostname()) && strings.Trim(u.Path, "/") != "", apiPath.MatchString(u.Path):
		return "must not contain the API's own path: the provider adds /v1 and what follows to the URL. Remove /v1 and all after it."
	case ofTwilio && tokenHost.MatchString(u.Hostname()):
		return "is a URL of Twilio's token endpoint. It belongs into token_url; without base_url the requests go to Twilio's API."
	case ofTwilio && !apiHost.MatchString(u.Hostname()):
		return "names another API of Twilio. The Conversations API is at https://conversations.twilio.com, which needs no base_url."
	}
	return ""
}

// TokenURL checks the URL of a token endpoint.
func TokenURL(value string) string {
	u, problem := credentialsURL(value)
	switch {
	case problem != "":
		return problem
	case apiHost.MatchString(u.Hostname()):
		return "names the host of the API, not of the token endpoint. Leave it out: the default is https://oauth.twilio.com/v2/token."
	case tokenHost.MatchString(u.Hostname()) && strings.Trim(u.Path, "/") == "":
		return "must be the whole URL of the token endpoint, with its path, such as https://oauth.twilio.com/v2/token."
	}
	return ""
}

var (
	twilioHost = regexp.MustCompile(`(?i)(^|\.)twilio\.com\.?$`)
	apiHost    = regexp.MustCompile(`(?i)^conversations(\.[a-z0-9-]+){0,2}\.twilio\.com\.?$`)
	tokenHost  = regexp.MustCompile(`(?i)^oauth(\.[a-z0-9-]+){0,2}\.twilio\.com\.?$`)
	apiPath    = regexp.MustCompile(`/v1/+(Services|ParticipantConversations|Configuration|Users|Conversations)(/.*)?$`)
)

// credentialsURL parses and checks a URL that credentials are sent to.
func credentialsURL(value string) (u *url.URL, problem string) {
	if problem := Invisible(value); problem != "" {
		return nil, problem + " Remove it, with trimspace where white space comes from a file."
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, "must be a URL such as https://gateway.example.com, with scheme and host." + missingScheme(value)
	case u.User != nil:
		return nil, "must not contain credentials: they have arguments of their own."
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, "must end with its host or path: no query, no fragment."
	case !validPort(u.Port()):
		return nil, "must have a port from 1 to 65535, or none."
	case u.Scheme == "http" && !IsLoopback(u.Hostname()):
		return nil, "must use https: over http the credentials could be intercepted. " +
			"Only a loopback address (127.0.0.1, localhost, [::1]) may use http."
	}
	return u, ""
}

// missingScheme says what to write where only the scheme is missing.
func missingScheme(value string) string {
	u, err := url.Parse("https://" + strings.TrimPrefix(value, "//"))
	switch {
	case strings.Contains(value, "://") || err != nil:
		return ""
	case IsLoopback(u.Hostname()):
		return " Write http:// or https:// before the host."
	case strings.Contains(u.Hostname(), "."):
		return " Write https:// before the host."
	}
	return ""
}

func validPort(port string) bool {
	number, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && number > 0
}

// ParseURL parses a URL and writes localhost the usual way: with a dot at its
// end Go sends the request through HTTP_PROXY, and may resolve the name in DNS.
func ParseURL(value string) (*url.URL, error) {
	u, err := url.Parse(value)
	if err == nil && strings.EqualFold(strings.TrimSuffix(u.Hostname(), "."), "localhost") {
		u.Host = "localhost" + strings.TrimPrefix(u.Host, u.Hostname())
	}
	return u, err
}

// IsLoopback reports whether a host name or an address, without a port, is this
// machine's own.
func IsLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
