ephemeral "twilio_participant_conversations" "leaving" {
  for_each = toset(["grace", "alan"])

  identity = each.key

  lifecycle {
    postcondition {
      condition     = alltrue([for c in self.conversations : c.conversation_state == "closed"])
      error_message = "${each.key} has open conversations."
    }
  }
}
