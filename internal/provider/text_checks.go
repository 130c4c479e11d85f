package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// textChecks serve a text argument and the elements of a list alike. They never repeat
// a value, which the validators of terraform-plugin-framework-validators would.
type textChecks []textCheck

type textCheck struct {
	problem problem
	subject string                   // of the sentence that find ends
	null    string                   // what is wrong with an element that is null
	find    func(text string) string // says what is wrong, empty where nothing is
	remedy  func(text string) string // in addition to the problem's own; nil: none
}

// require reports a value of which find says that something is wrong.
func require(subject string, find func(text string) string) textChecks {
	const null = "is null. Leave it out, for example with compact."
	return textChecks{{problem: invalidArgument, subject: subject, null: null, find: find}}
}

func (textChecks) Description(context.Context) string { return "The text is checked for its form." }

func (all textChecks) MarkdownDescription(ctx context.Context) string { return all.Description(ctx) }

func (all textChecks) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	for _, c := range all {
		if wrong := c.find(text); wrong != "" {
			resp.Diagnostics.Append(c.problem.diagnostic(req.Path, c.subject+" "+wrong, c.more(text)))
		}
	}
}

func (all textChecks) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for _, c := range all {
		if found := findInElements(req.ConfigValue, c.null, c.find); len(found) > 0 {
			at, happened := found.describe(req.Path, c.subject)
			resp.Diagnostics.Append(c.problem.diagnostic(at, happened, c.more(found[0].value)))
		}
	}
}

func (c textCheck) more(text string) string {
	if c.remedy == nil {
		return ""
	}
	return c.remedy(text)
}
