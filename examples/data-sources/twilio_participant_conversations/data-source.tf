# A participant by identity: the SIDs of the conversations that are not closed.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

data "twilio_participant_conversations" "ada" {
  identity = "ada"
  states   = ["initializing", "active", "inactive"]
}

output "open" {
  value = data.twilio_participant_conversations.ada.conversations[*].conversation_sid
}
