package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*ephemeralResource)(nil)

// ephemeralResource is a list as an ephemeral resource: nothing of it is stored.
type ephemeralResource struct {
	list       list
	connection *connection
}

func (e *ephemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + e.list.name
}

// Schema takes the data source's attributes as they are: both kinds of schema
// require the same of an attribute.
func (e *ephemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for name, attribute := range e.list.attributes() {
		attributes[name] = attribute
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: e.list.description + " Nothing is stored in plan or state.",
		Attributes:          attributes,
	}
}

// Configure gets no provider data while Terraform validates.
func (e *ephemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, _ *ephemeral.ConfigureResponse) {
	e.connection, _ = req.ProviderData.(*connection)
}

// Open finds the configuration in the result, where the framework has put it.
func (e *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	result, diags := e.list.read(ctx, e.connection, req.Config)
	resp.Diagnostics.Append(diags...)
	if result != nil {
		resp.Diagnostics.Append(result.store(ctx, resp.Result.SetAttribute)...)
	}
}
