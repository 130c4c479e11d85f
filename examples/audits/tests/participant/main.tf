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

data "twilio_service_participant_conversations" "all" {
  chat_service_sid = var.chat_service_sid
  identity         = var.identity
}

output "conversations" {
  value = data.twilio_service_participant_conversations.all.conversations
}

output "not_found" {
  value = data.twilio_service_participant_conversations.all.not_found
}
