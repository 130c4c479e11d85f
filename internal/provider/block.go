package provider

import (
	"context"
	"fmt"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// blockConfig reads the arguments of a data source or an ephemeral resource, and collects
// what goes wrong.
type blockConfig struct {
	ctx    context.Context
	config tfsdk.Config
	diags  diag.Diagnostics
}

func (b *blockConfig) get(attribute string, target any) {
	b.diags.Append(b.config.GetAttribute(b.ctx, path.Root(attribute), target)...)
}

// texts yields the text of an argument, or the elements of a list, with their places.
func (b *blockConfig) texts(attribute string) iter.Seq2[argumentPlace, string] {
	return func(yield func(argumentPlace, string) bool) {
		var value attr.Value
		b.get(attribute, &value)
		switch value := value.(type) {
		case types.String:
			if !value.IsNull() {
				yield(argumentPlace{argument: attribute}, value.ValueString())
			}
		case types.List:
			for i, element := range value.Elements() {
				if element, ok := element.(types.String); ok && !yield(argumentPlace{attribute, i, len(value.Elements())}, element.ValueString()) {
					return
				}
			}
		}
	}
}

// argumentPlace is an argument, or an element of a list.
type argumentPlace struct {
	argument  string
	index, of int // of is 0 where the argument is no list
}

func (p argumentPlace) path() path.Path {
	if p.of == 0 {
		return path.Root(p.argument)
	}
	return path.Root(p.argument).AtListIndex(p.index)
}

// String says which of many elements it is, for a message: never by name. It is empty
// where there is only one.
func (p argumentPlace) String() string {
	if p.of == 0 {
		return ""
	}
	return fmt.Sprintf("%s[%d] of %d", p.argument, p.index, p.of)
}
