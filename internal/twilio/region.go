package twilio

import "net/url"

// DefaultEdges maps each region to the edge that serves it when none is named.
// Source: Twilio's list of regions and edges.
var DefaultEdges = map[string]string{
	"au1": "sydney",
	"br1": "sao-paulo",
	"de1": "frankfurt",
	"ie1": "dublin",
	"jp1": "tokyo",
	"jp2": "osaka",
	"sg1": "singapore",
	"us1": "ashburn",
	"us2": "umatilla",
}

// RegionURL returns the base URL of the API in a region, reached through an
// edge. Hosts that name a region alone are being switched off, so both are
// needed; where both are empty it is the global host.
func RegionURL(edge, region string) *url.URL { return regionURL("conversations", edge, region) }

// TokenURL returns the URL that issues tokens to OAuth apps in a region.
// Source: Twilio's own libraries; no document names a regional one.
func TokenURL(edge, region string) *url.URL {
	return regionURL("oauth", edge, region).JoinPath("v2", "token")
}

func regionURL(product, edge, region string) *url.URL {
	if edge == "" && region == "" {
		return &url.URL{Scheme: "https", Host: product + ".twilio.com"}
	}
	return &url.URL{Scheme: "https", Host: product + "." + edge + "." + region + ".twilio.com"}
}
