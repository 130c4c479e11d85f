package provider

import (
	"fmt"
	"slices"

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
func findInElements(elements types.List, null string, find func(value string) string) (all elementFindings) {
	for i, element := range elements.Elements() {
		if element.IsUnknown() {
			continue
		}
		value, wrong := "", null
		if known, ok := element.(types.String); ok && !known.IsNull() {
			value = known.ValueString()
			wrong = find(value)
		}
		if wrong != "" {
			all = append(all, elementFinding{i, value, wrong})
		}
	}
	return all
}

// describe names the places, and what is wrong at the first of them: its sentence
// begins with the subject. What else is wrong at two others follows.
func (all elementFindings) describe(of path.Path, subject string) (at path.Path, happened string) {
	var places []string
	for _, f := range all[:min(len(all), 3)] {
		places = append(places, fmt.Sprintf("%s[%d]", of, f.index))
	}
	if len(all) > 3 {
		places[2] = fmt.Sprintf("%d others", len(all)-2)
	}
	happened = check.Enumerate(places) + ": " + subject + " " + all[0].wrong
	different := []string{all[0].wrong}
	for _, f := range all {
		if len(different) < 3 && !slices.Contains(different, f.wrong) {
			different = append(different, f.wrong)
			happened += fmt.Sprintf(" %s[%d] %s", of, f.index, f.wrong)
		}
	}
	return of.AtListIndex(all[0].index), happened
}
