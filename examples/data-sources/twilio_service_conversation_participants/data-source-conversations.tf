# Who else is in the Conversations of one participant.
data "twilio_service_participant_conversations" "ada" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  identity         = "ada"
  states           = ["initializing", "active", "inactive"]
}

data "twilio_service_conversation_participants" "with_ada" {
  chat_service_sid  = "IS0123456789abcdef0123456789abcdef"
  conversation_sids = data.twilio_service_participant_conversations.ada.conversations[*].conversation_sid
}

output "others" {
  value = {
    for p in data.twilio_service_conversation_participants.with_ada.participants :
    p.conversation_sid => p.sid... if p.identity != "ada"
  }
}
