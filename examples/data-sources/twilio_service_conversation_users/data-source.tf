# All Users of a Conversation Service, by identity.
terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

data "twilio_service_conversation_users" "all" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
}

output "users" {
  value = { for u in data.twilio_service_conversation_users.all.users : u.identity => u.sid }
}
