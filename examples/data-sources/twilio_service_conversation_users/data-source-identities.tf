# Names in every Conversation Service: where each is a User, and who is one nowhere.
data "twilio_conversation_services" "every" {}

data "twilio_service_conversation_users" "leavers" {
  chat_service_sids = data.twilio_conversation_services.every.services[*].sid
  identities        = ["ada", "grace", "alan"]
}

output "services_of" {
  value = { for u in data.twilio_service_conversation_users.leavers.users : u.identity => u.chat_service_sid... }
}

output "misspelled_or_deleted" {
  value = data.twilio_service_conversation_users.leavers.not_found
}
