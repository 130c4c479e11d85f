# A postcondition: one that fails is an error, and the run ends.
ephemeral "twilio_participant_conversations" "customer" {
  address = "whatsapp:+15005550006"

  lifecycle {
    postcondition {
      condition     = length(self.conversations) > 0
      error_message = "The customer has no conversation yet."
    }
  }
}
