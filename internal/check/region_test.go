package check

import (
	"strings"
	"testing"
)

func TestRegionAndEdgeNames(t *testing.T) {
	t.Parallel()
	const form = "must be a name such as ie1 or dublin"
	for value, want := range map[string]string{
		"ie1-edge":              "",
		"a-b":                   "",
		"x":                     "",
		"xx9":                   "",
		strings.Repeat("a", 63): "",
		strings.Repeat("a", 64): form,
		"":                      form,
		"IE1":                   form,
		"-ie1":                  form,
		"ie1-":                  form,
		"ie1.evil.example/":     form,
		"ie 1":                  form,
		"ie1\n":                 "a line feed (U+000A) at the end",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			edge, region := Edge(value), Region(value)
			if !strings.Contains(edge, want) || (edge == "") != (want == "") {
				t.Errorf("edge: %q, want %q", edge, want)
			}
			listed := edge + " Known regions: au1, br1, de1, ie1, jp1, jp2, sg1, us1 and us2."
			if want == "" {
				listed = ""
			}
			if region != listed {
				t.Errorf("region: %q, want %q", region, listed)
			}
		})
	}
}

// TestRegionsAndEdgesMixedUp: the check says what was probably meant.
func TestRegionsAndEdgesMixedUp(t *testing.T) {
	t.Parallel()
	for region, edge := range DefaultEdges {
		for _, test := range []struct{ got, want string }{
			{Region(region), ""},
			{Edge(edge), ""},
			{Region(edge), "takes a region; this is the edge of the region " + region + `. Set region = "` + region + `".`},
			{Edge(region), `takes an edge; this is a region. Set region = "` + region + `", and leave edge out.`},
		} {
			if test.got != test.want {
				t.Errorf("%s, %s: %q, want %q", region, edge, test.got, test.want)
			}
		}
	}
}
