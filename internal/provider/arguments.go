package provider

import (
	"context"
	"fmt"
	"math"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

// argument is a text argument of the provider, which an environment variable can
// set.
type argument struct {
	name, variable string
	description    string
	sensitive      bool
	// problem returns what is wrong with a value, empty where nothing is. It never
	// repeats the value: it may be a secret in the wrong place.
	problem func(value string) string
}

var (
	clientID = argument{
		name: "client_id", variable: "TWILIO_CLIENT_ID", problem: check.SID("OQ"),
		description: "Client ID of an OAuth app: `OQ` and 32 hexadecimal digits. Required with `client_secret`.",
	}
	clientSecret = argument{
		name: "client_secret", variable: "TWILIO_CLIENT_SECRET", problem: check.Secret, sensitive: true,
		description: "Client secret of the OAuth app. Sent to the token endpoint only.",
	}
	tokenURL = argument{
		name: "token_url", variable: "TWILIO_TOKEN_URL", problem: check.TokenURL,
		description: "URL of the token endpoint for OAuth apps: `https`, or `http` to a loopback address. " +
			"Default: `https://oauth.twilio.com/v2/token`, or the token endpoint of `region` and `edge`.",
	}
	apiKey = argument{
		name: "api_key", variable: "TWILIO_API_KEY", problem: check.SID("SK"),
		description: "SID of an API key: `SK` and 32 hexadecimal digits. Required with `api_secret`.",
	}
	apiSecret = argument{
		name: "api_secret", variable: "TWILIO_API_SECRET", problem: check.Secret, sensitive: true,
		description: "Secret of the API key.",
	}
	accountSID = argument{
		name: "account_sid", variable: "TWILIO_ACCOUNT_SID", problem: check.SID("AC"),
		description: "Account SID: `AC` and 32 hexadecimal digits. Required with `auth_token`. With other credentials, the account to read from: " +
			"an OAuth app's token acts for it, and a reply about another account is an error. " +
			"The environment variable counts with an auth token, and with an API key from the environment.",
	}
	authToken = argument{
		name: "auth_token", variable: "TWILIO_AUTH_TOKEN", problem: check.Secret, sensitive: true,
		description: "Auth token of the account.",
	}
	region = argument{
		name: "region", variable: "TWILIO_REGION", problem: check.Region,
		description: "Region that processes the requests and holds the data, such as `ie1`. Default: `us1`. Credentials belong to one region.",
	}
	edge = argument{
		name: "edge", variable: "TWILIO_EDGE", problem: check.Edge,
		description: "Edge through which the region is reached, such as `dublin`. Default: the region's own. " +
			"An edge without a region means region `us1`, with a warning.",
	}
	baseURL = argument{
		name: "base_url", variable: "TWILIO_CONVERSATIONS_BASE_URL", problem: check.BaseURL,
		description: "URL that replaces `https://conversations.twilio.com`, for a gateway or a test server: `https`, or `http` to a loopback address, " +
			"without the API's own path `/v1`. Conflicts with `region` and `edge`; overrides `TWILIO_REGION` and `TWILIO_EDGE`.",
	}

	// textArguments are all of them, in the order in which problems are reported.
	textArguments = []argument{
		clientID, clientSecret, tokenURL, apiKey, apiSecret, accountSID, authToken, region, edge, baseURL,
	}
)

// subject begins the sentence about a problem of the argument.
func (a argument) subject() string {
	return fmt.Sprintf("The provider argument %s (environment variable %s)", a.name, a.variable)
}

func (a argument) attribute() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Sensitive:           a.sensitive,
		MarkdownDescription: fmt.Sprintf("%s Environment variable: `%s`.", a.description, a.variable),
		Validators:          []validator.String{require(a.subject(), a.problem)},
	}
}

// numberArgument is a number as an argument of the provider. It has no variable.
type numberArgument struct {
	name, description string
	check             numberCheck
	byDefault         int // 0: none
}

