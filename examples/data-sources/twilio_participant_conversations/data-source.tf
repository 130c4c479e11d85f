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
}

output "open" {
  value = [
    for c in data.twilio_participant_conversations.ada.conversations :
    c.conversation_sid if c.conversation_state != "closed"
  ]
}
