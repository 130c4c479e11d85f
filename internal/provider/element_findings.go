package provider

import (
	"fmt"
	"slices"
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

// describe names the places, and what is wrong at the first of them: its sentence
// begins with the subject. What else is wrong at two others follows.
func (all elementFindings) describe(list path.Path, subject string) (at path.Path, happened string) {
	var places []string
	for _, f := range all[:min(len(all), 3)] {
		places = append(places, fmt.Sprintf("%s[%d]", list, f.index))
	}
	if len(all) > 3 {
		places[2] = fmt.Sprintf("%d others", len(all)-2)
	}
	happened = check.Enumerate(places) + ": " + subject + " " + all[0].wrong
	different := []string{all[0].wrong}
	for _, f := range all {
		if len(different) < 3 && !slices.Contains(different, f.wrong) {
			different = append(different, f.wrong)
			happened += fmt.Sprintf(" %s[%d] %s", list, f.index, f.wrong)
		}
	}
	return list.AtListIndex(all[0].index), happened
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
