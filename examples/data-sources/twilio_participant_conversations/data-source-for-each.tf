# SIDs as for_each: one instance per conversation that is not closed. terraform_data
# stands for what is to be done with each of them.
data "twilio_participant_conversations" "grace" {
  identity = "grace"
}

resource "terraform_data" "open" {
  for_each = toset([
    for c in data.twilio_participant_conversations.grace.conversations :
    c.conversation_sid if c.conversation_state != "closed"
  ])
  input = each.key
}
