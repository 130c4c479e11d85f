package splice

import (
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestNumbers: whole numbers are exact, whatever their size, all others are what
// Terraform makes of their text, and what it cannot hold is null.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`0`: "0", `-0`: "0", `7`: "7", `-1`: "-1", `127`: "127", `128`: "128", `-129`: "-129",
		`9007199254740993`: "9007199254740993", `-9007199254740993`: "-9007199254740993",
		`9223372036854775807`: "9223372036854775807", `-9223372036854775808`: "-9223372036854775808",
		`18446744073709551615`: "18446744073709551615", `18446744073709551617`: "18446744073709551617",
		`1.5`: "1.5", `-2.25e2`: "-225", `1e3`: "1000", `1.0`: "1",
		strings.Repeat("9", 150): strings.Repeat("9", 150),
		`null`:                   "", `true`: "unexpected", `"7"`: "unexpected", `{}`: "unexpected",
		`1e9999999999`: "unexpected", strings.Repeat("9", 600): "unexpected",
	} {
		value, unexpected := decodeField(t, types.NumberType, text)
		if (want == "unexpected") != (len(unexpected) == 1) {
			t.Errorf("%.40s: unexpected are %q", text, unexpected)
		}
		if want == "" || want == "unexpected" {
			if !value.IsNull() {
				t.Errorf("%.40s became %v, want null", text, value)
			}
			continue
		}
		var number big.Float
		if err := value.As(&number); err != nil {
			t.Fatal(err)
		}
		if got := number.Text('f', -1); got != want && number.Text('f', 0) != want {
			t.Errorf("%.40s became %s, want %s", text, got, want)
		}
	}
}

func TestBooleans(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{`true`: true, `false`: false, `null`: nil, `"true"`: nil, `1`: nil} {
		value, unexpected := decodeField(t, types.BoolType, text)
		if odd := text == `1` || text == `"true"`; odd != (len(unexpected) == 1) {
			t.Errorf("%s: unexpected are %q", text, unexpected)
		}
		if want == nil {
			if !value.IsNull() {
				t.Errorf("%s became %v, want null", text, value)
			}
			continue
		}
		var got bool
		if err := value.As(&got); err != nil || got != want {
			t.Errorf("%s became %v, %v", text, got, err)
		}
	}
}

// decodeField encodes a row with one field, and reads it as Terraform does.
func decodeField(t *testing.T, fieldType attr.Type, text string) (value tftypes.Value, unexpected []string) {
	t.Helper()
	rowType := types.ObjectType{AttrTypes: map[string]attr.Type{"a": types.StringType, "b": fieldType, "c": types.StringType}}
	encoded, unexpected := encodeRow(t, NewShape(rowType), []byte(`{"a":"x","b":`+text+`,"c":"y"}`))
	dynamic := tfprotov6.DynamicValue{MsgPack: encoded}
	row, err := dynamic.Unmarshal(rowType.TerraformType(t.Context()))
	if err != nil {
		t.Fatalf("%.40s: %v", text, err)
	}
	var fields map[string]tftypes.Value
	if err := row.As(&fields); err != nil {
		t.Fatal(err)
	}
	if !fields["c"].Equal(tftypes.NewValue(tftypes.String, "y")) {
		t.Errorf("%.40s: the next field is %v", text, fields["c"])
	}
	return fields["b"], unexpected
}
