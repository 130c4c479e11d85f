terraform {
  required_providers {
    twilio = {
      source = "registry.terraform.io/local/twilio"
    }
  }
}

data "twilio_participant_conversations" "ada" {
  identity = "ada"
}

output "active" {
  description = "SIDs of Ada's active conversations."
  value = [
    for c in data.twilio_participant_conversations.ada.conversations :
    c.conversation_sid if c.conversation_state == "active"
  ]
}
