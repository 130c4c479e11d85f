package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/check"
)

// The kinds of arguments that a list has.

func textArgument(description string, validators ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: validators}
}

func textsArgument(description string, validators ...validator.List) schema.ListAttribute {
	return schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: description, Validators: validators}
}

// sidArgument names one object by its SID. The argument with an s at its end names
// several, and one of the two is required.
func sidArgument(name, prefix, object string) schema.StringAttribute {
	return textArgument(fmt.Sprintf("SID of the %s: `%s` and 32 hexadecimal digits. Exactly one of `%s` and `%ss` is required.", object, prefix, name, name),
		require("The argument "+name, check.SID(prefix)), stringvalidator.ExactlyOneOf(path.MatchRoot(name+"s")))
}
