package provider

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// textValidator reports a problem of a text value without repeating the value,
// which the validators of terraform-plugin-framework-validators would.
type textValidator struct {
	subject string // of the sentence that the problem ends
	problem func(value string) string
}

func (v textValidator) Description(context.Context) string {
	return v.subject + " is checked for its form."
}

func (v textValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v textValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := v.problem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, invalidArgument.summary, v.subject+" "+problem)
	}
}

func emptyProblem(value string) string {
	if value == "" {
		return "is empty. Give it a value, or leave it out."
	}
	return ""
}

// secretProblem also finds what a secret read from a file often ends with.
func secretProblem(value string) string {
	if strings.TrimSpace(value) != value {
		return "begins or ends with white space, such as the end of a line. Remove it, with trimspace where the value comes from a file."
	}
	return emptyProblem(value)
}

// lengthProblem checks that a value has from least to most Unicode characters.
func lengthProblem(least, most int) func(string) string {
	return func(value string) string {
		length := utf8.RuneCountInString(value)
		switch {
		case length == 0 && least > 0:
			return fmt.Sprintf("must have %d to %d characters; the value is empty.", least, most)
		case length < least || length > most:
			return fmt.Sprintf("must have %d to %d characters; the value has %d.", least, most, length)
		}
		return ""
	}
}

// noNullElements rejects null among the elements of a list, which the validators of
// elements pass over.
type noNullElements struct{}

func (noNullElements) Description(context.Context) string { return "Elements must not be null." }

func (v noNullElements) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (noNullElements) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for i, element := range req.ConfigValue.Elements() {
		if element.IsNull() {
			resp.Diagnostics.AddAttributeError(req.Path.AtListIndex(i), invalidArgument.summary,
				"The element is null. Leave it out, for example with compact.")
		}
	}
}
