# Which conversation holds the pair of an address and a Twilio number?
#
#   terraform init
#   terraform plan -var address=+15005550010 -var twilio_number=+15005550006
#
# Twilio binds such a pair in one conversation at a time, unless it is closed. Adding
# the participant to another fails with 50416, 50437, 48031 or 80102.

terraform {
  required_version = ">= 1.5"

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

variable "address" {
  description = "Address of the participant, such as +15005550010 or whatsapp:+15005550010."
  type        = string
}

variable "twilio_number" {
  description = "Your Twilio number, such as +15005550006 or whatsapp:+15005550006."
  type        = string
}

data "twilio_conversation_services" "all" {}

data "twilio_service_participant_conversations" "address" {
  for_each = { for s in data.twilio_conversation_services.all.services : s.sid => s.friendly_name }

  chat_service_sid = each.key
  address          = var.address
}

locals {
  # != "closed" keeps a state that Twilio may add. The binding, and what is in it, may be
  # null.
  binding = flatten([
    for service, read in data.twilio_service_participant_conversations.address : [
      for c in read.conversations : {
        conversation_sid = c.conversation_sid
        chat_service_sid = service
        state            = c.conversation_state
        closes           = try(c.conversation_timers.date_closed, null)
      }
      if c.conversation_state != "closed" && try(c.participant_messaging_binding.proxy_address == var.twilio_number, false)
    ]
  ])
}

output "binding" {
  description = "The conversation that holds the pair, and when a timer closes it; empty where no conversation does."
  value       = local.binding
}

# terraform_data stands for what is to be done with the conversation.
resource "terraform_data" "conversation" {
  for_each = toset(local.binding[*].conversation_sid)

  input = each.key
}
