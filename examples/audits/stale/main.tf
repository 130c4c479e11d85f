# Which conversations are active, yet nobody has touched them for a while?
#
#   terraform init
#   terraform plan -var chat_service_sid=IS… \
#     -var 'participants={ ada = { identity = "ada" }, shop = { phone_number = "+15005550006" } }'
#
# A plan shows the answer and stores nothing. An apply keeps it, and every
# conversation that was read, in the state, as plain text.

terraform {
  required_version = ">= 1.5" # The first with plantimestamp.

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

variable "chat_service_sid" {
  description = "SID of the Conversation Service, IS…"
  type        = string
}

variable "participants" {
  description = "Whose conversations to read, by a label of your choice. Each has an identity, an address or a phone number."
  type = map(object({
    identity     = optional(string)
    address      = optional(string)
    phone_number = optional(string)
  }))
  nullable = false

  validation {
    condition     = length(var.participants) > 0
    error_message = "There are no participants."
  }
}

variable "days" {
  description = "After how many days without an update an active conversation is stale."
  type        = number
  default     = 30
  nullable    = false
}

data "twilio_service_participant_conversations" "all" {
  for_each = var.participants

  chat_service_sid = var.chat_service_sid
  identity         = each.value.identity
  address          = each.value.address
  phone_numbers    = each.value.phone_number == null ? null : [each.value.phone_number]
}

locals {
  cutoff = timeadd(plantimestamp(), "-${var.days * 24}h")

  stale = {
    for name, read in data.twilio_service_participant_conversations.all : name => [
      for c in read.conversations : {
        conversation_sid = c.conversation_sid
        friendly_name    = c.conversation_friendly_name
        date_updated     = c.conversation_date_updated
        # Decoded where they are valid JSON, else as they are.
        attributes = try(jsondecode(c.conversation_attributes), c.conversation_attributes)
      }
      # Without a readable date it is listed as well, rather than overlooked.
      if c.conversation_state == "active" && try(timecmp(c.conversation_date_updated, local.cutoff) < 0, true)
    ]
  }
}

output "stale" {
  description = "Stale conversations by participant; participants without any are left out."
  value       = { for name, conversations in local.stale : name => conversations if length(conversations) > 0 }
}

output "unknown" {
  description = "Participants without a conversation in any state: check their spelling."
  value       = [for name, read in data.twilio_service_participant_conversations.all : name if length(read.not_found) > 0]
}
