package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*ephemeralResource)(nil)

// ephemeralResource is a listing as an ephemeral resource: nothing of it is
// stored.
type ephemeralResource struct {
	list       listing
	connection *connection
}

func (e *ephemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + e.list.suffix
}

// Schema takes the data source's attributes as they are: both kinds of schema
// ask the same of an attribute.
func (e *ephemeralResource) Schema(ctx context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for name, attribute := range e.list.attributes(ctx) {
		attributes[name] = attribute
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: e.list.description + " Nothing is stored in plan or state.",
		Attributes:          attributes,
	}
}

// Configure comes without provider data while Terraform validates.
func (e *ephemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, _ *ephemeral.ConfigureResponse) {
	e.connection, _ = req.ProviderData.(*connection)
}

// Open leaves the result as the framework prepares it, a copy of the
// configuration: the conversations take their own way, see splice.go.
func (e *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	rows, diags := e.list.read(ctx, e.connection, req.Config)
	resp.Diagnostics.Append(diags...)
	handOver(ctx, rows)
}
