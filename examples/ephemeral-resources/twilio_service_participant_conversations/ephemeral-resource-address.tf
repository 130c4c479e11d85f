ephemeral "twilio_service_participant_conversations" "customer" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  address          = "whatsapp:+15005550006"

  # A postcondition that fails is an error: the run ends.
  lifecycle {
    postcondition {
      condition     = length(self.conversations) > 0
      error_message = "The customer has no conversation yet."
    }
  }
}
