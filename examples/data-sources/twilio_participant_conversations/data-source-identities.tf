# Many participants in one read, and only the conversations that are not closed: who
# is still in one, and whom the service does not know.
data "twilio_participant_conversations" "leavers" {
  identities = ["ada", "grace", "alan"]
  states     = ["initializing", "active", "inactive"]
}

output "still_in" {
  value = distinct(data.twilio_participant_conversations.leavers.conversations[*].requested_name)
}

output "not_found" {
  value = data.twilio_participant_conversations.leavers.not_found
}
