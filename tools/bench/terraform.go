package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"terraform-provider-twilio/internal/provider"
	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

// oneBlock reads local.identities in one step, eachBlock one by one, and usersBlock their
// Users.
const (
	oneBlock = `
data "twilio_service_participant_conversations" "all" {
  chat_service_sid = local.service
  identities       = local.identities
}

output "rows" {
  value = length(data.twilio_service_participant_conversations.all.conversations)
}
`
	eachBlock = `
data "twilio_service_participant_conversations" "each" {
  for_each         = toset(local.identities)
  chat_service_sid = local.service
  identity         = each.key
}

output "rows" {
  value = sum([for read in data.twilio_service_participant_conversations.each : length(read.conversations)])
}
`
	usersBlock = `
data "twilio_service_conversation_users" "all" {
  chat_service_sid = local.service
  identities       = local.identities
}

output "rows" {
  value = length(data.twilio_service_conversation_users.all.users)
}
`
)

// auditConfiguration returns a configuration that reads the identities with one
// of the blocks.
func auditConfiguration(block, baseURL string, identities ...string) string {
	return fmt.Sprintf(`
terraform {
  required_providers {
    twilio = {
      source = %q
    }
  }
}

provider "twilio" {
  base_url    = %q
  account_sid = %q
  auth_token  = %q
}

locals {
  service    = %q
  identities = split(",", %q)
}
`, provider.Address, baseURL, twiliotest.AccountSID, twiliotest.AuthToken, twiliotest.ServiceSID, strings.Join(identities, ",")) + block
}

// newPlan initializes a configuration in a folder of its own. The plan it returns checks
// how many rows are read.
func newPlan(
	ctx context.Context, installation *terraformcli.Installation, configuration string, rows int, env ...string,
) (plan func() error, remove func(), err error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return nil, nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	workspace, err := installation.Workspace(ctx, dir, map[string]string{"main.tf": configuration}, env...)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return func() error {
		output, err := workspace.Run(ctx, "plan")
		if err == nil && !strings.Contains(output, fmt.Sprintf("rows = %d\n", rows)) {
			err = fmt.Errorf("not %d rows:\n%s", rows, output)
		}
		return err
	}, remove, nil
}
