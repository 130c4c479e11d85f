package provider

import (
	"fmt"
	"slices"
	"strings"
)

// Troubleshooting returns the rows of the troubleshooting guide as Markdown: every
// message of the provider, with its causes and remedies, sorted.
func Troubleshooting() string {
	problems := slices.Concat(argumentProblems, tokenProblems, readProblems)
	for _, l := range lists {
		problems = append(problems, l.problems...)
	}
	slices.SortStableFunc(problems, func(a, b problem) int { return strings.Compare(a.summary, b.summary) })
	var rows strings.Builder
	for _, p := range problems {
		severity := "error"
		if p.warning {
			severity = "warning"
		}
		remedy := p.remedy
		if p.hosts {
			remedy += " " + checkRegion + " Where base_url is set, check it instead."
		}
		fmt.Fprintf(&rows, "| %s | %s | %s | %s |\n", p.summary, severity, p.cause, remedy)
	}
	return rows.String()
}
