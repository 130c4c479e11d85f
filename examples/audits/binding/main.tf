# Which conversation holds the pair of an address and a Twilio number?
#
#   terraform init
#   terraform plan -var address=+15005550010 -var twilio_number=+15005550006
#
# Twilio binds such a pair in one conversation at a time, unless it is closed. Adding
# the participant to another fails with 50416, 50437, 48031 or 80102.

terraform {
  required_version = ">= 1.5" # The first with check blocks.

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

variable "address" {
  description = "Address of the participant, such as +15005550010, whatsapp:+15005550010 or messenger:1234. A number is looked for in all forms, and under SMS, WhatsApp and RCS."
  type        = string

  validation {
    condition     = can(regex("^((whatsapp:|rcs:)?\\+[1-9][0-9]{6,14}|messenger:[^+\\s]+|whatsapp:[A-Z]{2}\\.[^+\\s]+)$", var.address))
    error_message = "Write a number in E.164 form, such as +15005550010, alone or after whatsapp: or rcs:."
  }
}

variable "twilio_number" {
  description = "Your Twilio number, such as +15005550006, or with its channel, such as whatsapp:+15005550006: then only the bindings of this channel count."
  type        = string

  validation {
    condition     = can(regex("^((whatsapp:|rcs:)?\\+[1-9][0-9]{6,14}|messenger:[^+\\s]+)$", var.twilio_number))
    error_message = "Write a number in E.164 form, such as +15005550006, alone or after whatsapp: or rcs:."
  }
}

data "twilio_conversation_services" "all" {}

data "twilio_service_participant_conversations" "address" {
  chat_service_sids = data.twilio_conversation_services.all.services[*].sid
  phone_numbers     = regexall("\\+.*", var.address)
  addresses         = regexall("^[^+]+$", var.address)
}

locals {
  # != "closed" keeps a state that Twilio may add. The binding, and what is in it, may be
  # null.
  binding = [
    for c in data.twilio_service_participant_conversations.address.conversations : {
      conversation_sid = c.conversation_sid
      chat_service_sid = c.chat_service_sid
      state            = c.conversation_state
      closes           = try(c.conversation_timers.date_closed, null)
    }
    if c.conversation_state != "closed" && try(endswith(c.participant_messaging_binding.proxy_address, var.twilio_number), false)
  ]
}

output "binding" {
  description = "The conversation that holds the pair, and when a timer closes it; empty where no conversation does."
  value       = local.binding
}

check "found" {
  assert {
    condition     = length(data.twilio_service_participant_conversations.address.not_found) == 0
    error_message = "No service has a conversation with this address, in any state. Check its spelling."
  }
}

# terraform_data stands for what is to be done with the conversation.
resource "terraform_data" "conversation" {
  for_each = toset(local.binding[*].conversation_sid)

  input = each.key
}
