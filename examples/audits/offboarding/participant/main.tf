terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

variable "chat_service_sid" {
  type = string
}

variable "identity" {
  type = string
}

ephemeral "twilio_service_participant_conversations" "all" {
  chat_service_sid = var.chat_service_sid
  identity         = var.identity
}

check "left" {
  assert {
    condition = alltrue([
      for c in ephemeral.twilio_service_participant_conversations.all.conversations :
      c.conversation_state != "active"
    ])
    # Terraform shows no message that holds ephemeral values, such as SIDs.
    error_message = "${var.identity} is still in an active conversation."
  }
}
