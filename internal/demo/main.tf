terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

# Credentials come from the environment.
provider "twilio" {}

variable "identities" {
  type = list(string)
}

variable "addresses" {
  type = list(string)
}

data "twilio_conversation_services" "all" {}

locals {
  services = { for s in data.twilio_conversation_services.all.services : s.sid => s.friendly_name }
}

data "twilio_service_participant_conversations" "identities" {
  for_each = local.services

  chat_service_sid = each.key
  identities       = var.identities
}

data "twilio_service_participant_conversations" "addresses" {
  for_each = local.services

  chat_service_sid = each.key
  addresses        = var.addresses
}

# A row per conversation: whose it is, in which service and state.
locals {
  conversations = concat(
    flatten([
      for service, read in data.twilio_service_participant_conversations.identities :
      [for c in read.conversations : { who = c.participant_identity, service = local.services[service], state = c.conversation_state }]
    ]),
    flatten([
      for service, read in data.twilio_service_participant_conversations.addresses :
      [for c in read.conversations : { who = c.participant_messaging_binding.address, service = local.services[service], state = c.conversation_state }]
    ]),
  )
}

output "conversations" {
  value = local.conversations
}

# One that fails is a warning.
check "everybody_left" {
  assert {
    condition     = alltrue([for c in local.conversations : c.state == "closed"])
    error_message = "Still in a conversation: ${join(", ", distinct([for c in local.conversations : c.who if c.state != "closed"]))}."
  }
}
