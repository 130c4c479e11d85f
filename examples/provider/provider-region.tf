variable "ireland_api_key" {
  type = string
}

variable "ireland_api_secret" {
  type      = string
  sensitive = true
}

# Data that is held in Ireland, with an API key of that region. A data source
# uses it with provider = twilio.ireland.
provider "twilio" {
  alias      = "ireland"
  region     = "ie1"
  api_key    = var.ireland_api_key
  api_secret = var.ireland_api_secret
}
