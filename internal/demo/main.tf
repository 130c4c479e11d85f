terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

# Credentials come from the environment.
provider "twilio" {}

variable "chat_service_sid" {
  type = string
}

variable "identity" {
  type = string
}

variable "address" {
  type = string
}

data "twilio_service_participant_conversations" "identity" {
  chat_service_sid = var.chat_service_sid
  identity         = var.identity
}

data "twilio_service_participant_conversations" "address" {
  chat_service_sid = var.chat_service_sid
  address          = var.address
}

# How many conversations each participant has, by state.
output "conversations" {
  value = {
    for participant, read in {
      (var.identity) = data.twilio_service_participant_conversations.identity
      (var.address)  = data.twilio_service_participant_conversations.address
      } : participant => {
      for state, all in { for c in read.conversations : coalesce(c.conversation_state, "unknown") => c.conversation_sid... } : state => length(all)
    }
  }
}
