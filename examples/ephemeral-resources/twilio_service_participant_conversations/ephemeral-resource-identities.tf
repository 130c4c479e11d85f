# Many participants in one read: an error where one of them is still in a
# conversation, or is unknown to the service.
ephemeral "twilio_service_participant_conversations" "leavers" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identities       = ["grace", "alan"]
  states           = ["initializing", "active", "inactive"]

  lifecycle {
    postcondition {
      condition     = length(self.conversations) == 0 && length(self.not_found) == 0
      error_message = "A leaver still has open conversations, or is not found."
    }
  }
}
