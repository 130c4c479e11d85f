# A check on the Conversation Services of the account, which stores none of them.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

ephemeral "twilio_conversation_services" "all" {}

check "services" {
  assert {
    condition     = length(ephemeral.twilio_conversation_services.all.services) > 0
    error_message = "The account has no Conversation Service."
  }
}
