// Package twilio reads lists of Twilio's Conversations API, v1. It knows nothing
// of Terraform.
//
// Two values carry what varies: a list (what to request, where the rows are, what
// tells them apart) and credentials (how a request is signed, what must never be
// printed, what a 401 means). Everything else knows neither.
//
// From the top down: a list's file (services.go) describes it, reader.go reads its
// pages, page_decoder.go decodes one, retry.go repeats a request, limiter.go paces
// it, request.go sends it, transport.go carries it.
//
// The facts about the API that the code relies on come from Twilio's OpenAPI
// document for Conversations v1 and from measurements; each stands where it is
// used.
package twilio
