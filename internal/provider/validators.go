package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// textValidator reports a problem of a text value, or of elements of a list, without
// repeating a value, which the validators of terraform-plugin-framework-validators
// would.
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
	if wrong := v.problem(req.ConfigValue.ValueString()); wrong != "" {
		resp.Diagnostics.Append(invalidArgument.diagnostic(req.Path, v.subject+" "+wrong))
	}
}

func (v textValidator) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	const null = "is null. Leave it out, for example with compact."
	if found := findInElements(req.ConfigValue, null, v.problem); len(found) > 0 {
		at, happened := found.describe(req.Path, v.subject)
		resp.Diagnostics.Append(invalidArgument.diagnostic(at, happened))
	}
}
