package splice

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"weak"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/tinylib/msgp/msgp"

	"terraform-provider-twilio/internal/lenientjson"
)

// parcelType is the type of the rows of these tests.
var parcelType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id":     types.StringType,
	"note":   types.StringType,
	"status": types.StringType,
	"owner": types.ObjectType{AttrTypes: map[string]attr.Type{
		"name":    types.StringType,
		"phone":   types.StringType,
		"address": types.ObjectType{AttrTypes: map[string]attr.Type{"city": types.StringType}},
	}},
	"tags": types.MapType{ElemType: types.StringType},
}}

var parcelShape = NewShape(parcelType)

type m = map[string]any

// TestFields: missing and null are null, an empty string stays empty, new fields
// are ignored, the first of two counts, and an unexpected type costs its field
// alone.
func TestFields(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		row        string
		field      string
		want       any
		unexpected []string
	}{
		"missing":             {`"id":"P1"`, "note", nil, nil},
		"null":                {`"note":null`, "note", nil, nil},
		"empty":               {`"note":""`, "note", "", nil},
		"escapes":             {`"note":"{\"a\":\"\\u00e9\\n\ud83d\ude42\u0000\"}"`, "note", "{\"a\":\"\\u00e9\\n🙂\x00\"}", nil},
		"escaped name":        {`"\u006eote":"x"`, "note", "x", nil},
		"no UTF-8":            {`"note":"` + "\xff" + `\ud800"`, "note", "\ufffd\ufffd", nil},
		"long":                {`"note":"` + strings.Repeat("x", 1<<17) + `"`, "note", strings.Repeat("x", 1<<17), nil},
		"new field":           {`"new":{"a":[1],"note":"no"},"note":"x"`, "note", "x", nil},
		"repeated":            {`"note":"a","note":"b"`, "note", "a", nil},
		"repeated after null": {`"note":null,"note":"b"`, "note", nil, nil},
		"object missing":      {``, "owner", nil, nil},
		"object empty":        {`"owner":{}`, "owner", m{"name": nil, "phone": nil, "address": nil}, nil},
		"object in object": {
			`"owner":{"address":{"city":"x","new":1},"name":"y"}`, "owner",
			m{"name": "y", "phone": nil, "address": m{"city": "x"}}, nil,
		},
		"object repeated": {`"owner":null,"owner":{"name":"x"}`, "owner", nil, nil},
		"map missing":     {``, "tags", nil, nil},
		"map empty":       {`"tags":{}`, "tags", m{}, nil},
		"map":             {`"tags":{"a":"b","c":null,"":""}`, "tags", m{"a": "b", "c": nil, "": ""}, nil},
		"map with repeats": {
			`"tags":{"a":"b","c":null,"a":null,"c":"d","\u0061":"e"}`, "tags",
			m{"a": "b", "c": nil}, nil,
		},
		"map with no UTF-8": {"\"tags\":{\"\xff\":\"a\",\"\\ud800\":\"b\"}", "tags", m{"\ufffd": "a"}, nil},
		"map of 64":         {`"tags":{` + tags(64) + `,"tag_0":"again","tag_63":1}`, "tags", tagMap(64), nil},
		"map of 65":         {`"tags":{` + tags(65) + `}`, "tags", nil, []string{"tags"}},
		"map of 66":         {`"tags":{` + tags(66) + `,"tag_0":"again"},"note":"x"`, "note", "x", []string{"tags"}},
		"number for string": {`"status":7`, "status", nil, []string{"status"}},
		"object for string": {`"note":{"a":1}`, "note", nil, []string{"note"}},
		"list for string":   {`"note":["a"]`, "note", nil, []string{"note"}},
		"string for object": {`"owner":"x"`, "owner", nil, []string{"owner"}},
		"list for map":      {`"tags":[]`, "tags", nil, []string{"tags"}},
		"string for map":    {`"tags":"x"`, "tags", nil, []string{"tags"}},
		"number in map":     {`"tags":{"a":1,"b":"c"}`, "tags", m{"a": nil, "b": "c"}, []string{"tags"}},
		"boolean in object": {
			`"owner":{"phone":true}`, "owner",
			m{"name": nil, "phone": nil, "address": nil}, []string{"owner.phone"},
		},
		"object within objects": {
			`"owner":{"address":{"city":{}}}`, "owner",
			m{"name": nil, "phone": nil, "address": m{"city": nil}}, []string{"owner.address.city"},
		},
		"several unexpected": {`"tags":1,"status":1,"id":1`, "tags", nil, []string{"id", "status", "tags"}},
		"unexpected repeat":  {`"note":"a","note":1`, "note", "a", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			encoded, unexpected := encodeRow(t, parcelShape, jsontext.Value("{"+test.row+"}"))
			fields, rest, err := msgp.ReadMapStrIntfBytes(encoded, nil)
			if err != nil || len(rest) > 0 || len(fields) != len(parcelType.AttrTypes) {
				t.Fatalf("%.200q and %d bytes more, %v", fields, len(rest), err)
			}
			if got := fields[test.field]; !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s is %.200q, want %.200q", test.field, got, test.want)
			}
			if !slices.Equal(unexpected, test.unexpected) {
				t.Errorf("unexpected: %q, want %q", unexpected, test.unexpected)
			}
			checkSize(t, encoded)
		})
	}
}

