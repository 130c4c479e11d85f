# The participants of a Conversation: a User by identity, others by address.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

data "twilio_service_conversation_participants" "order" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  conversation_sid = "CH0123456789abcdef0123456789abcdef"
}

output "participants" {
  value = {
    for p in data.twilio_service_conversation_participants.order.participants :
    p.sid => try(coalesce(p.identity, try(p.messaging_binding.address, null)), null)
  }
}
