# This provider together with Twilio's own. Both have types that begin with twilio_, so
# that a block says whose type it means: by default the provider with the local name
# twilio, otherwise the one that the provider meta-argument names.
terraform {
  required_providers {
    twilio = {
      source = "twilio/twilio"
    }
    conversations = {
      source = "terraform.local/local/twilio"
    }
  }
}

# Twilio's own: resources such as twilio_messaging_services_v1 use it.
provider "twilio" {}

# This one: its data sources and ephemeral resources name it.
provider "conversations" {
  max_concurrent_requests = 4
}

data "twilio_conversation_services" "all" {
  provider = conversations
}

output "services" {
  value = data.twilio_conversation_services.all.services[*].sid
}
