# Who of these participants is still in a conversation, in any Conversation Service
# of the account?
#
#   terraform init
#   terraform plan -var 'identities=["ada", "grace"]' -var 'addresses=["+15005550006"]'
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

variable "identities" {
  description = "Identities of the participants."
  type        = list(string)
  default     = []
}

variable "addresses" {
  description = "Addresses of the participants, such as +15005550006 or whatsapp:+15005550006."
  type        = list(string)
  default     = []
}

locals {
  not_closed = ["initializing", "active", "inactive"]
  services   = { for s in data.twilio_conversation_services.all.services : s.sid => s.friendly_name }
}

data "twilio_conversation_services" "all" {}

data "twilio_service_participant_conversations" "identities" {
  for_each = local.services

  chat_service_sid = each.key
  identities       = var.identities
  states           = local.not_closed
}

data "twilio_service_participant_conversations" "addresses" {
  for_each = local.services

  chat_service_sid = each.key
  addresses        = var.addresses
  states           = local.not_closed
}

locals {
  found = concat(
    flatten([
      for service, read in data.twilio_service_participant_conversations.identities : [
        for c in read.conversations : { who = coalesce(c.participant_identity, "(not named)"), service = service, sid = c.conversation_sid }
      ]
    ]),
    flatten([
      for service, read in data.twilio_service_participant_conversations.addresses : [
        for c in read.conversations : { who = try(coalesce(c.participant_messaging_binding.address), "(not named)"), service = service, sid = c.conversation_sid }
      ]
    ]),
  )

  # Each participant's SIDs by service. The dots collect what has the same key.
  open = {
    for who, places in { for f in local.found : f.who => f... } :
    who => { for p in places : "${local.services[p.service]} (${p.service})" => p.sid... }
  }
}

output "open" {
  description = "Participants in a conversation that is not closed, with services and SIDs."
  value       = local.open
}

output "unknown" {
  description = "Participants without a conversation in any state, in any service: check their spelling."
  value = [
    for name in concat(var.identities, var.addresses) : name
    if alltrue([for read in data.twilio_service_participant_conversations.identities : contains(read.not_found, name) || !contains(var.identities, name)])
    && alltrue([for read in data.twilio_service_participant_conversations.addresses : contains(read.not_found, name) || !contains(var.addresses, name)])
  ]
}

check "nobody" {
  assert {
    condition     = length(local.open) == 0
    error_message = "Still in a conversation: ${join(", ", keys(local.open))}."
  }
}
