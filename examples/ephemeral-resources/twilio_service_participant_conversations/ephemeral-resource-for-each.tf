ephemeral "twilio_service_participant_conversations" "leaving" {
  for_each = toset(["grace", "alan"])

  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identity         = each.key

  lifecycle {
    postcondition {
      condition     = alltrue([for c in self.conversations : c.conversation_state == "closed"])
      error_message = "${each.key} has open conversations."
    }
  }
}
