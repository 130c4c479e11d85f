terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}

# Everything from the environment: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or
# TWILIO_API_KEY and TWILIO_API_SECRET.
provider "twilio" {}
