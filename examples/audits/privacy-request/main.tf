# Everything about one phone number, in its SMS and WhatsApp forms, in every Conversation
# Service of the account: as JSON, and as CSV.
#
#   terraform init
#   export TF_VAR_number=+15005550010
#   echo local.json | terraform console -plan | jq -r .
#   echo local.csv | terraform console -plan | sed '1d;$d'
#
# terraform console -plan writes neither a state nor a plan file. It prints text in
# quotes, and text of several lines between <<EOT and EOT.

terraform {
  required_version = ">= 1.6" # The first with terraform console -plan.

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

variable "number" {
  description = "The phone number in E.164 form, such as +15005550010."
  type        = string
}

data "twilio_conversation_services" "all" {}

data "twilio_service_participant_conversations" "number" {
  for_each = toset(data.twilio_conversation_services.all.services[*].sid)

  chat_service_sid = each.key
  addresses        = [var.number, "whatsapp:${var.number}"]
}

locals {
  conversations = flatten([for read in data.twilio_service_participant_conversations.number : read.conversations])

  json = jsonencode(local.conversations)

  # The fields that a person asks for; null is an empty cell.
  csv = join("\n", concat(
    ["service,address,conversation,state,created,updated,name"],
    [
      for c in local.conversations : join(",", [
        for cell in [
          c.chat_service_sid, try(c.participant_messaging_binding.address, null), c.conversation_sid, c.conversation_state,
          c.conversation_date_created, c.conversation_date_updated, c.conversation_friendly_name,
        ] : cell == null ? "" : "\"${replace(cell, "\"", "\"\"")}\""
      ])
    ],
  ))
}
