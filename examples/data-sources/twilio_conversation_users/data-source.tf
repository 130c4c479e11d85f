# All Users of the default Conversation Service, by identity.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

data "twilio_conversation_users" "all" {}

output "users" {
  value = { for u in data.twilio_conversation_users.all.users : u.identity => u.sid }
}
