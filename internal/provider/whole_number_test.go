package provider

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestWholeNumber(t *testing.T) {
	t.Parallel()
	const (
		bounded   = "The argument count must be a whole number from 1 to 1000."
		unbounded = "The argument count must be a whole number of at least 1."
		largest   = "The argument count must be a whole number from 1 to 9223372036854775807."
	)
	for name, test := range map[string]struct {
		most  int64
		value string
		want  string
	}{
		"least":                       {1000, "1", ""},
		"most":                        {1000, "1000", ""},
		"whole with decimals":         {1000, "5.00", ""},
		"below":                       {1000, "0", bounded},
		"above":                       {1000, "1001", bounded},
		"fraction":                    {1000, "1.5", bounded},
		"fraction below":              {1000, "0.5", bounded},
		"far above":                   {1000, "1e30", bounded},
		"tiny fraction":               {1000, "1.00000000000000000000000000000000001", bounded},
		"infinite":                    {1000, "Inf", bounded},
		"unbounded":                   {math.MaxInt64, "9223372036854775807", ""},
		"unbounded, below":            {math.MaxInt64, "0", unbounded},
		"unbounded, negative":         {math.MaxInt64, "-1e30", unbounded},
		"unbounded, fraction":         {math.MaxInt64, "62.5", unbounded},
		"beyond the largest":          {math.MaxInt64, "9223372036854775808", largest},
		"far beyond the largest":      {math.MaxInt64, "1e30", largest},
		"fraction beyond the largest": {math.MaxInt64, "9223372036854775807.5", largest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := &validator.NumberResponse{}
			req := validator.NumberRequest{Path: path.Root("count"), ConfigValue: types.NumberValue(bigNumber(t, test.value))}
			wholeNumber(1, test.most).ValidateNumber(t.Context(), req, resp)
			var got string
			for _, d := range resp.Diagnostics {
				got, _, _ = strings.Cut(d.Detail(), "\n")
			}
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// bigNumber parses as precisely as Terraform does.
func bigNumber(t *testing.T, text string) *big.Float {
	t.Helper()
	value, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestIntOr(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		value types.Number
		want  int
	}{
		"null":    {types.NumberNull(), 7},
		"unknown": {types.NumberUnknown(), 7},
		"zero":    {types.NumberValue(big.NewFloat(0)), 0},
		"number":  {types.NumberValue(big.NewFloat(50)), 50},
		"largest": {types.NumberValue(bigNumber(t, "9223372036854775807")), math.MaxInt},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := intOr(test.value, 7); got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
}

// TestFractionsAtValidate: a fraction in the configuration of the provider, a
// data source and an ephemeral resource gets the message about whole numbers
// alone.
func TestFractionsAtValidate(t *testing.T) {
	t.Parallel()
	h := newHarness(t, nil, nil)
	mustReport(t, h.validate(m{"max_retries": bigNumber(t, "1.5")}), errorOn("max_retries", "must be a whole number of at least 0"))
	mustReport(t, h.validate(m{"max_retries": bigNumber(t, "1e30")}), errorOn("max_retries", "must be a whole number from 0 to"))
	for name, value := range map[string]string{"half": "0.5", "division": "62.5", "too large": "1e30"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := m{
				"chat_service_sid": twiliotest.ServiceSID, "identity": identity, "page_size": bigNumber(t, value), "limit": bigNumber(t, value),
			}
			want := []message{errorOn("page_size", "must be a whole number from 1 to 1000"), errorOn("limit", "must be a whole number")}
			mustReport(t, h.validateData(arguments), want...)
			resp, err := h.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
				TypeName: serviceList, Config: encode(t, h.Schema.EphemeralResourceSchemas[serviceList], arguments),
			})
			if err != nil {
				t.Fatal(err)
			}
			mustReport(t, resp.Diagnostics, want...)
		})
	}
}
