package provider

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestDurationProblem(t *testing.T) {
	t.Parallel()
	for value, fine := range map[string]bool{
		"90s": true, "10m": true, "1h": true, "1h30m": true, "1.5h": true, "1ns": true,
		"": false, "90": false, "0": false, "0s": false, "-5m": false, "1d": false, "90 s": false, "90s\n": false, "ten minutes": false,
		"9999999999h": false,
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			want := "must be a duration such as 90s, 10m or 1h, greater than zero."
			if fine {
				want = ""
			}
			if got := durationProblem(value); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

func TestReadTimeout(t *testing.T) {
	t.Parallel()
	timeouts := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"read": tftypes.String}}
	for name, test := range map[string]struct {
		timeouts tftypes.Value
		want     time.Duration
	}{
		"no timeouts": {tftypes.NewValue(timeouts, nil), 10 * time.Minute},
		"no read":     {tftypes.NewValue(timeouts, map[string]tftypes.Value{"read": tftypes.NewValue(tftypes.String, nil)}), 10 * time.Minute},
		"read":        {tftypes.NewValue(timeouts, map[string]tftypes.Value{"read": tftypes.NewValue(tftypes.String, "90s")}), 90 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := tfsdk.Config{
				Schema: schema.Schema{Attributes: map[string]schema.Attribute{"timeouts": timeoutsAttribute()}},
				Raw: tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"timeouts": timeouts}},
					map[string]tftypes.Value{"timeouts": test.timeouts}),
			}
			if got, diags := readTimeout(t.Context(), config); got != test.want || len(diags) > 0 {
				t.Errorf("%s and %v, want %s", got, diags, test.want)
			}
		})
	}
}
