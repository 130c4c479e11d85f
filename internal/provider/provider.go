// Package provider is the Terraform side: schemas, configuration, and the data
// sources and ephemeral resources.
package provider

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/splice"
	"terraform-provider-twilio/internal/twilio"
)

// Address is the provider's address. No public registry answers for the host, so
// that Terraform never looks elsewhere for it.
const Address = "terraform.local/local/twilio"

// NewServer returns the provider as Terraform speaks to it, protocol 6. The
// version goes into the User-Agent.
func NewServer(version string) (tfprotov6.ProviderServer, error) {
	return newServer(&twilioProvider{version: version, getenv: os.Getenv})
}

func newServer(p *twilioProvider) (tfprotov6.ProviderServer, error) {
	server, err := providerserver.NewProtocol6WithError(p)()
	return splice.NewServer(server), err
}

var (
	_ provider.ProviderWithEphemeralResources = (*twilioProvider)(nil)
	_ provider.ProviderWithValidateConfig     = (*twilioProvider)(nil)
)

// twilioProvider is what the provider depends on; tests bring their own.
type twilioProvider struct {
	version   string
	getenv    func(string) string
	transport func(*http.Transport) // changes the client's, nil for not at all
	// rowsBytes bounds the rows of a read; 0 means maxRowsBytes.
	rowsBytes int64

	mu     sync.Mutex
	shared *connection // of the first Configure that knew all arguments
}

func (p *twilioProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "twilio"
	resp.Version = p.version
}

func (p *twilioProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

// ValidateConfig finds what the arguments' own validators can't: arguments that
// conflict with each other.
func (p *twilioProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	s := settings{config: req.Config, diags: &resp.Diagnostics}
	if base := s.configured(ctx, baseURL); !base.IsNull() && !base.IsUnknown() {
		s.rejectRegion(ctx)
	}
}

// Configure makes no request. It reports every problem at once. The reads of an earlier
// configuration of the same process go on where this one is refused.
func (p *twilioProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	p.mu.Lock()
	defer p.mu.Unlock()
	resp.DataSourceData, resp.EphemeralResourceData = p.shared, p.shared
	s := settings{config: req.Config, getenv: p.getenv, diags: &resp.Diagnostics}
	s.check(ctx)
	var r resolved
	r.endpoint = s.endpoint(ctx)
	r.signIn = s.signIn(ctx, r.endpoint)
	r.maxRetries = intOr(s.number(ctx, maxRetries), maxRetries.byDefault)
	r.maxConcurrentRequests = intOr(s.number(ctx, maxConcurrentRequests), maxConcurrentRequests.byDefault)
	r.requestsPerSecond = floatOr(s.number(ctx, maxRequestsPerSecond), 0)
	if len(s.unknown) == 0 && !resp.Diagnostics.HasError() {
		s.checkProxy(ctx, r)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	conn := &connection{unknown: s.unknown}
	switch {
	case len(s.unknown) == 0:
		if conn = p.connect(r, req.TerraformVersion); conn == nil {
			resp.Diagnostics.Append(configuredTwice.diagnostic(path.Empty(), "This process serves the provider with other settings already."))
			return
		}
	case req.ClientCapabilities.DeferralAllowed:
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
	}
	resp.DataSourceData, resp.EphemeralResourceData = conn, conn
}

// connect returns the connection of the settings, or nil where the process has one of
// other settings. Terraform configures a process more than once.
func (p *twilioProvider) connect(r resolved, terraformVersion string) *connection {
	if p.shared != nil {
		if !reflect.DeepEqual(p.shared.resolved, r) {
			return nil
		}
		return p.shared
	}
	p.shared = &connection{
		resolved: r,
		client: twilio.NewClient(twilio.Options{
			BaseURL: r.endpoint.api, Credentials: r.signIn.credentials(), AccountSID: r.signIn.account,
			MaxRetries: r.maxRetries, MaxConcurrentRequests: r.maxConcurrentRequests, MaxRequestsPerSecond: r.requestsPerSecond,
			UserAgent: p.userAgent(terraformVersion), OnWait: logWait, Transport: p.transport,
		}),
		logsPages: logsPages(p.getenv), rowsBytes: cmp.Or(p.rowsBytes, maxRowsBytes),
	}
	if r.signIn.account != "" && r.signIn.account != r.signIn.user {
		p.shared.proof = newAccountProof()
	}
	return p.shared
}

// checkProxy reports a proxy variable that Go can't use as it is meant: the request
// would go past the proxy with its credentials, or to one that speaks no HTTP.
func (s *settings) checkProxy(ctx context.Context, r resolved) {
	for _, target := range []*url.URL{r.endpoint.api, r.signIn.tokenURL} {
		if target == nil {
			continue
		}
		if variable, wrong := check.Proxy(s.getenv, target); variable != "" {
			s.diags.Append(invalidProxy.diagnostic(path.Empty(), fmt.Sprintf("The environment variable %s %s", variable, wrong)))
			return
		}
		if variable := check.UnheededProxy(s.getenv, target); variable != "" {
			logUnheededProxy(ctx, variable)
			return
		}
	}
}

// userAgent follows the form that HashiCorp's own providers use. What a header
// can't hold is left out of what the environment appends.
func (p *twilioProvider) userAgent(terraformVersion string) string {
	agent := fmt.Sprintf("Terraform/%s (+https://www.terraform.io) terraform-provider-twilio/%s", terraformVersion, p.version)
	appended := strings.FieldsFunc(p.getenv("TF_APPEND_USER_AGENT"), func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) })
	return strings.Join(append([]string{agent}, appended...), " ")
}

// lists are the lists of the API; each is a data source and an ephemeral resource.
var lists = slices.Concat(participantConversations, conversationUsers, conversationParticipants, conversationServices)

func (p *twilioProvider) DataSources(context.Context) (dataSources []func() datasource.DataSource) {
	for _, l := range lists {
		dataSources = append(dataSources, func() datasource.DataSource { return &dataSource{list: l} })
	}
	return dataSources
}

func (p *twilioProvider) EphemeralResources(context.Context) (resources []func() ephemeral.EphemeralResource) {
	for _, l := range lists {
		resources = append(resources, func() ephemeral.EphemeralResource { return &ephemeralResource{list: l} })
	}
	return resources
}

func (p *twilioProvider) Resources(context.Context) []func() resource.Resource { return nil }
