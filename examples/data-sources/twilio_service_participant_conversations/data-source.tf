# A participant by identity: the SIDs of the conversations that are not closed.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

data "twilio_service_participant_conversations" "ada" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identity         = "ada"
  states           = ["initializing", "active", "inactive"]
}

output "open" {
  value = data.twilio_service_participant_conversations.ada.conversations[*].conversation_sid
}
