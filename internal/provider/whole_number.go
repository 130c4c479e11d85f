package provider

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// numberCheck says what is wrong with a number, empty where nothing is. It checks a
// NumberAttribute. An Int64Attribute will not do: the framework converts its value
// before any validator runs, and calls 1.5 an error of the provider.
type numberCheck func(number *big.Float) string

func (numberCheck) Description(context.Context) string { return "The number is checked for its range." }

func (c numberCheck) MarkdownDescription(ctx context.Context) string { return c.Description(ctx) }

func (c numberCheck) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if wrong := c(req.ConfigValue.ValueBigFloat()); wrong != "" {
		resp.Diagnostics.Append(invalidArgument.diagnostic(req.Path, fmt.Sprintf("The argument %s %s.", req.Path, wrong)))
	}
}

// wholeNumber checks a whole number; most is math.MaxInt64 where there is no maximum.
func wholeNumber(least, most int64) numberCheck {
	return func(number *big.Float) string {
		whole, accuracy := number.Int64()
		switch tooLarge := number.Cmp(new(big.Float).SetInt64(most)) > 0; {
		case accuracy == big.Exact && whole >= least && whole <= most:
			return ""
		case tooLarge || most < math.MaxInt64:
			return fmt.Sprintf("must be a whole number from %d to %d", least, most)
		}
		return fmt.Sprintf("must be a whole number of at least %d", least)
	}
}

// intOr returns the value of an argument that wholeNumber has checked, or the
// default where it is null or unknown.
func intOr(value types.Number, otherwise int) int {
	if value.IsNull() || value.IsUnknown() {
		return otherwise
	}
	whole, _ := value.ValueBigFloat().Int64()
	return int(min(whole, math.MaxInt))
}
