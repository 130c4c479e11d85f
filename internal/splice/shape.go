// Package splice carries the rows of a list attribute past the framework: from
// JSON to msgpack in one step, and into the reply to Terraform. The framework's
// own way checks, copies and compares each value several times.
package splice

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/tinylib/msgp/msgp"
)

// maxFields is how many fields an object can have: a uint64 tells which of them
// the JSON held.
const maxFields = 64

// boolean is the kind of both of them in a Shape.
const boolean = jsontext.KindFalse

// Shape is the type of a row, prepared for encoding: an object of strings, numbers,
// booleans, objects and maps of strings.
type Shape struct {
	path   string        // in the row: "owner.name"
	kind   jsontext.Kind // that the JSON value must have
	fields []field       // of an object
	index  map[string]int
	values *Shape // of a map
}

type field struct {
	key []byte // the name as msgpack
	*Shape
}

// NewShape prepares the type of a row. It panics on a type that rows cannot have
// and on an object with more than 64 fields: call it when the program starts.
func NewShape(rowType attr.Type) *Shape {
	object, ok := rowType.(types.ObjectType)
	if !ok {
		panic(fmt.Sprintf("splice: a row is an object, not %s", rowType))
	}
	return newObject("", object)
}

func newObject(path string, object types.ObjectType) *Shape {
	if len(object.AttrTypes) > maxFields {
		panic(fmt.Sprintf("splice: %s has %d fields, more than %d", cmp.Or(path, "the row"), len(object.AttrTypes), maxFields))
	}
	shape := &Shape{path: path, kind: jsontext.KindBeginObject, index: map[string]int{}}
	for i, name := range slices.Sorted(maps.Keys(object.AttrTypes)) {
		fieldPath := name
		if path != "" {
			fieldPath = path + "." + name
		}
		shape.index[name] = i
		shape.fields = append(shape.fields, field{msgp.AppendString(nil, name), newField(fieldPath, object.AttrTypes[name])})
	}
	return shape
}

func newField(path string, fieldType attr.Type) *Shape {
	switch t := fieldType.(type) {
	case basetypes.StringType:
		return &Shape{path: path, kind: jsontext.KindString}
	case basetypes.NumberType:
		return &Shape{path: path, kind: jsontext.KindNumber}
	case basetypes.BoolType:
		return &Shape{path: path, kind: boolean}
	case types.ObjectType:
		return newObject(path, t)
	case types.MapType:
		if t.ElemType == (basetypes.StringType{}) {
			return &Shape{path: path, kind: jsontext.KindBeginObject, values: &Shape{path: path, kind: jsontext.KindString}}
		}
	}
	panic(fmt.Sprintf("splice: no encoding for %s of type %s", path, fieldType))
}
