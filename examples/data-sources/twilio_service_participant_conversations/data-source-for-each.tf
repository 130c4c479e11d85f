# SIDs as for_each: one instance per conversation that is not closed. terraform_data
# stands for what is to be done with each of them.
data "twilio_service_participant_conversations" "grace" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identity         = "grace"
  states           = ["initializing", "active", "inactive"]
}

resource "terraform_data" "open" {
  for_each = toset(data.twilio_service_participant_conversations.grace.conversations[*].conversation_sid)

  input = each.key
}
