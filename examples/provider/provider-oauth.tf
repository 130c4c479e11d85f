variable "client_id" {
  type = string
}

variable "client_secret" {
  type      = string
  sensitive = true
}

# An OAuth app: its secret goes to the token endpoint alone, and requests carry tokens
# that expire.
provider "twilio" {
  alias         = "oauth"
  client_id     = var.client_id
  client_secret = var.client_secret
}
