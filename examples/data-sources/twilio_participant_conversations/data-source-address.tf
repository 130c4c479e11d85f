data "twilio_participant_conversations" "customer" {
  address = "whatsapp:+15005550006"
}

output "orders" {
  description = "What the application keeps as order in the conversations' attributes."
  value = [
    for c in data.twilio_participant_conversations.customer.conversations :
    try(jsondecode(c.conversation_attributes).order, null)
  ]
}
