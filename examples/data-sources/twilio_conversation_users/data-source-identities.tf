# Some names: who of them is a User.
data "twilio_conversation_users" "leavers" {
  identities = ["ada", "grace", "alan"]
}

output "misspelled_or_deleted" {
  value = data.twilio_conversation_users.leavers.not_found
}
