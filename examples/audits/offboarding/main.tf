# Who of those who leave is still in an active conversation?
#
#   terraform init
#   terraform plan -var chat_service_sid=IS… -var 'identities=["ada", "grace"]'
#
# Each one who is comes as a warning that names them. The conversations are read
# by an ephemeral resource, so neither a plan file nor the state holds them. A
# plan writes no state at all; an apply records the checks' results there, by
# identity, as your list has it.

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

variable "identities" {
  description = "Identities of those who leave."
  type        = set(string)
}

# A check block takes no for_each, so each participant is a module with one.
module "participant" {
  source   = "./participant"
  for_each = var.identities

  chat_service_sid = var.chat_service_sid
  identity         = each.key
}
