package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"terraform-provider-twilio/internal/twilio"
)

// logsPages reports whether anybody reads the lines about pages. Rendering them
// costs a tenth of a read's time; Terraform drops them where none of these variables
// is set.
func logsPages(getenv func(string) string) bool {
	return getenv("TF_LOG") != "" || getenv("TF_LOG_PROVIDER") != "" || getenv("TF_LOG_PROVIDER_TWILIO") != ""
}

// logPage writes the line about a page. It holds nothing of the participant.
func logPage(ctx context.Context, rows, serviceSID string, page *twilio.Page) {
	fields := map[string]any{
		"page": page.Number, "status": page.Status, "rows": page.Received, "attempts": page.Attempts,
		"duration_ms": page.Duration.Milliseconds(), "request_id": page.RequestID,
	}
	if serviceSID != "" {
		fields[chatServiceSID] = serviceSID
	}
	tflog.Debug(ctx, "Read a page of "+rows, fields)
}

// logFinished writes the line about one of many lists that has come to its end.
func logFinished(ctx context.Context, rows string, finished int64, all int) {
	tflog.Debug(ctx, "Finished a list of "+rows, map[string]any{"finished": fmt.Sprintf("%d of %d", finished, all)})
}

// logWait writes the line about a wait before another attempt.
func logWait(ctx context.Context, wait twilio.Wait) {
	tflog.Warn(ctx, "Waiting before another attempt", map[string]any{
		"cause": wait.Cause, "attempt": wait.Attempt, "wait_ms": wait.Duration.Milliseconds(), "request_id": wait.RequestID,
	})
}

// logUnheededProxy writes the line about a proxy variable that other programs read and
// Go does not.
func logUnheededProxy(ctx context.Context, variable string) {
	tflog.Warn(ctx, "Requests do not go through the proxy of "+variable+": the provider reads HTTPS_PROXY alone")
}
