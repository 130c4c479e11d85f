data "twilio_participant_conversations" "grace" {
  identity = "grace"
}

# One instance per conversation that is not closed, by its SID. terraform_data
# stands for whatever is to be done with each of them.
resource "terraform_data" "open" {
  for_each = toset([
    for c in data.twilio_participant_conversations.grace.conversations :
    c.conversation_sid if c.conversation_state != "closed"
  ])
  input = each.key
}
