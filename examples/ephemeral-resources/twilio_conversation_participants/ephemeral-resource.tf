# A check that somebody is in the Conversation. What is read is stored nowhere.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

ephemeral "twilio_conversation_participants" "order" {
  conversation_sid = "CH0123456789abcdef0123456789abcdef"
}

check "somebody" {
  assert {
    condition     = length(ephemeral.twilio_conversation_participants.order.participants) > 0
    error_message = "The Conversation has no participant, or is gone."
  }
}
