# A precondition of an output: one that fails is an error, and the run ends.
ephemeral "twilio_service_participant_conversations" "customer" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  address          = "whatsapp:+15005550006"
}

output "customer_known" {
  value = true

  precondition {
    condition     = length(ephemeral.twilio_service_participant_conversations.customer.conversations) > 0
    error_message = "The customer has no conversation yet."
  }
}