// tags returns members of a map of so many names.
func tags(count int) string {
	var members []string
	for i := range count {
		members = append(members, fmt.Sprintf(`"tag_%d":"%d"`, i, i))
	}
	return strings.Join(members, ",")
}

func tagMap(count int) m {
	tags := m{}
	for i := range count {
		tags[fmt.Sprintf("tag_%d", i)] = fmt.Sprint(i)
	}
	return tags
}

// checkSize checks that a parcel is of Terraform's type and as large as its
// encoding of the same value: names that occur twice would make it larger.
func checkSize(t *testing.T, encoded []byte) {
	t.Helper()
	terraformType := parcelType.TerraformType(t.Context())
	dynamic := tfprotov6.DynamicValue{MsgPack: encoded}
	value, err := dynamic.Unmarshal(terraformType)
	if err != nil {
		t.Fatalf("%.200q: %v", encoded, err)
	}
	own, err := tfprotov6.NewDynamicValue(terraformType, value)
	if err != nil {
		t.Fatal(err)
	}
	var fields, tags map[string]tftypes.Value
	if err := errors.Join(value.As(&fields), fields["tags"].As(&tags)); err != nil {
		t.Fatal(err)
	}
	size := len(own.MsgPack)
	if !fields["tags"].IsNull() && len(tags) < 16 {
		size += 2 // Terraform's header of a small map has one byte, this package's three
	}
	if len(encoded) != size {
		t.Errorf("%d bytes %.200q, want %d bytes %.200q", len(encoded), encoded, size, own.MsgPack)
	}
}

func TestUnexpectedAreBounded(t *testing.T) {
	t.Parallel()
	e := NewEncoder(NewShape(fieldsOf(64)), NewBudget(1<<30))
	for i := range 64 {
		if err := e.encode(fmt.Appendf(nil, `{"field_%02d":0}`, 63-i)); err != nil {
			t.Fatal(err)
		}
	}
	got := e.Unexpected()
	if len(got) != maxUnexpected || got[0] != "field_32" || got[len(got)-1] != "field_63" || !slices.IsSorted(got) {
		t.Errorf("unexpected: %q", got)
	}
}

// TestUnusableRow: such a row is an error, which does not quote it.
func TestUnusableRow(t *testing.T) {
	t.Parallel()
	for _, row := range []string{``, `null`, `"secret"`, `["secret"]`, `{"secret`, `{"note":secret}`, `{"secret":1,}`} {
		e := NewEncoder(parcelShape, NewBudget(1<<30))
		if err := e.encode(jsontext.Value(row)); !errors.Is(err, errRow) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", row, err)
		}
	}
}

// TestEncoderKeepsNothing: after a page with an extraordinary row, neither the
// page nor large buffers stay in memory.
func TestEncoderKeepsNothing(t *testing.T) {
	t.Parallel()
	const size = 4 << 20
	e := NewEncoder(parcelShape, NewBudget(1<<30))
	row := []byte(`{"note":"` + strings.Repeat("x", size) + `","` + strings.Repeat("y", size) + `":1}`)
	source := weak.Make(&row[0])
	var part Part
	if err := part.Append(e, slices.Values([]jsontext.Value{row})); err != nil {
		t.Fatal(err)
	}
	row = nil
	runtime.GC()
	if source.Value() != nil {
		t.Error("the page is kept")
	}
	if cap(e.encoded) > maxBufferBytes || cap(e.text) > maxBufferBytes {
		t.Errorf("buffers of %d and %d bytes are kept", cap(e.encoded), cap(e.text))
	}
	runtime.KeepAlive(e)
}

// FuzzEncode: any JSON object becomes a value of the shape's type.
func FuzzEncode(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"id":"P1","tags":{"a":"b","a":null,"":1},"owner":{"address":[],"x":{}}}`,
		`{"tags":[],"owner":"x","note":{"a":[1,2,{}]}}`, `{"tags":{` + tags(70) + `}}`,
		"{\"note\":\"\xff\\ud800\\u0000\",\"tags\":{\"\xff\":\"\xff\"}}", `{"id":null,"id":"P1"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, row []byte) {
		if value := jsontext.Value(row); value.Kind() != '{' || !value.IsValid(lenientjson.Options) {
			return // rows are valid objects
		}
		encoded, _ := encodeRow(t, parcelShape, row)
		checkSize(t, encoded)
	})
}
