# A CI job: is there a User whom the roster does not have?
#
#   terraform init
#   terraform plan -var chat_service_sid=IS… -var names_file=roster.txt
#
# It ends with exit code 1 where the Conversation Service has a User who is not on the
# roster, or the roster is empty, and with 0 otherwise. No name is in the log, in a plan
# file, in the results of checks or in the state. Whoever may see the names runs
# ../roster-names.
#
# Run a plain plan. With -refresh-only, what fails here is a warning. With -destroy or
# -target, or where something that the block needs is known only after apply, Terraform
# opens nothing. The job passes then, so keep it in a configuration of its own, without
# resources.

terraform {
  required_version = ">= 1.10" # The first with ephemeral resources.

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
  description = "Path of a file with an identity on each line. Blanks around it, empty lines and a byte-order mark are ignored."
  type        = string
}

locals {
  lines  = split("\n", replace(replace(file(var.names_file), "\ufeff", ""), "\r", "\n"))
  roster = compact([for line in local.lines : trimspace(line)])
}

ephemeral "twilio_service_conversation_users" "all" {
  chat_service_sid = var.chat_service_sid
}

# Preconditions of an output: one that fails is an error. Terraform accepts no ephemeral
# values in the messages.
output "all_known" {
  value = true

  precondition {
    condition     = length(local.roster) > 0
    error_message = "The roster is empty."
  }
  precondition {
    condition     = length(setsubtract(ephemeral.twilio_service_conversation_users.all.users[*].identity, local.roster)) == 0
    error_message = "The service has a User who is not on the roster."
  }
}
