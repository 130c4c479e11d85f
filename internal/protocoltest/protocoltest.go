// Package protocoltest speaks to a provider as Terraform does, over protocol 6 and
// without a process, for tests and benchmarks.
package protocoltest

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Unknown is an argument that is not known yet.
var Unknown any = tftypes.UnknownValue

// Provider is a provider's server and its schema.
type Provider struct {
	tfprotov6.ProviderServer
	Schema *tfprotov6.GetProviderSchemaResponse
}

// New asks the server for its schema.
func New(ctx context.Context, server tfprotov6.ProviderServer) (Provider, error) {
	schema, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	return Provider{server, schema}, err
}

// Configure configures the provider.
func (p Provider) Configure(ctx context.Context, arguments map[string]any) ([]*tfprotov6.Diagnostic, error) {
	config, err := Encode(p.Schema.Provider, arguments)
	if err != nil {
		return nil, err
	}
	reply, err := p.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.11.4", Config: config})
	if err != nil {
		return nil, err
	}
	return reply.Diagnostics, nil
}

// Encode encodes a block with the given arguments: texts, numbers, booleans, []any,
// map[string]any, Unknown and nil. What it leaves out is null.
func Encode(schema *tfprotov6.Schema, arguments map[string]any) (*tfprotov6.DynamicValue, error) {
	block, err := valueOf(schema.ValueType(), arguments)
	if err != nil {
		return nil, err
	}
	encoded, err := tfprotov6.NewDynamicValue(block.Type(), block)
	return &encoded, err
}

func valueOf(of tftypes.Type, argument any) (value tftypes.Value, err error) {
	list, isList := of.(tftypes.List)
	object, _ := of.(tftypes.Object)
	switch given := argument.(type) {
	case []any:
		elements := make([]tftypes.Value, len(given))
		for i := 0; i < len(given) && isList && err == nil; i++ {
			elements[i], err = valueOf(list.ElementType, given[i])
		}
		argument = elements
	case map[string]any:
		attributes := map[string]tftypes.Value{}
		for name, attribute := range object.AttributeTypes {
			if attributes[name], err = valueOf(attribute, given[name]); err != nil {
				return value, fmt.Errorf("%s: %w", name, err)
			}
		}
		for name := range given {
			if _, known := attributes[name]; !known {
				return value, fmt.Errorf("the schema has no argument %s", name)
			}
		}
		argument = attributes
	}
	if err == nil {
		err = tftypes.ValidateValue(of, argument)
	}
	if err != nil {
		return value, err
	}
	return tftypes.NewValue(of, argument), nil
}

// Decode takes an object of the schema apart. A reply without one has no attributes.
func Decode(schema *tfprotov6.Schema, object *tfprotov6.DynamicValue) (attributes map[string]tftypes.Value, err error) {
	if object == nil {
		return nil, nil
	}
	value, err := object.Unmarshal(schema.ValueType())
	if err != nil {
		return nil, err
	}
	err = value.As(&attributes)
	return attributes, err
}
