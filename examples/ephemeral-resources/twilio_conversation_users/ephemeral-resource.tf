# A check that every name is that of a User. What is read is stored nowhere.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

ephemeral "twilio_conversation_users" "team" {
  identities = ["ada", "grace", "alan"]
}

check "team" {
  assert {
    condition     = length(ephemeral.twilio_conversation_users.team.not_found) == 0
    error_message = "Somebody of the team is no User."
  }
}
