# Many participants in one read, and only the conversations that are not closed: who
# is still in one, and whom the service does not know.
data "twilio_service_participant_conversations" "leavers" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identities       = ["ada", "grace", "alan"]
  states           = ["initializing", "active", "inactive"]
}

output "still_in" {
  value = distinct(data.twilio_service_participant_conversations.leavers.conversations[*].participant_identity)
}

output "not_found" {
  value = data.twilio_service_participant_conversations.leavers.not_found
}
