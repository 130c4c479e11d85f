package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/check"
)

// elementFindings are what a check found in the elements of a list. A message comes
// once for all of them: a file of names has the same fault in each line.
type elementFindings []elementFinding

type elementFinding struct {
	index        int
	value, wrong string
}

// findInElements checks each element that is known: Terraform validates again once the
// others are. null is what is wrong with an element that is null.
func findInElements(list types.List, null string, problem func(value string) string) (all elementFindings) {
	for i, element := range list.Elements() {
		if element.IsUnknown() {
			continue
		}
		value, wrong := "", null
		if text, ok := element.(types.String); ok && !text.IsNull() {
			value = text.ValueString()
			wrong = problem(value)
		}
		if wrong != "" {
			all = append(all, elementFinding{i, value, wrong})
		}
	}
	return all
}

// place is the path that the message stands on.
func (all elementFindings) place(list path.Path) path.Path { return list.AtListIndex(all[0].index) }

// describe names the places, and what is wrong at the first of them: its sentence
// begins with the subject. What else is wrong at others follows.
func (all elementFindings) describe(list path.Path, subject string) string {
	const named = 3
	place := func(f elementFinding) string { return fmt.Sprintf("%s[%d]", list, f.index) }
	var places []string
	for _, f := range all[:min(len(all), named)] {
		places = append(places, place(f))
	}
	if len(all) > named {
		places = append(places[:named-1], fmt.Sprintf("%d others", len(all)-named+1))
	}
	distinct := all.distinct()
	text := check.Enumerate(places) + ": " + subject + " " + distinct[0].wrong
	for _, f := range distinct[1:] {
		text += " " + place(f) + " " + f.wrong
	}
	return text
}

// distinct returns the first three findings that differ.
func (all elementFindings) distinct() (different elementFindings) {
	seen := map[string]struct{}{}
	for _, f := range all {
		if _, again := seen[f.wrong]; !again {
			seen[f.wrong] = struct{}{}
			if different = append(different, f); len(different) == 3 {
				break
			}
		}
	}
	return different
}

// values are those of the distinct findings.
func (all elementFindings) values() (values []string) {
	for _, f := range all.distinct() {
		values = append(values, f.value)
	}
	return values
}

// addTo writes the message about an argument: what happened, its cause and its
// remedy, and what else there is to know.
func (p problem) addTo(diags *diag.Diagnostics, at path.Path, happened string, more ...string) {
	detail := strings.TrimSpace(strings.Join(append([]string{happened, p.cause, p.remedy}, more...), " "))
	if p.warning {
		diags.AddAttributeWarning(at, p.summary, detail)
		return
	}
	diags.AddAttributeError(at, p.summary, detail)
}
