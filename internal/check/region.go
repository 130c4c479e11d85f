package check

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

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

// Region accepts any name that has the form of a region, since Twilio may open
// more, but no known edge. Of a malformed one it lists the known regions.
func Region(value string) string {
	if problem := hostLabel(value); problem != "" {
		return problem + " Known regions: " + Regions() + "."
	}
	for region, edge := range DefaultEdges {
		if value == edge {
			return fmt.Sprintf("takes a region; this is the edge of the region %s. Set region = %q.", region, region)
		}
	}
	return ""
}

// Edge accepts any name that has the form of an edge, but no known region.
func Edge(value string) string {
	if DefaultEdges[value] != "" {
		return fmt.Sprintf("takes an edge; this is a region. Set region = %q, and leave edge out.", value)
	}
	return hostLabel(value)
}

// Regions lists the regions whose default edge is known.
func Regions() string {
	return Enumerate(slices.Sorted(maps.Keys(DefaultEdges)))
}

// label is one part of a host name. Source: RFC 1123, section 2.1.
var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// hostLabel keeps a region or an edge from naming another host.
func hostLabel(value string) string {
	if problem := Invisible(value); problem != "" {
		return problem + " Remove it."
	}
	if label.MatchString(value) {
		return ""
	}
	return "must be a name such as ie1 or dublin: 1 to 63 lower-case letters, digits and hyphens, " +
		"without a hyphen at the beginning or the end."
}
