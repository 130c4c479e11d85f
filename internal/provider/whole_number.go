package provider

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// wholeNumber checks a NumberAttribute. An Int64Attribute will not do: the
// framework converts its value before any validator runs, and calls 1.5 an error
// of the provider.
type wholeNumber struct {
	least int64
	most  int64 // math.MaxInt64: no maximum
}

func (n wholeNumber) Description(context.Context) string {
	return n.requirement(n.most < math.MaxInt64)
}

func (n wholeNumber) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

func (n wholeNumber) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueBigFloat()
	whole, accuracy := value.Int64()
	if accuracy == big.Exact && whole >= n.least && whole <= n.most {
		return
	}
	tooLarge := value.Cmp(new(big.Float).SetInt64(n.most)) > 0
	resp.Diagnostics.Append(invalidArgument.diagnostic(req.Path,
		fmt.Sprintf("The argument %s %s.", req.Path, n.requirement(tooLarge || n.most < math.MaxInt64))))
}

func (n wholeNumber) requirement(withMost bool) string {
	if withMost {
		return fmt.Sprintf("must be a whole number from %d to %d", n.least, n.most)
	}
	return fmt.Sprintf("must be a whole number of at least %d", n.least)
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
