terraform {
  required_providers {
    twilio = {
      source = "registry.terraform.io/local/twilio"
    }
  }
}

data "twilio_service_participant_conversations" "ada" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identity         = "ada"
}

output "active" {
  description = "SIDs of Ada's active conversations."
  value = [
    for c in data.twilio_service_participant_conversations.ada.conversations :
    c.conversation_sid if c.conversation_state == "active"
  ]
}
