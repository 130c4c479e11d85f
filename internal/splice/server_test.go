package splice

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/tinylib/msgp/msgp"
)

// depot is a provider with one list of parcels, as a data source and as an
// ephemeral resource. Read is what both do.
type depot struct {
	provider.Provider
	read func(ctx context.Context) diag.Diagnostics
}

func (depot) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "depot"
}
func (depot) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (depot) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}
func (depot) Resources(context.Context) []func() resource.Resource                              { return nil }

func (d depot) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return parcelsDataSource(d) }}
}

func (d depot) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{func() ephemeral.EphemeralResource { return parcelsEphemeral(d) }}
}

var parcelsAttributes = map[string]schema.Attribute{
	"city":    schema.StringAttribute{Optional: true},
	"parcels": schema.ListAttribute{Computed: true, ElementType: parcelType},
	"zone":    schema.MapAttribute{Computed: true, ElementType: types.StringType},
}

type parcelsDataSource depot

func (parcelsDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "depot_parcels"
}

func (parcelsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: parcelsAttributes}
}

func (d parcelsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	resp.Diagnostics = d.read(ctx)
}

type parcelsEphemeral depot

func (parcelsEphemeral) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = "depot_parcels"
}

func (parcelsEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema.Attributes = map[string]ephemeralschema.Attribute{}
	for name, attribute := range parcelsAttributes {
		resp.Schema.Attributes[name] = attribute
	}
}

func (d parcelsEphemeral) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	resp.Diagnostics = d.read(ctx)
}

var config = &tfprotov6.DynamicValue{MsgPack: []byte("\x83\xa4city\xa4Oslo\xa7parcels\xc0\xa4zone\xc0")}

// both makes one call of each kind and returns the two objects as msgpack, nil
// where the call returns none, with errors.
func both(t *testing.T, server tfprotov6.ProviderServer) (objects [2][]byte, errs [2]error) {
	t.Helper()
	read, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "depot_parcels", Config: config})
	if errs[0] = err; err == nil && read.State != nil {
		objects[0] = read.State.MsgPack
	}
	opened, err := server.OpenEphemeralResource(t.Context(),
		&tfprotov6.OpenEphemeralResourceRequest{TypeName: "depot_parcels", Config: config})
	if errs[1] = err; err == nil && opened.Result != nil {
		objects[1] = opened.Result.MsgPack
	}
	return objects, errs
}

// parcelRows returns rows with the given ids.
func parcelRows(t *testing.T, ids ...string) *Rows {
	t.Helper()
	var page []jsontext.Value
	for _, id := range ids {
		page = append(page, fmt.Appendf(nil, `{"id":%q}`, id))
	}
	var part Part
	if err := part.Append(NewEncoder(parcelShape, NewBudget(1<<30)), slices.Values(page)); err != nil {
		t.Fatal(err)
	}
	return Join(part)
}

// reply is the object of a read that handed over parcels.
func reply(parcels ...any) m {
	return m{"city": "Oslo", "parcels": append([]any{}, parcels...), "zone": nil}
}

func parcel(id string) any {
	return m{"id": id, "note": nil, "status": nil, "owner": nil, "tags": nil}
}

// TestReply: what a read hands over comes out in place of its attribute's null,
// and everything else of the reply is the framework's.
func TestReply(t *testing.T) {
	t.Parallel()
	failure := diag.Diagnostics{diag.NewErrorDiagnostic("Failed", "")}
	warning := diag.Diagnostics{diag.NewWarningDiagnostic("Warned", "")}
	unchanged := m{"city": "Oslo", "parcels": nil, "zone": nil}
	for name, test := range map[string]struct {
		handOver  [][]string // ids of the rows of each call
		attribute string
		diags     diag.Diagnostics
		want      m      // nil: no object
		err       string // in the error of the call
	}{
		"rows":              {[][]string{{"P1", "P2"}}, "parcels", nil, reply(parcel("P1"), parcel("P2")), ""},
		"no rows":           {[][]string{{}}, "parcels", nil, reply(), ""},
		"with a warning":    {[][]string{{"P1"}}, "parcels", warning, reply(parcel("P1")), ""},
		"nothing":           {nil, "parcels", nil, unchanged, ""},
		"failed read":       {[][]string{{"P1"}}, "parcels", failure, unchanged, ""},
		"unknown attribute": {[][]string{{"P1"}}, "letters", nil, nil, "letters"},
		"set attribute":     {[][]string{{"P1"}}, "city", nil, nil, "city"},
		"twice":             {[][]string{{"P1"}, {"P2"}}, "parcels", nil, reply(parcel("P1")), "before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var refused error
			framework := providerserver.NewProtocol6(depot{read: func(ctx context.Context) diag.Diagnostics {
				for _, ids := range test.handOver {
					refused = HandOver(ctx, test.attribute, parcelRows(t, ids...))
				}
				return test.diags
			}})()
			objects, errs := both(t, NewServer(framework))
			for kind, object := range objects {
				err := errs[kind]
				if err == nil {
					err = refused
				}
				if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
					t.Errorf("call %d: %v, want %q", kind, err, test.err)
				}
				if test.want == nil {
					continue
				}
				got, _, err := msgp.ReadMapStrIntfBytes(object, nil)
				if err != nil || !reflect.DeepEqual(got, test.want) {
					t.Errorf("call %d: %v, %v, want %v", kind, got, err, test.want)
				}
			}
		})
	}
}

// TestHandOverFails: where there is no server to take the rows, and where there
// are no rows to take.
func TestHandOverFails(t *testing.T) {
	t.Parallel()
	var left slot
	for name, test := range map[string]struct {
		ctx  context.Context
		rows *Rows
	}{
		"no server": {t.Context(), Join()},
		"no rows":   {context.WithValue(t.Context(), slotKey{}, &left), nil},
	} {
		if err := HandOver(test.ctx, "parcels", test.rows); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestDamagedReply: an error, and no reply.
func TestDamagedReply(t *testing.T) {
	t.Parallel()
	for name, object := range map[string]*tfprotov6.DynamicValue{
		"no object":       nil,
		"empty":           {},
		"null":            {MsgPack: []byte("\xc0")},
		"name cut off":    {MsgPack: []byte("\x81\xa7par")},
		"name is nil":     {MsgPack: []byte("\x81\xc0\xc0")},
		"value missing":   {MsgPack: []byte("\x81\xa7parcels")},
		"value cut off":   {MsgPack: []byte("\x81\xa4city\xa4Os")},
		"unknown parcels": {MsgPack: []byte("\x81\xa7parcels\xd4\x00\x00")},
	} {
		left := slot{attribute: "parcels", rows: parcelRows(t, "P1")}
		if got, err := left.splice(object); err == nil || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// TestOptionalInterfaces: terraform-plugin-go asks a server for interfaces beyond
// ProviderServer. Whatever the framework's server can do, the wrapped one can; a
// newer framework may need another interface in NewServer.
func TestOptionalInterfaces(t *testing.T) {
	t.Parallel()
	framework := providerserver.NewProtocol6(depot{})()
	wrapped := reflect.TypeOf(NewServer(framework))
	for method := range reflect.TypeOf(framework).Methods() {
		own, ok := wrapped.MethodByName(method.Name)
		if !ok || own.Type.NumIn() != method.Type.NumIn() {
			t.Errorf("%s is hidden", method.Name)
		}
	}
	server := NewServer(struct{ tfprotov6.ProviderServer }{framework})
	if _, ok := server.(tfprotov6.ActionServer); ok {
		t.Error("a server without actions has them now")
	}
}
