package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// defaultTimeout bounds a read whose configuration sets no timeout.
const defaultTimeout = 10 * time.Minute

func durationProblem(value string) string {
	if duration, err := time.ParseDuration(value); err != nil || duration <= 0 {
		return "must be a duration such as 90s, 10m or 1h, greater than zero."
	}
	return ""
}

// timeoutsAttribute has the form that terraform-plugin-framework-timeouts gives
// it, whose message about a malformed duration repeats the value.
func timeoutsAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Time limits.",
		Attributes: map[string]schema.Attribute{
			"read": textArgument("Maximum duration of the whole read, retries and waits included, such as `90s` or `1h`. Default: `10m`.",
				require("The argument timeouts.read", durationProblem)),
		},
	}
}

// readTimeout returns timeouts.read, or the default. A value that is no duration
// does not pass validation.
func readTimeout(ctx context.Context, config tfsdk.Config) (time.Duration, diag.Diagnostics) {
	var read types.String
	diags := config.GetAttribute(ctx, path.Root("timeouts").AtName("read"), &read)
	if timeout, err := time.ParseDuration(read.ValueString()); err == nil {
		return timeout, diags
	}
	return defaultTimeout, diags
}
