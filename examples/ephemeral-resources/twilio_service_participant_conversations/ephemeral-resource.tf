terraform {
  required_providers {
    twilio = {
      source = "registry.terraform.io/local/twilio"
    }
  }
}

ephemeral "twilio_service_participant_conversations" "ada" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identity         = "ada"
}

# A check that fails is a warning: the run goes on.
check "ada_left" {
  assert {
    condition = alltrue([
      for c in ephemeral.twilio_service_participant_conversations.ada.conversations :
      c.conversation_state != "active"
    ])
    error_message = "Ada is still in an active conversation."
  }
}
