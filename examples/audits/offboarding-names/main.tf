# The second step of ../offboarding, for whoever may see the names: who is still in, in
# which service and which conversations, and who is not found.
#
#   terraform init
#   terraform plan -var names_file=leavers.txt
#
# A plan prints them and stores nothing. An apply keeps them in the state, as plain text.

terraform {
  required_version = ">= 1.3" # The first with startswith.

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

variable "names_file" {
  description = "Path of a file with a name on each line, as in the first step."
  type        = string
}

variable "chat_service_sid" {
  description = "SID of the Conversation Service, IS…; every one of the account where it is not set."
  type        = string
  default     = null
}

locals {
  lines = split("\n", replace(replace(file(var.names_file), "\ufeff", ""), "\r", "\n"))
  names = compact([for line in local.lines : trimspace(line)])

  # The names by kind. The dots collect those of one kind.
  kinds = {
    for name in local.names :
    startswith(name, "+") ? "number" : can(regex("^(?i:whatsapp|rcs|messenger):", name)) ? "address" : "identity" => name...
  }
}

data "twilio_conversation_services" "all" {
  count = var.chat_service_sid == null ? 1 : 0
}

data "twilio_service_participant_conversations" "leavers" {
  chat_service_sid  = var.chat_service_sid
  chat_service_sids = one(data.twilio_conversation_services.all[*].services[*].sid)
  identities        = lookup(local.kinds, "identity", [])
  addresses         = lookup(local.kinds, "address", [])
  phone_numbers     = lookup(local.kinds, "number", [])
  states            = ["initializing", "active", "inactive"]
}

locals {
  not_found = data.twilio_service_participant_conversations.leavers.not_found

  still_in = {
    for c in data.twilio_service_participant_conversations.leavers.conversations :
    c.requested_name => {
      chat_service_sid = c.chat_service_sid
      conversation_sid = c.conversation_sid
      friendly_name    = c.conversation_friendly_name
      state            = c.conversation_state
    }...
  }
}

output "still_in" {
  description = "Conversations that are not closed, by name."
  value       = local.still_in

  precondition {
    condition     = length(local.names) > 0
    error_message = "The file has no names."
  }
}

output "not_found" {
  description = "Names without a conversation in any state, in any service: check their spelling."
  value       = local.not_found
}
