package provider

import (
	"context"
	"math"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"terraform-provider-twilio/internal/twilio"
)

const defaultTimeout = 10 * time.Minute

// listing is one of the API's lists; each is a data source and an ephemeral
// resource of the same name.
type listing struct {
	suffix      string // of the type, after the provider's name
	description string
	ofService   bool // has the argument chat_service_sid
}

var (
	serviceParticipantConversations = listing{
		suffix: "_service_participant_conversations",
		description: "All Conversations of one Conversation Service that a participant belongs to, found by `identity` or by `address`. " +
			"Closed Conversations are included.",
		ofService: true,
	}
	participantConversations = listing{
		suffix: "_participant_conversations",
		description: "All Conversations of the account's default Conversation Service that a participant belongs to, found by `identity` or by `address`. " +
			"Closed Conversations are included.",
	}
)

// read reads the whole list, or nothing: rows are nil where it fails.
func (l listing) read(ctx context.Context, conn *connection, config tfsdk.Config) (*rows, diag.Diagnostics) {
	params, timeout, diags := l.arguments(ctx, config)
	if diags.HasError() {
		return nil, diags
	}
	switch {
	case conn == nil:
		diags.AddError("Provider Not Configured", "The provider was asked to read before it was configured, which Terraform never does. Report it to the provider's maintainers.")
		return nil, diags
	case len(conn.unknown) > 0:
		diags.AddError("Provider Configuration Not Known Yet", unknownDetail(conn.unknown))
		return nil, diags
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	read := &rows{}
	pages := 0
	for page, err := range conn.client.ParticipantConversations(ctx, params) {
		if err == nil {
			pages = page.Number
			logPage(ctx, page)
			err = read.add(page)
		}
		if err != nil {
			diags.Append(failure{err: err, host: conn.host, params: params, timeout: timeout, pages: pages, rows: read.count}.diagnostic())
			return nil, diags
		}
	}
	diags.Append(read.warning()...)
	return read, diags
}

// arguments gets the configuration.
func (l listing) arguments(ctx context.Context, config tfsdk.Config) (params twilio.ParticipantConversationsParams, timeout time.Duration, diags diag.Diagnostics) {
	var (
		serviceSID, identity, address types.String
		pageSize, limit               types.Int64
		limits                        timeouts.Value
	)
	get := func(name string, target any) { diags.Append(config.GetAttribute(ctx, path.Root(name), target)...) }
	if l.ofService {
		get("chat_service_sid", &serviceSID)
	}
	get("identity", &identity)
	get("address", &address)
	get("page_size", &pageSize)
	get("limit", &limit)
	get("timeouts", &limits)
	timeout, timeoutDiags := limits.Read(ctx, defaultTimeout)
	diags.Append(timeoutDiags...)

	params = twilio.ParticipantConversationsParams{
		ChatServiceSID: serviceSID.ValueString(),
		Identity:       identity.ValueString(),
		Address:        address.ValueString(),
		PageSize:       defaultPageSize,
		Limit:          int(min(limit.ValueInt64(), math.MaxInt)),
	}
	if !pageSize.IsNull() {
		params.PageSize = int(pageSize.ValueInt64())
	}
	return params, timeout, diags
}

// logPage writes the one line about a page. It holds nothing of the participant.
func logPage(ctx context.Context, page *twilio.Page) {
	tflog.Debug(ctx, "Read a page of conversations", map[string]any{
		"page": page.Number, "status": page.Status, "rows": page.Received, "tries": page.Tries,
		"duration_ms": page.Duration.Milliseconds(), "request_id": page.RequestID,
	})
}
