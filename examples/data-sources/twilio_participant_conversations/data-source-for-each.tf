# SIDs as for_each: one instance per conversation that is not closed. terraform_data
# stands for what is to be done with each of them.
data "twilio_participant_conversations" "grace" {
  identity = "grace"
  states   = ["initializing", "active", "inactive"]
}

resource "terraform_data" "open" {
  for_each = toset(data.twilio_participant_conversations.grace.conversations[*].conversation_sid)

  input = each.key
}
