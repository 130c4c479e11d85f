package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Troubleshooting fills in the tables of the troubleshooting guide: every message of the
// provider with its cause and remedy, indexes of them by symptom and by Twilio's code,
// and defects of the provider itself.
func Troubleshooting(guide string) string {
	problems := slices.Concat(argumentProblems, regionProblems, tokenProblems, readProblems)
	for _, l := range lists {
		problems = append(problems, l.problems...)
	}
	symptoms, codes := map[string][]string{}, map[int][]string{}
	for _, p := range problems {
		if p.symptom != "" {
			symptoms[p.symptom] = append(symptoms[p.symptom], p.summary)
		}
		for _, c := range p.codes {
			codes[c] = append(codes[c], p.summary)
		}
	}
	return strings.NewReplacer(
		"<!-- messages -->\n", messagesTable(problems), "<!-- symptoms -->\n", indexTable(symptoms),
		"<!-- codes -->\n", indexTable(codes), "<!-- defects -->\n", messagesTable(defects),
	).Replace(guide)
}

func messagesTable(problems []problem) string {
	rows := make([]string, len(problems))
	for i, p := range problems {
		severity := "error"
		if p.warning {
			severity = "warning"
		}
		advice := p.remedy
		if p.host != "" {
			advice += " " + checkRegion + p.host + ". Where base_url is set, check it instead."
		}
		rows[i] = fmt.Sprintf("| %s | %s | %s | %s |\n", p.summary, severity, p.cause, advice)
	}
	slices.Sort(rows)
	return strings.Join(slices.Compact(rows), "")
}

// indexTable has a row for each symptom or code, with the messages that it leads to.
func indexTable[K int | string](index map[K][]string) string {
	var rows strings.Builder
	for _, key := range slices.Sorted(maps.Keys(index)) {
		slices.Sort(index[key])
		fmt.Fprintf(&rows, "| %v | %s |\n", key, strings.Join(slices.Compact(index[key]), "; "))
	}
	return rows.String()
}
