// Package provider is the Terraform side: schemas, configuration, and the data
// sources and ephemeral resources.
package provider

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-twilio/internal/twilio"
)

// Address is the provider's address in a registry.
const Address = "registry.terraform.io/local/twilio"

// NewServer returns the provider as Terraform speaks to it, protocol 6. The
// version goes into the User-Agent.
func NewServer(version string) (tfprotov6.ProviderServer, error) {
	return newServer(&twilioProvider{version: version, getenv: os.Getenv})
}

func newServer(p *twilioProvider) (tfprotov6.ProviderServer, error) {
	server, err := providerserver.NewProtocol6WithError(p)()
	return spliceServer{server}, err
}

var (
	_ provider.ProviderWithEphemeralResources = (*twilioProvider)(nil)
	_ provider.ProviderWithValidateConfig     = (*twilioProvider)(nil)
)

// twilioProvider is what the provider depends on; tests bring their own.
type twilioProvider struct {
	version   string
	getenv    func(string) string
	transport http.RoundTripper // nil: the client's own
}

// connection is what Configure hands to the data sources and ephemeral
// resources.
type connection struct {
	client *twilio.Client
	host   string
	// unknown names the provider's arguments whose values are not known yet.
	// A read needs them all.
	unknown []string
}

func (p *twilioProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "twilio"
	resp.Version = p.version
}

// Configure makes no request. It reports every problem at once.
func (p *twilioProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config configuration
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s := settings{getenv: p.getenv, diags: &resp.Diagnostics}
	s.check(config)
	username, password := s.credentials(config)
	base := s.endpoint(config)
	maxRetries := s.maxRetries(config)
	if resp.Diagnostics.HasError() {
		return
	}
	conn := &connection{unknown: s.unknown}
	if len(s.unknown) == 0 {
		conn.host = base.Host
		conn.client = twilio.NewClient(twilio.Options{
			BaseURL: base, Username: username, Password: password, MaxRetries: maxRetries,
			UserAgent: p.userAgent(req.TerraformVersion), Transport: p.transport,
		})
	}
	resp.DataSourceData = conn
	resp.EphemeralResourceData = conn
}

// userAgent follows the form that HashiCorp's own providers use. What a header
// can't hold is left out of what the environment appends.
func (p *twilioProvider) userAgent(terraformVersion string) string {
	agent := fmt.Sprintf("Terraform/%s (+https://www.terraform.io) terraform-provider-twilio/%s", terraformVersion, p.version)
	appended := strings.FieldsFunc(p.getenv("TF_APPEND_USER_AGENT"), func(r rune) bool { return r == ' ' || !unicode.IsPrint(r) })
	return strings.Join(append([]string{agent}, appended...), " ")
}

func (p *twilioProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		func() datasource.DataSource { return &dataSource{list: serviceParticipantConversations} },
		func() datasource.DataSource { return &dataSource{list: participantConversations} },
	}
}

func (p *twilioProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		func() ephemeral.EphemeralResource { return &ephemeralResource{list: serviceParticipantConversations} },
		func() ephemeral.EphemeralResource { return &ephemeralResource{list: participantConversations} },
	}
}

func (p *twilioProvider) Resources(context.Context) []func() resource.Resource { return nil }
