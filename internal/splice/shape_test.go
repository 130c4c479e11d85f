package splice

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/tinylib/msgp/msgp"
)

// fieldsOf returns so many fields of type string.
func fieldsOf(count int) types.ObjectType {
	fields := map[string]attr.Type{}
	for i := range count {
		fields[fmt.Sprintf("field_%02d", i)] = types.StringType
	}
	return types.ObjectType{AttrTypes: fields}
}

func TestShapePanics(t *testing.T) {
	t.Parallel()
	with := func(fieldType attr.Type) types.ObjectType {
		return types.ObjectType{AttrTypes: map[string]attr.Type{
			"a": types.StringType,
			"b": types.ObjectType{AttrTypes: map[string]attr.Type{"c": fieldType}},
		}}
	}
	for name, test := range map[string]struct {
		rowType attr.Type
		want    []string // in the panic
	}{
		"no object":          {types.StringType, []string{"a row", "String"}},
		"no type":            {nil, []string{"a row"}},
		"integer":            {with(types.Int64Type), []string{"b.c", "Int64"}},
		"list":               {with(types.ListType{ElemType: types.StringType}), []string{"b.c", "List"}},
		"map of numbers":     {with(types.MapType{ElemType: types.Int64Type}), []string{"b.c", "Map", "Int64"}},
		"map of maps":        {with(types.MapType{ElemType: types.MapType{ElemType: types.StringType}}), []string{"b.c", "Map"}},
		"map of nothing":     {with(types.MapType{}), []string{"b.c", "Map"}},
		"field without type": {with(nil), []string{"b.c"}},
		"65 fields":          {fieldsOf(65), []string{"the row", "65"}},
		"65 fields inside":   {with(fieldsOf(65)), []string{"b.c", "65"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				message := fmt.Sprint(recover())
				for _, want := range test.want {
					if !strings.Contains(message, want) {
						t.Errorf("the panic is %q, which lacks %q", message, want)
					}
				}
			}()
			NewShape(test.rowType)
			t.Error("no panic")
		})
	}
}

// TestShapeOf64Fields holds the largest object: each field keeps its value, and
// the first one where a field occurs twice.
func TestShapeOf64Fields(t *testing.T) {
	t.Parallel()
	var row []byte
	for i := range 64 {
		row = fmt.Appendf(row, `,"field_%02d":"%d","field_%02d":"again"`, i, i, i)
	}
	row[0] = '{'
	encoded, _ := encodeRow(t, NewShape(fieldsOf(64)), append(row, '}'))
	fields, rest, err := msgp.ReadMapStrIntfBytes(encoded, nil)
	if err != nil || len(rest) > 0 || len(fields) != 64 {
		t.Fatalf("%d fields and %d bytes more, %v", len(fields), len(rest), err)
	}
	for i := range 64 {
		if got := fields[fmt.Sprintf("field_%02d", i)]; got != fmt.Sprint(i) {
			t.Errorf("field %d is %v", i, got)
		}
	}
}

// encodeRow returns a row as msgpack and the paths of unexpected values.
func encodeRow(t *testing.T, shape *Shape, row jsontext.Value) (encoded []byte, unexpected []string) {
	t.Helper()
	e := NewEncoder(shape, NewBudget(1<<30))
	if err := e.encode(row); err != nil {
		t.Fatalf("%s: %v", row, err)
	}
	return e.encoded, e.Unexpected()
}
