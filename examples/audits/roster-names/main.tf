# The second step of ../roster, for whoever may see the names: which Users are not on
# the roster.
#
#   terraform init
#   terraform plan -var chat_service_sid=IS… -var names_file=roster.txt
#
# A plan prints them and stores nothing. An apply keeps them, and every User, in the
# state, as plain text.

terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

provider "twilio" {}

variable "chat_service_sid" {
  description = "SID of the Conversation Service, IS…"
  type        = string
}

variable "names_file" {
  description = "Path of a file with an identity on each line, as in the first step."
  type        = string
}

locals {
  lines  = split("\n", replace(replace(file(var.names_file), "\ufeff", ""), "\r", "\n"))
  roster = compact([for line in local.lines : trimspace(line)])
}

data "twilio_service_conversation_users" "all" {
  chat_service_sid = var.chat_service_sid
}

output "unknown" {
  description = "Users who are not on the roster."
  value       = setsubtract(data.twilio_service_conversation_users.all.users[*].identity, local.roster)

  precondition {
    condition     = length(local.roster) > 0
    error_message = "The roster is empty."
  }
}
