package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// defaultMaxRetries: ten retries with their backoff fit into the default time
// of a read.
const defaultMaxRetries = 10

// configuration is the provider's block.
type configuration struct {
	AccountSID types.String `tfsdk:"account_sid"`
	AuthToken  types.String `tfsdk:"auth_token"`
	APIKey     types.String `tfsdk:"api_key"`
	APISecret  types.String `tfsdk:"api_secret"`
	Region     types.String `tfsdk:"region"`
	Edge       types.String `tfsdk:"edge"`
	BaseURL    types.String `tfsdk:"base_url"`
	MaxRetries types.Int64  `tfsdk:"max_retries"`
}

// argument is a text argument of the provider, which an environment variable
// can stand for.
type argument struct {
	name, variable string
	// problem tells what is wrong with a value, empty where nothing is. It never
	// repeats the value: it may be a secret in the wrong place.
	problem func(value string) string
}

var (
	accountSID = argument{"account_sid", "TWILIO_ACCOUNT_SID", sidProblem("AC")}
	authToken  = argument{"auth_token", "TWILIO_AUTH_TOKEN", secretProblem}
	apiKey     = argument{"api_key", "TWILIO_API_KEY", sidProblem("SK")}
	apiSecret  = argument{"api_secret", "TWILIO_API_SECRET", secretProblem}
	region     = argument{"region", "TWILIO_REGION", labelProblem}
	edge       = argument{"edge", "TWILIO_EDGE", labelProblem}
	baseURL    = argument{"base_url", "TWILIO_CONVERSATIONS_BASE_URL", baseURLProblem}
)

// attribute returns the argument's schema.
func (a argument) attribute(sensitive bool, description string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		Sensitive:           sensitive,
		MarkdownDescription: fmt.Sprintf("%s Environment variable: `%s`.", description, a.variable),
		Validators:          []validator.String{textValidator{subject: a.subject(), problem: a.problem}},
	}
}

// subject begins the sentence that tells a problem of the argument.
func (a argument) subject() string {
	return fmt.Sprintf("The provider argument %s (environment variable %s)", a.name, a.variable)
}

func (p *twilioProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads from Twilio's Conversations API.",
		Attributes: map[string]schema.Attribute{
			"account_sid": accountSID.attribute(false, "Account SID: `AC` and 32 hexadecimal digits. Needed beside `auth_token`."),
			"auth_token":  authToken.attribute(true, "Auth token of the account; with `account_sid` one of the two ways to authenticate."),
			"api_key":     apiKey.attribute(false, "SID of an API key: `SK` and 32 hexadecimal digits; with `api_secret` the other way to authenticate, which wins where both are given."),
			"api_secret":  apiSecret.attribute(true, "Secret of the API key."),
			"region": region.attribute(false, "Region that holds the data, such as `ie1`; default `us1`. "+
				"Credentials belong to one region. Without `edge`, the region's default edge is used."),
			"edge": edge.attribute(false, "Edge through which the region is reached, such as `dublin`. An edge alone means region `us1`, with a warning."),
			"base_url": baseURL.attribute(false, "URL that replaces the host, for a proxy, a gateway or a test server: `https`, or `http` to a loopback address. "+
				"Excludes `region` and `edge`, and beats their environment variables."),
			"max_retries": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How often a page is asked for again after a failure that may pass (rate limit, outage, broken connection); "+
					"at least 0, default %d. Waits grow from half a second to 30 seconds.", defaultMaxRetries),
				Validators: []validator.Int64{int64validator.AtLeast(0)},
			},
		},
	}
}

// ValidateConfig finds what the arguments' own validators can't: arguments that
// exclude each other.
func (p *twilioProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config configuration
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() && !config.BaseURL.IsNull() && !config.BaseURL.IsUnknown() {
		excludeRegion(config, &resp.Diagnostics)
	}
}
