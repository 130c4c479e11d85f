# Who of these participants is still in a conversation, in any Conversation Service
# of the account?
#
#   terraform init
#   terraform plan -var 'identities=["ada", "grace"]' -var 'phone_numbers=["+15005550006"]'
#
# The output names each one with the services and the SIDs; the check warns of them. A
# plan stores nothing. An apply keeps what was read in the state, as plain text.

terraform {
  required_version = ">= 1.5" # The first with check blocks.

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

variable "identities" {
  description = "Identities of the participants."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "addresses" {
  description = "Addresses of the participants, such as whatsapp:+15005550006 or messenger:1234."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "phone_numbers" {
  description = "Phone numbers of the participants, such as +15005550006: under SMS, WhatsApp and RCS."
  type        = list(string)
  default     = []
  nullable    = false
}

data "twilio_conversation_services" "all" {}

data "twilio_service_participant_conversations" "all" {
  chat_service_sids = data.twilio_conversation_services.all.services[*].sid
  identities        = var.identities
  addresses         = var.addresses
  phone_numbers     = var.phone_numbers
  states            = ["initializing", "active", "inactive"]
}

locals {
  # A service without a name is shown by its SID alone.
  services = {
    for s in data.twilio_conversation_services.all.services :
    s.sid => try("${coalesce(s.friendly_name)} (${s.sid})", s.sid)
  }

  # Each participant's SIDs by service. The dots collect what has the same key.
  open = {
    for who, rows in { for c in data.twilio_service_participant_conversations.all.conversations : c.requested_name => c... } :
    who => { for c in rows : local.services[c.chat_service_sid] => c.conversation_sid... }
  }

  unknown = data.twilio_service_participant_conversations.all.not_found
}

output "open" {
  description = "Participants in a conversation that is not closed, with services and SIDs."
  value       = local.open

  precondition {
    condition     = length(concat(var.identities, var.addresses, var.phone_numbers)) > 0
    error_message = "There are no names: set identities, addresses or phone_numbers."
  }
}

output "unknown" {
  description = "Participants without a conversation in any state, in any service: check their spelling."
  value       = local.unknown
}

check "nobody" {
  assert {
    condition     = length(local.open) == 0
    error_message = "Still in a conversation: ${join(", ", keys(local.open))}."
  }
  assert {
    condition     = length(local.unknown) == 0
    error_message = "Not found: ${join(", ", local.unknown)}."
  }
}
