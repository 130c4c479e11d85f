# A CI job: has everybody left who should?
#
#   terraform init
#   terraform plan -var names_file=leavers.txt
#
# It ends with exit code 1 where one of them is still in a conversation that is not
# closed, or is not found, and with 0 otherwise. No name is in the log, in a plan file,
# in the results of checks or in the state. Whoever may see the names runs
# ../offboarding-names.
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

variable "names_file" {
  description = "Path of a file with a name on each line: a phone number in E.164 form (+15005550006, without blanks), an address that begins with a channel (whatsapp:, rcs:, messenger:), or an identity. Blanks around a name, empty lines and a byte-order mark are ignored."
  type        = string
}

variable "chat_service_sid" {
  description = "SID of the Conversation Service, IS…; every one of the account where it is not set."
  type        = string
  default     = null
}

variable "fail_on_unknown" {
  description = "Whether a name without a conversation in any state, in any service, fails the job. With false, such names pass, for lists of people of whom most never chatted. That gives up telling who was never there from a misspelled name, the header line of a table, or a file of something else: they all pass, whoever is still in."
  type        = bool
  default     = true
  nullable    = false
}

locals {
  lines = split("\n", replace(replace(file(var.names_file), "\ufeff", ""), "\r", "\n"))
  names = compact([for line in local.lines : trimspace(line)])

  # The names by kind. The dots collect those of one kind.
  kinds = {
    for name in local.names :
    startswith(name, "+") ? "number" : can(regex("^(?i:whatsapp|rcs|messenger):", name)) ? "address" : "identity" => name...
  }
}

data "twilio_conversation_services" "all" {
  count = var.chat_service_sid == null ? 1 : 0
}

ephemeral "twilio_service_participant_conversations" "leavers" {
  chat_service_sid  = var.chat_service_sid
  chat_service_sids = one(data.twilio_conversation_services.all[*].services[*].sid)
  identities        = lookup(local.kinds, "identity", [])
  addresses         = lookup(local.kinds, "address", [])
  phone_numbers     = lookup(local.kinds, "number", [])
  states            = ["initializing", "active", "inactive"]
}

# Preconditions of an output: one that fails is an error. Terraform accepts no ephemeral
# values in the messages.
output "offboarded" {
  value = true

  precondition {
    condition     = length(local.names) > 0
    error_message = "The file has no names."
  }
  precondition {
    condition     = length(ephemeral.twilio_service_participant_conversations.leavers.conversations) == 0
    error_message = "Some are still in a conversation that is not closed. offboarding-names shows who."
  }
  precondition {
    condition     = !var.fail_on_unknown || length(ephemeral.twilio_service_participant_conversations.leavers.not_found) == 0
    error_message = "Some have no conversation in any state. A misspelled name looks the same. offboarding-names shows which."
  }
}
