package splice

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/tinylib/msgp/msgp"
)

// TestPresets: a fixed field is what it was set to, a default steps in where the JSON
// has no text, and neither touches a field of an object in the row.
func TestPresets(t *testing.T) {
	t.Parallel()
	shape := NewShape(types.ObjectType{AttrTypes: map[string]attr.Type{
		"asked": types.StringType, "place": types.StringType, "note": types.StringType,
		"owner": types.ObjectType{AttrTypes: map[string]attr.Type{"asked": types.StringType, "place": types.StringType}},
	}})
	e := NewEncoder(shape, NewBudget(1<<30))
	e.Default("place", "first")
	e.Fix("asked", "a longer text than those to come")
	e.Fix("asked", "ada")
	e.Default("place", "here")
	e.Fix("no such field", "x")
	for name, test := range map[string]struct {
		row                 string
		place, note, nested any
	}{
		"missing":         {`{}`, "here", nil, nil},
		"null":            {`{"place":null,"asked":null}`, "here", nil, nil},
		"another type":    {`{"place":7,"asked":7}`, "here", nil, nil},
		"sent":            {`{"place":"there","asked":"grace","note":"x"}`, "there", "x", nil},
		"sent twice":      {`{"place":"there","asked":"a","place":"nowhere","asked":"b"}`, "there", nil, nil},
		"null, then sent": {`{"place":null,"place":"nowhere"}`, "here", nil, nil},
		"empty":           {`{"place":""}`, "", nil, nil},
		"in an object":    {`{"owner":{"asked":"grace"}}`, "here", nil, m{"asked": "grace", "place": nil}},
	} {
		e.encoded = e.encoded[:0]
		if err := e.encode([]byte(test.row)); err != nil {
			t.Fatal(err)
		}
		fields, rest, err := msgp.ReadMapStrIntfBytes(e.encoded, nil)
		if err != nil || len(rest) > 0 || len(fields) != 4 {
			t.Fatalf("%s: %q and %d bytes more, %v", name, fields, len(rest), err)
		}
		want := m{"asked": "ada", "place": test.place, "note": test.note, "owner": test.nested}
		if !reflect.DeepEqual(fields, want) {
			t.Errorf("%s: %v, want %v", name, fields, want)
		}
	}
}
