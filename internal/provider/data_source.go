package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

var _ datasource.DataSourceWithConfigure = (*dataSource)(nil)

// dataSource is a listing as a data source.
type dataSource struct {
	list       listing
	connection *connection
}

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + d.list.suffix
}

func (d *dataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: d.list.description, Attributes: d.list.attributes(ctx)}
}

// Configure comes without provider data while Terraform validates.
func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.connection, _ = req.ProviderData.(*connection)
}

// Read leaves the state as the framework prepares it, a copy of the
// configuration: the conversations take their own way, see splice.go.
func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	rows, diags := d.list.read(ctx, d.connection, req.Config)
	resp.Diagnostics.Append(diags...)
	handOver(ctx, rows)
}
