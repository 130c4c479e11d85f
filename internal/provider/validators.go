package provider

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// textValidator reports a problem of a text value without repeating the value,
// which the validators of terraform-plugin-framework-validators would.
type textValidator struct {
	subject string // of the sentence that the problem ends
	problem func(value string) string
}

func (v textValidator) Description(context.Context) string {
	return v.subject + " is checked for its form."
}

func (v textValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := v.problem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Argument", v.subject+" "+problem)
	}
}

func emptyProblem(value string) string {
	if value == "" {
		return "is empty. Give it a value, or leave it out."
	}
	return ""
}

func durationProblem(value string) string {
	if duration, err := time.ParseDuration(value); err == nil && duration <= 0 {
		return "must be longer than nothing, such as 90s or 10m."
	}
	return ""
}

// secretProblem also finds what a secret read from a file often ends with.
func secretProblem(value string) string {
	if strings.TrimSpace(value) != value {
		return "begins or ends with white space, such as the end of a line. Remove it, with trimspace where the value comes from a file."
	}
	return emptyProblem(value)
}

// sidProblem checks the form of a SID.
// Source: the patterns in Twilio's OpenAPI document.
func sidProblem(prefix string) func(string) string {
	form := regexp.MustCompile("^" + prefix + "[0-9a-fA-F]{32}$")
	return func(value string) string {
		if form.MatchString(value) {
			return ""
		}
		return fmt.Sprintf("must be %s followed by 32 hexadecimal digits, as Twilio's console shows it; the value has %d characters.",
			prefix, len([]rune(value)))
	}
}

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

// labelProblem keeps a region or an edge from naming another host.
func labelProblem(value string) string {
	if label.MatchString(value) {
		return ""
	}
	return "must be a name such as ie1 or dublin: lower-case letters, digits and hyphens."
}

func baseURLProblem(value string) string {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return "must be a URL such as https://gateway.example.com, with scheme and host."
	case u.User != nil:
		return "must not hold credentials: they have arguments of their own."
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "must end with its host or path: no query, no fragment."
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "must use https: over http the credentials could be read on the way. Only a loopback address (127.0.0.1, localhost, [::1]) may use http."
	}
	return ""
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

var urlEncoded = regexp.MustCompile("%[0-9A-Fa-f]{2}")

// urlEncodedWarning warns of an address that was encoded by hand, as Twilio's
// documentation seems to ask for: it matches nobody.
type urlEncodedWarning struct{}

func (urlEncodedWarning) Description(context.Context) string {
	return "An address that looks URL-encoded is warned of."
}

func (v urlEncodedWarning) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (urlEncodedWarning) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if urlEncoded.MatchString(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Address Looks URL-Encoded",
			"The address holds a percent sign and two hexadecimal digits. The provider encodes addresses itself, so this one is looked up "+
				"with the percent sign in it and will most likely match nothing. Write it as it is: +15005550006, not %2B15005550006.")
	}
}
