// Package twilio reads the participant conversations of Twilio's
// Conversations API, v1. It knows nothing of Terraform.
//
// The facts about the API that the code leans on come from Twilio's OpenAPI
// document for Conversations v1 and from measurements; each stands where it is
// used.
package twilio
