package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

var _ datasource.DataSourceWithConfigure = (*dataSource)(nil)

// dataSource is a list as a data source.
type dataSource struct {
	list       list
	connection *connection
}

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.list.name
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: d.list.description, Attributes: d.list.attributes()}
}

// Configure gets no provider data while Terraform validates.
func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.connection, _ = req.ProviderData.(*connection)
}

// Read finds the configuration in the state, where the framework has put it.
func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	result, diags := d.list.read(ctx, d.connection, req.Config)
	resp.Diagnostics.Append(diags...)
	if result != nil {
		resp.Diagnostics.Append(result.store(ctx, resp.State.SetAttribute)...)
	}
}
