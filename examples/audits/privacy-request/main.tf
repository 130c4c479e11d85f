# Everything about one phone number, in each form that Twilio may have stored it in, in
# every Conversation Service of the account: as JSON or as CSV.
#
#   terraform init
#   export TF_VAR_number=+15005550010
#   sh export.sh json > conversations.json
#   sh export.sh csv > conversations.csv
#
# Nothing else is left behind. A warning that the identity looks like an address is
# expected. The CSV is UTF-8 with commas: import it into a spreadsheet as that, since a
# double click can garble names. It needs Terraform: OpenTofu's console has no -plan.

terraform {
  required_version = ">= 1.6" # The first with terraform console -plan.

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

variable "number" {
  description = "The phone number in E.164 form, such as +15005550010."
  type        = string

  validation {
    condition     = can(regex("^\\+[1-9][0-9]{6,14}$", var.number))
    error_message = "Write the number in E.164 form, such as +15005550010."
  }
}

data "twilio_conversation_services" "all" {}

# The identity finds a chat user who is called like the number. The provider warns that
# it looks like a phone number: here it is meant.
data "twilio_service_participant_conversations" "number" {
  chat_service_sids = data.twilio_conversation_services.all.services[*].sid
  identities        = [var.number]
  phone_numbers     = [var.number]
}

locals {
  conversations = data.twilio_service_participant_conversations.number.conversations

  json = jsonencode(local.conversations)

  # The fields that a person asks for; null is an empty cell. The apostrophe keeps a
  # spreadsheet from running what begins like a formula.
  csv = join("\n", concat(
    ["service,address,conversation,state,created,updated,name"],
    [
      for c in local.conversations : join(",", [
        for cell in [
          c.chat_service_sid, try(coalesce(c.participant_messaging_binding.address), c.participant_identity), c.conversation_sid, c.conversation_state,
          c.conversation_date_created, c.conversation_date_updated, c.conversation_friendly_name,
        ] : cell == null ? "" : "\"${replace(replace(cell, "\"", "\"\""), "/^[=+@\\t\\r\\n-]/", "'$0")}\""
      ])
    ],
  ))
}
