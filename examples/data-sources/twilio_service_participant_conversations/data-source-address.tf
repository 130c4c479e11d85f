# A participant by WhatsApp address: what the application stores as order in the
# attributes of each conversation.
data "twilio_service_participant_conversations" "customer" {
  chat_service_sid = "IS0123456789abcdef0123456789abcdef"
  address          = "whatsapp:+15005550006"
}

output "orders" {
  value = [
    for c in data.twilio_service_participant_conversations.customer.conversations :
    try(jsondecode(c.conversation_attributes).order, null)
  ]
}
