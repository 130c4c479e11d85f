# Many participants in one read: an error where one of them is still in a conversation,
# or is not found.
ephemeral "twilio_service_participant_conversations" "leavers" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identities       = ["grace", "alan"]
  states           = ["initializing", "active", "inactive"]
}

output "leavers_left" {
  value = true

  precondition {
    condition     = length(ephemeral.twilio_service_participant_conversations.leavers.conversations) == 0
    error_message = "A leaver is still in a conversation that is not closed."
  }
  precondition {
    condition     = length(ephemeral.twilio_service_participant_conversations.leavers.not_found) == 0
    error_message = "A leaver is not found: check the spelling."
  }
}
