# Who else is in the Conversations of one participant.
data "twilio_participant_conversations" "ada" {
  identity = "ada"
  states   = ["initializing", "active", "inactive"]
}

data "twilio_conversation_participants" "with_ada" {
  conversation_sids = data.twilio_participant_conversations.ada.conversations[*].conversation_sid
}

output "others" {
  value = {
    for p in data.twilio_conversation_participants.with_ada.participants :
    p.conversation_sid => p.sid... if p.identity != "ada"
  }
}
