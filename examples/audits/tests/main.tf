# A small module that uses the data source, with tests that need no account:
#
#   terraform init && terraform test

terraform {
  required_version = ">= 1.7" # The first with mock_provider.

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

variable "identity" {
  description = "Identity of the participant."
  type        = string
}

module "participant" {
  source = "./participant"

  chat_service_sid = var.chat_service_sid
  identity         = var.identity
}

output "open" {
  description = "Names of the participant's conversations that are not closed; the SID where there is no name."
  value = [
    for c in module.participant.conversations :
    coalesce(c.conversation_friendly_name, c.conversation_sid) if c.conversation_state != "closed"
  ]

  precondition {
    condition     = length(module.participant.not_found) == 0
    error_message = "The participant has no conversation in any state. A misspelled identity looks the same."
  }
}
