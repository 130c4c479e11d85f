package check

import "strings"

// Secret also finds what a secret read from a file often ends with, and a SID in
// the place of its secret.
func Secret(value string) string {
	if strings.TrimSpace(value) != value {
		return "begins or ends with white space, such as the end of a line. Remove it, with trimspace where the value comes from a file."
	}
	if sidForm.MatchString(value) && sidNames[value[:2]] != "" {
		return "takes a secret; this is " + sidName(value[:2]) + "."
	}
	return NotEmpty(value)
}
