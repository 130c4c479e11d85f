package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"terraform-provider-twilio/internal/check"
)

// nameWarnings warn of names that most likely match no participant. Twilio matches
// exactly, so such a name gives an empty list and no error. They serve an argument and
// the elements of a list alike, and never hold a name: it is personal data.
type nameWarnings []nameWarning

type nameWarning struct {
	problem problem
	find    func(name string) string
	remedy  func(name string) string // in addition to the problem's own; nil: none
}

var (
	identityWarnings = nameWarnings{
		{invisibleInIdentity, check.Invisible, check.InvisibleRemedy},
		{identityIsAddress, check.IdentityForm, nil},
	}
	addressWarnings = nameWarnings{
		{invisibleInAddress, check.Invisible, check.InvisibleRemedy},
		{encodedAddress, check.Encoding, nil},
		{oddAddress, check.AddressForm, nil},
		{addressIsIdentity, check.AddressName, nil},
	}
)

func (nameWarnings) Description(context.Context) string {
	return "Warns of a name that most likely matches no participant."
}

func (w nameWarnings) MarkdownDescription(ctx context.Context) string { return w.Description(ctx) }

// ValidateString checks an argument. One that is null or not known yet is empty here,
// and an empty name has no warning.
func (w nameWarnings) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	name := req.ConfigValue.ValueString()
	for _, warning := range w {
		if found := warning.find(name); found != "" {
			resp.Diagnostics.Append(warning.problem.diagnostic(req.Path, "The value "+found, warning.more(name)))
		}
	}
}

func (w nameWarnings) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for _, warning := range w {
		if found := findInElements(req.ConfigValue, "", warning.find); len(found) > 0 {
			at, happened := found.describe(req.Path, "The value")
			resp.Diagnostics.Append(warning.problem.diagnostic(at, happened, warning.more(found[0].value)))
		}
	}
}

func (w nameWarning) more(name string) string {
	if w.remedy == nil {
		return ""
	}
	return w.remedy(name)
}
