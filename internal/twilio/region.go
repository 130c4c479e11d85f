package twilio

import "net/url"

// RegionURL returns the base URL of the API in a region, reached through an
// edge. Hosts that name a region alone are being switched off, so both are
// needed; where both are empty it is the global host.
func RegionURL(edge, region string) *url.URL { return regionURL("conversations", edge, region) }

// TokenURL returns the URL that issues tokens to OAuth apps in a region.
// Source: Twilio's own libraries; no document names a regional one.
func TokenURL(edge, region string) *url.URL {
	return regionURL("oauth", edge, region).JoinPath(tokenPath)
}

func regionURL(product, edge, region string) *url.URL {
	if edge == "" && region == "" {
		return &url.URL{Scheme: "https", Host: product + ".twilio.com"}
	}
	return &url.URL{Scheme: "https", Host: product + "." + edge + "." + region + ".twilio.com"}
}
