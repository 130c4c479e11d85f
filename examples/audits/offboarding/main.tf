# A CI job: has everybody left who should?
#
#   terraform init
#   terraform plan -var chat_service_sid=IS… -var names_file=leavers.txt
#
# It ends with exit code 1 where one of them is still in a conversation that is not
# closed, or is not found, and with 0 otherwise. No name is in the log, in a plan file,
# in the results of checks or in the state. Whoever may see the names runs
# ../offboarding-names.

terraform {
  required_version = ">= 1.10" # The first with ephemeral resources.

  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

variable "chat_service_sid" {
  description = "SID of the Conversation Service, IS…"
  type        = string
}

variable "names_file" {
  description = "Path of a file with an identity on each line. Blanks, carriage returns, a byte-order mark and empty lines are ignored."
  type        = string
}

locals {
  leavers = compact([for line in split("\n", file(var.names_file)) : trimspace(replace(line, "\ufeff", ""))])
}

ephemeral "twilio_service_participant_conversations" "leavers" {
  chat_service_sid = var.chat_service_sid
  identities       = local.leavers
  states           = ["initializing", "active", "inactive"]
}

# Preconditions of an output: one that fails is an error. On the ephemeral resource
# they would be, too, but there terraform show -json crashes on the plan (Terraform
# 1.11). Terraform accepts no ephemeral values in the messages.
output "offboarded" {
  value = true

  precondition {
    condition     = length(local.leavers) > 0
    error_message = "The file has no names."
  }
  precondition {
    condition     = length(ephemeral.twilio_service_participant_conversations.leavers.conversations) == 0
    error_message = "Some are still in a conversation that is not closed."
  }
  precondition {
    condition     = length(ephemeral.twilio_service_participant_conversations.leavers.not_found) == 0
    error_message = "Some have no conversation in any state. A misspelled name looks the same."
  }
}
