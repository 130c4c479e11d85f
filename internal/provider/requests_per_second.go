package provider

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// rateAboveZero checks a number of requests per second. One that is too small for a
// float64 would be 0 there: no bound at all.
func rateAboveZero(number *big.Float) string {
	if perSecond, _ := number.Float64(); perSecond <= 0 || math.IsInf(perSecond, 0) {
		return "must be a number above 0"
	}
	return ""
}

func floatOr(value types.Number, otherwise float64) float64 {
	if value.IsNull() || value.IsUnknown() {
		return otherwise
	}
	float, _ := value.ValueBigFloat().Float64()
	return float
}

// checkPace reports a read whose requests do not fit into its time at the pace that
// the configuration sets. The first one goes out at once.
func (c *connection) checkPace(requests int, timeout time.Duration) (diags diag.Diagnostics) {
	if c.requestsPerSecond > 0 && float64(requests-1)/c.requestsPerSecond >= timeout.Seconds() {
		diags.Append(tooSlowPace.diagnostic(path.Root("timeouts"), fmt.Sprintf("%d requests at %s a second take %s s, and timeouts.read is %s s.",
			requests, decimal(c.requestsPerSecond), decimal(float64(requests)/c.requestsPerSecond), decimal(timeout.Seconds()))))
	}
	return diags
}

// decimal renders a number with up to three decimals, a smaller one with all of them.
func decimal(number float64) string {
	if rounded := math.Round(number*1000) / 1000; rounded > 0 {
		number = rounded
	}
	return strconv.FormatFloat(number, 'f', -1, 64)
}
