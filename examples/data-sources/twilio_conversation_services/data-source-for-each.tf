# One participant in every Conversation Service of the account. Terraform knows
# the SIDs once the services are read, which is in the same plan.
data "twilio_conversation_services" "every" {}

data "twilio_service_participant_conversations" "customer" {
  for_each = toset(data.twilio_conversation_services.every.services[*].sid)

  chat_service_sid = each.key
  address          = "whatsapp:+15005550006"
  states           = ["initializing", "active", "inactive"]
}

output "open" {
  description = "SIDs of the conversations that are not closed, by Conversation Service."
  value = {
    for sid, read in data.twilio_service_participant_conversations.customer :
    sid => read.conversations[*].conversation_sid if length(read.conversations) > 0
  }
}
