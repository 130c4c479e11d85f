# The second step of the audit, for whoever may see the names: it prints them, and
# stores nothing.
#
#   terraform init
#   echo 'jsonencode(local.still_in)' |
#     terraform console -plan -var chat_service_sid=IS… -var names_file=leavers.txt

terraform {
  required_version = ">= 1.6" # The first with terraform console -plan.

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

variable "chat_service_sid" {
  description = "SID of the Conversation Service, IS…"
  type        = string
}

variable "names_file" {
  description = "Path of a file with an identity on each line, as in the first step."
  type        = string
}

locals {
  leavers = compact([for line in split("\n", file(var.names_file)) : trimspace(replace(line, "\ufeff", ""))])
}

data "twilio_service_participant_conversations" "leavers" {
  chat_service_sid = var.chat_service_sid
  identities       = local.leavers
  states           = ["initializing", "active", "inactive"]
}

locals {
  # SIDs by name. The dots collect those of the same name.
  still_in = {
    for c in data.twilio_service_participant_conversations.leavers.conversations :
    c.participant_identity => c.conversation_sid...
  }

  not_found = data.twilio_service_participant_conversations.leavers.not_found
}
