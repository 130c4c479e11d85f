# One participant in every Conversation Service of the account, in one read. Terraform
# knows the SIDs once the services are read, which is in the same plan.
data "twilio_conversation_services" "every" {}

data "twilio_service_participant_conversations" "customer" {
  chat_service_sids = data.twilio_conversation_services.every.services[*].sid
  phone_numbers     = ["+15005550006"]
  states            = ["initializing", "active", "inactive"]
}

output "open" {
  description = "SIDs of the conversations that are not closed, by Conversation Service."
  value = {
    for c in data.twilio_service_participant_conversations.customer.conversations :
    c.chat_service_sid => c.conversation_sid...
  }
}