var (
	maxRetries = numberArgument{
		name: "max_retries", check: wholeNumber(0, math.MaxInt64), byDefault: 10,
		description: "Maximum number of times to retry a page after a transient failure (rate limit, server error, dropped connection). " +
			"A 429 counts only while no request gets through. " +
			fmt.Sprintf("The waits grow from %s to %s.", twilio.MinBackoff, twilio.MaxBackoff),
	}
	maxConcurrentRequests = numberArgument{
		name: "max_concurrent_requests", check: wholeNumber(1, 100), byDefault: twilio.DefaultMaxConcurrentRequests,
		description: "Maximum number of concurrent requests and of connections, 1 to 100. " +
			"To leave room in the account's rate limit to others, set `max_requests_per_second`.",
	}
	maxRequestsPerSecond = numberArgument{
		name: "max_requests_per_second", check: rateAboveZero,
		description: "Maximum number of requests to the API per second, above 0, such as `4` or `0.5`. Default: no maximum. " +
			"Retries count, requests for access tokens do not. For a quota per window, set requests divided by seconds.",
	}

	numberArguments = []numberArgument{maxRetries, maxConcurrentRequests, maxRequestsPerSecond}
)

func (n numberArgument) attribute() schema.Attribute {
	description := n.description
	if n.byDefault != 0 {
		description += fmt.Sprintf(" Default: %d.", n.byDefault)
	}
	return schema.NumberAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.Number{n.check}}
}

func providerSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, a := range textArguments {
		attributes[a.name] = a.attribute()
	}
	for _, n := range numberArguments {
		attributes[n.name] = n.attribute()
	}
	return schema.Schema{MarkdownDescription: "Reads lists of Twilio's Conversations API.", Attributes: attributes}
}

// settings reads the provider's arguments: values in the configuration take
// precedence over the environment, unknown ones are set aside, and every problem
// is collected.
type settings struct {
	config tfsdk.Config
	getenv func(string) string
	diags  *diag.Diagnostics
	// unknown names the arguments that are needed and whose values are not known yet.
	unknown []string
}

// configured returns what the provider block holds.
func (s *settings) configured(ctx context.Context, a argument) (value types.String) {
	s.diags.Append(s.config.GetAttribute(ctx, path.Root(a.name), &value)...)
	return value
}

func (s *settings) isConfigured(ctx context.Context, a argument) bool {
	return !s.configured(ctx, a).IsNull()
}

func (s *settings) isExported(a argument) bool { return s.getenv(a.variable) != "" }

// check reports the problems of what the configuration holds, used or not.
func (s *settings) check(ctx context.Context) {
	for _, a := range textArguments {
		if value := s.configured(ctx, a); !value.IsNull() && !value.IsUnknown() {
			s.report(a, value.ValueString())
		}
	}
}

func (s *settings) report(a argument, value string) {
	if wrong := a.problem(value); wrong != "" {
		s.fail(invalidArgument, a, a.subject()+" "+wrong)
	}
}

func (s *settings) fail(p problem, a argument, happened string) {
	s.diags.Append(p.diagnostic(path.Root(a.name), happened))
}

// value returns an argument's value, empty where it is absent or not known yet.
func (s *settings) value(ctx context.Context, a argument) string {
	switch configured := s.configured(ctx, a); {
	case configured.IsUnknown():
		s.unknown = append(s.unknown, a.name)
		return ""
	case !configured.IsNull():
		return configured.ValueString()
	}
	value := s.getenv(a.variable)
	if value != "" {
		s.report(a, value)
	}
	return value
}

func (s *settings) number(ctx context.Context, n numberArgument) (value types.Number) {
	s.diags.Append(s.config.GetAttribute(ctx, path.Root(n.name), &value)...)
	if value.IsUnknown() {
		s.unknown = append(s.unknown, n.name)
	}
	return value
}
