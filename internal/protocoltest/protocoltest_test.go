package protocoltest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-twilio/internal/protocoltest"
)

var schema = &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
	{Name: "city", Type: tftypes.String},
	{Name: "parcels", Type: tftypes.Number},
	{Name: "express", Type: tftypes.Bool},
	{Name: "streets", Type: tftypes.List{ElementType: tftypes.String}},
	{Name: "timeouts", Type: tftypes.Object{AttributeTypes: map[string]tftypes.Type{"read": tftypes.String, "open": tftypes.String}}},
}}}

func TestEncodeAndDecode(t *testing.T) {
	t.Parallel()
	encoded, err := protocoltest.Encode(schema, map[string]any{
		"parcels": 7, "express": true, "streets": []any{"a", nil, protocoltest.Unknown}, "timeouts": map[string]any{"read": "1s"},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := protocoltest.Decode(schema, encoded)
	if err != nil {
		t.Fatal(err)
	}
	text := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	timeouts := schema.Block.Attributes[4].Type
	for name, want := range map[string]tftypes.Value{
		"city": text(nil), "parcels": tftypes.NewValue(tftypes.Number, 7), "express": tftypes.NewValue(tftypes.Bool, true),
		"streets": tftypes.NewValue(tftypes.List{ElementType: tftypes.String},
			[]tftypes.Value{text("a"), text(nil), text(tftypes.UnknownValue)}),
		"timeouts": tftypes.NewValue(timeouts, map[string]tftypes.Value{"read": text("1s"), "open": text(nil)}),
	} {
		if !got[name].Equal(want) {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if attributes, err := protocoltest.Decode(schema, nil); attributes != nil || err != nil {
		t.Errorf("no object is %v, %v", attributes, err)
	}
}

func TestEncodeRejectsWhatTheSchemaHasNot(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string]map[string]any{
		"town": {"town": "Oslo"}, "parcels": {"parcels": "seven"}, "streets": {"streets": []any{1}},
		"city": {"city": []any{"a"}}, "express": {"express": map[string]any{"a": true}},
	} {
		if _, err := protocoltest.Encode(schema, arguments); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v, want an error that names %s", arguments, err, name)
		}
	}
}

// depot is a provider that warns of its configuration.
type depot struct{ tfprotov6.ProviderServer }

func (depot) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{Provider: schema}, nil
}

func (depot) ConfigureProvider(_ context.Context, r *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	attributes, err := protocoltest.Decode(schema, r.Config)
	return &tfprotov6.ConfigureProviderResponse{Diagnostics: []*tfprotov6.Diagnostic{{Summary: attributes["city"].String()}}}, err
}

func TestConfigure(t *testing.T) {
	t.Parallel()
	provider, err := protocoltest.New(t.Context(), depot{})
	if err != nil {
		t.Fatal(err)
	}
	diags, err := provider.Configure(t.Context(), map[string]any{"city": "Oslo"})
	if err != nil || len(diags) != 1 || !strings.Contains(diags[0].Summary, "Oslo") {
		t.Errorf("%v, %v", diags, err)
	}
	if _, err := provider.Configure(t.Context(), map[string]any{"town": "Oslo"}); err == nil {
		t.Error("an unknown argument is accepted")
	}
}
