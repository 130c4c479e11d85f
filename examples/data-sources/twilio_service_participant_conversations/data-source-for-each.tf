data "twilio_service_participant_conversations" "grace" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identity         = "grace"
}

# One instance per conversation that is not closed, by its SID. terraform_data
# stands for whatever is to be done with each of them.
resource "terraform_data" "open" {
  for_each = toset([
    for c in data.twilio_service_participant_conversations.grace.conversations :
    c.conversation_sid if c.conversation_state != "closed"
  ])
  input = each.key
}
