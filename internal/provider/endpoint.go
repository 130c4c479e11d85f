package provider

import (
	"context"
	"fmt"
	"net/url"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

// endpoint returns base_url, or the host of region and edge, and the token endpoint
// that belongs to it.
func (s *settings) endpoint(ctx context.Context) endpoint {
	base := s.value(ctx, baseURL)
	if base != "" {
		s.rejectRegion(ctx)
	}
	known := func(a argument) bool { return !s.configured(ctx, a).IsUnknown() }
	var regionName, edgeName string
	if base == "" || s.isConfigured(ctx, region) || s.isConfigured(ctx, edge) {
		regionName, edgeName = s.value(ctx, region), s.value(ctx, edge)
	}
	if base == "" && known(baseURL) && known(region) && known(edge) {
		regionName, edgeName = s.completeRegion(regionName, edgeName)
	}
	e := endpoint{api: twilio.RegionURL(edgeName, regionName), token: twilio.TokenURL(edgeName, regionName)}
	if replacement, err := check.ParseURL(base); err == nil && base != "" {
		e.api, e.replaced = replacement, true
	}
	return e
}

// completeRegion adds the half that was left out of a region and its edge: Twilio's
// hosts name both.
func (s *settings) completeRegion(regionName, edgeName string) (completeRegion, completeEdge string) {
	switch {
	case regionName == "" && edgeName != "":
		s.fail(edgeWithoutRegion, edge, fmt.Sprintf("edge (%s) is set without region (%s).", edge.variable, region.variable))
		return "us1", edgeName
	case regionName != "" && edgeName == "":
		defaultEdge, known := check.DefaultEdges[regionName]
		if !known && check.Region(regionName) == "" {
			s.fail(unknownRegion, region, fmt.Sprintf("region (%s) is none of the known regions: %s.",
				region.variable, check.Regions()))
		}
		return regionName, defaultEdge
	}
	return regionName, edgeName
}

// rejectRegion reports a region or an edge in the configuration together with a base
// URL: a region chosen for where data may be processed must not be ignored
// silently. One that is not known yet may turn out to be null.
func (s *settings) rejectRegion(ctx context.Context) {
	for _, a := range []argument{region, edge} {
		if value := s.configured(ctx, a); !value.IsNull() && !value.IsUnknown() {
			s.fail(conflictingArguments, a, fmt.Sprintf("%s is set together with base_url (%s).", a.name, baseURL.variable))
		}
	}
}

// tokenEndpoint returns token_url, or else the endpoint's own. Only an OAuth app
// needs it. With an account, the token acts for it: Twilio's own libraries send this
// parameter.
func (s *settings) tokenEndpoint(ctx context.Context, e endpoint, account string) *url.URL {
	address := *e.token
	if replacement, err := check.ParseURL(s.value(ctx, tokenURL)); err == nil && replacement.Host != "" {
		address = *replacement
	}
	if account != "" {
		address.RawQuery = url.Values{"account_sid": {account}}.Encode()
	}
	return &address
}
