ephemeral "twilio_participant_conversations" "customer" {
  address = "whatsapp:+15005550006"

  # A postcondition that fails is an error: the run ends.
  lifecycle {
    postcondition {
      condition     = length(self.conversations) > 0
      error_message = "The customer has no conversation yet."
    }
  }
}
