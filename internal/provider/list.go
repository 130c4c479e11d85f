package provider

import (
	"fmt"
	"maps"
	"math"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-twilio/internal/splice"
)

// list is a list of the API. Each is a data source and an ephemeral resource of the
// same name, with the same schema.
type list struct {
	// name of the type, after the provider's.
	name        string
	description string
	// arguments are the list's own, in addition to those of every list.
	arguments map[string]schema.Attribute
	// rows is the attribute that holds the rows.
	rows string
	// rowsDescription says which rows there are, and in which order.
	rowsDescription string
	// row are the fields of a row, by the API's names: text, numbers, booleans,
	// objects, and maps of text. The schema alone drives the encoding.
	row map[string]schema.Attribute
	// nameField is the field of a row that is the name of the configuration that found it,
	// whatever the row says; empty for none.
	nameField string
	// item is what a row is called, and limited says of what limit is a limit; empty
	// where it is of the list.
	item, limited string
	// pageSize is the page size of a read that sets none, maxPageSize the largest
	// that may be set.
	pageSize, maxPageSize int
	// ofService reports that the list is one of Conversation Services, which its
	// arguments name.
	ofService bool
	// notFound describes not_found; empty for a list that is not of names.
	notFound string
	// byName: the rows are in the order of the names, not of the Conversation Services.
	byName bool
	// ask reads the list's own arguments.
	ask func(b *blockConfig, page pageArguments) question
	// problems are the list's own causes and remedies. They take precedence over
	// those of every list.
	problems []problem

	shape *splice.Shape
}

// pageArguments are the arguments of every list.
type pageArguments struct{ pageSize, limit int }

// newList completes a list. It panics on a row that cannot be encoded, at start and
// in every test.
func newList(l list) list {
	l.shape = splice.NewShape(l.rowsAttribute().NestedObject.Type())
	return l
}

func (l list) rowsAttribute() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed:            true,
		MarkdownDescription: l.rowsDescription + " A field that the service does not send is null.",
		NestedObject:        schema.NestedAttributeObject{Attributes: l.row},
	}
}

// attributes returns the schema of a list. Data source and ephemeral resource
// share it.
func (l list) attributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"page_size": schema.NumberAttribute{
			Optional: true,
			MarkdownDescription: fmt.Sprintf("Number of %ss to request per page, 1 to %d. Default: %d, the most Twilio returns today. "+
				"Does not affect the result.", l.item, l.maxPageSize, l.pageSize),
			Validators: []validator.Number{wholeNumber(1, int64(l.maxPageSize))},
		},
		"limit": schema.NumberAttribute{
			Optional: true,
			MarkdownDescription: fmt.Sprintf("Maximum number of %ss to read%s. Default: all. "+
				"`truncated` shows whether the limit cut the list.", l.item, l.limited),
			Validators: []validator.Number{wholeNumber(1, math.MaxInt64)},
		},
		"timeouts": timeoutsAttribute(),
		"truncated": schema.BoolAttribute{
			Computed: true,
			MarkdownDescription: fmt.Sprintf("Whether `limit` cut the list, so that there are, or may be, more %ss. "+
				"`false` where the list is complete.", l.item),
		},
		l.rows: l.rowsAttribute(),
	}
	maps.Copy(attributes, l.arguments)
	if l.notFound != "" {
		attributes["not_found"] = schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: l.notFound}
	}
	return attributes
}

// pageArguments reads the arguments of every list.
func (l list) pageArguments(b *blockConfig) pageArguments {
	var pageSize, limit types.Number
	b.get("page_size", &pageSize)
	b.get("limit", &limit)
	return pageArguments{pageSize: intOr(pageSize, l.pageSize), limit: intOr(limit, 0)}
}
