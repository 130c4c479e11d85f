# A check: an assertion that fails is a warning, and the run continues.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

ephemeral "twilio_participant_conversations" "ada" {
  identity = "ada"
  states   = ["initializing", "active", "inactive"]
}

check "ada_left" {
  assert {
    condition     = length(ephemeral.twilio_participant_conversations.ada.conversations) == 0
    error_message = "Ada is still in a conversation that is not closed."
  }
  assert {
    condition     = length(ephemeral.twilio_participant_conversations.ada.not_found) == 0
    error_message = "Ada is not found: check the spelling."
  }
}
