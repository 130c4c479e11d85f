# Many names in every Conversation Service: who is still in a conversation that is not
# closed, and whom no service knows.
data "twilio_conversation_services" "all" {}

data "twilio_service_participant_conversations" "leavers" {
  chat_service_sids = data.twilio_conversation_services.all.services[*].sid
  identities        = ["ada", "grace", "alan"]
  phone_numbers     = ["+15005550006"]
  states            = ["initializing", "active", "inactive"]
}

output "leavers" {
  value = {
    still_in  = distinct(data.twilio_service_participant_conversations.leavers.conversations[*].requested_name)
    not_found = data.twilio_service_participant_conversations.leavers.not_found
  }
}
