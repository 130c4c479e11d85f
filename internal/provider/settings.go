package provider

import (
	"fmt"
	"math"
	"net/url"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/twilio"
)

// settings works the provider's arguments out: unknown ones are set aside,
// values in the configuration beat the environment, and every problem is
// collected.
type settings struct {
	getenv  func(string) string
	diags   *diag.Diagnostics
	unknown []string
}

// check reports the problems of what the configuration holds, used or not.
func (s *settings) check(c configuration) {
	for _, set := range []struct {
		argument
		configured types.String
	}{
		{accountSID, c.AccountSID}, {authToken, c.AuthToken}, {apiKey, c.APIKey}, {apiSecret, c.APISecret},
		{region, c.Region}, {edge, c.Edge}, {baseURL, c.BaseURL},
	} {
		if !set.configured.IsNull() && !set.configured.IsUnknown() {
			s.report(set.argument, set.configured.ValueString())
		}
	}
}

func (s *settings) report(a argument, value string) {
	if problem := a.problem(value); problem != "" {
		s.fail(a, "Invalid Argument", a.subject()+" "+problem)
	}
}

// value returns an argument's value, empty where it is absent or not known yet.
func (s *settings) value(a argument, configured types.String) string {
	switch {
	case configured.IsUnknown():
		s.unknown = append(s.unknown, a.name)
		return ""
	case !configured.IsNull():
		return configured.ValueString()
	}
	value := s.getenv(a.variable)
	if value != "" {
		s.report(a, value)
	}
	return value
}

func (s *settings) fail(a argument, summary, detail string) {
	s.diags.AddAttributeError(path.Root(a.name), summary, detail)
}

// credentials are taken as a group: a kind that the configuration holds any
// part of is completed from the same kind's variables, and the other kind's
// variables play no part. Within one source the key pair wins over the token.
func (s *settings) credentials(c configuration) (username, password string) {
	useKey := !c.APIKey.IsNull() || !c.APISecret.IsNull()
	if !useKey && c.AccountSID.IsNull() && c.AuthToken.IsNull() {
		useKey = s.getenv(apiKey.variable) != "" || s.getenv(apiSecret.variable) != ""
	}
	if useKey {
		return s.pair(apiKey, c.APIKey, apiSecret, c.APISecret, "")
	}
	other := fmt.Sprintf(" An API key does as well: %s and %s (%s and %s).", apiKey.name, apiSecret.name, apiKey.variable, apiSecret.variable)
	if !c.AccountSID.IsNull() || !c.AuthToken.IsNull() {
		other += " Its variables are not used here, since the configuration holds account_sid or auth_token: they may be another account's."
	}
	return s.pair(accountSID, c.AccountSID, authToken, c.AuthToken, other)
}

func (s *settings) pair(user argument, configuredUser types.String, secret argument, configuredSecret types.String, other string) (username, password string) {
	username, password = s.value(user, configuredUser), s.value(secret, configuredSecret)
	for _, half := range []struct {
		argument
		configured types.String
		value      string
	}{{user, configuredUser, username}, {secret, configuredSecret, password}} {
		if half.value == "" && !half.configured.Equal(types.StringValue("")) && !half.configured.IsUnknown() {
			s.fail(half.argument, "Missing Twilio Credentials", fmt.Sprintf(
				"%s and %s authenticate together, and %s has no value. Set it in the provider block or in the environment variable %s.%s",
				user.name, secret.name, half.name, half.variable, other))
		}
	}
	return username, password
}

// endpoint returns the base URL: base_url, or the host of edge and region.
func (s *settings) endpoint(c configuration) *url.URL {
	if address := s.value(baseURL, c.BaseURL); address != "" {
		excludeRegion(c, s.diags)
		parsed, err := url.Parse(address)
		if err == nil && !c.Region.IsUnknown() && !c.Edge.IsUnknown() {
			return parsed
		}
	}
	regionName, edgeName := s.value(region, c.Region), s.value(edge, c.Edge)
	switch {
	case c.BaseURL.IsUnknown(), c.Region.IsUnknown(), c.Edge.IsUnknown():
		return &url.URL{} // for nobody: what is not known is needed for a read
	case regionName == "" && edgeName != "":
		regionName = "us1"
		s.diags.AddAttributeWarning(path.Root(edge.name), "Edge Without a Region", fmt.Sprintf(
			"The edge %s (%s) is set and no region: requests enter there, and are processed in the region us1. "+
				"If the data is to stay in another region, set region (%s); if us1 is meant, set region = \"us1\".",
			edgeName, edge.variable, region.variable))
	case regionName != "" && edgeName == "":
		known := false
		if edgeName, known = twilio.DefaultEdges[regionName]; !known && labelProblem(regionName) == "" {
			s.fail(edge, "Missing Edge", fmt.Sprintf(
				"The default edge of the region %s is not known here, and Twilio's hosts name both. Set edge (%s), or correct region (%s).",
				regionName, edge.variable, region.variable))
		}
	}
	return twilio.RegionURL(edgeName, regionName)
}

// excludeRegion reports a region or an edge in the configuration beside a
// base URL: one of them would silently play no part. One that is not known yet
// may turn out to be null.
func excludeRegion(c configuration, diags *diag.Diagnostics) {
	for _, beside := range []struct {
		argument
		configured types.String
	}{{region, c.Region}, {edge, c.Edge}} {
		if !beside.configured.IsNull() && !beside.configured.IsUnknown() {
			diags.AddAttributeError(path.Root(beside.name), "Conflicting Arguments", fmt.Sprintf(
				"base_url (%s) replaces the host that %s would choose. Remove one of the two.", baseURL.variable, beside.name))
		}
	}
}

func (s *settings) maxRetries(c configuration) int {
	switch {
	case c.MaxRetries.IsUnknown():
		s.unknown = append(s.unknown, "max_retries")
		return 0
	case c.MaxRetries.IsNull():
		return defaultMaxRetries
	}
	return int(min(c.MaxRetries.ValueInt64(), math.MaxInt))
}

// unknownDetail tells what to do about arguments that are not known yet.
func unknownDetail(names []string) string {
	return fmt.Sprintf("Not known until apply, so nothing can be read yet: %s of the provider. "+
		"Create what it comes from first (terraform apply -target=…), give it a value that is known while planning, "+
		"or have this block read during apply too: a data source by depends_on with the same resource, an ephemeral resource by an argument whose value comes from it.", enumerate(names))
}
