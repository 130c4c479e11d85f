# The Conversation Services of the account, by SID.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

data "twilio_conversation_services" "all" {}

output "services" {
  value = { for s in data.twilio_conversation_services.all.services : s.sid => s.friendly_name }
}
