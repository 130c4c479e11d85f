package provider

import "terraform-provider-twilio/internal/check"

// These warn of names that most likely match no participant. Twilio matches exactly, so
// such a name gives an empty list and no error.
var (
	identityWarnings = textChecks{
		{problem: invisibleInIdentity, subject: "The value", find: check.Invisible, remedy: check.InvisibleRemedy},
		{problem: identityIsAddress, subject: "The value", find: check.IdentityForm},
	}
	addressWarnings = textChecks{
		{problem: invisibleInAddress, subject: "The value", find: check.Invisible, remedy: check.InvisibleRemedy},
		{problem: encodedAddress, subject: "The value", find: check.Encoding},
		{problem: oddAddress, subject: "The value", find: check.AddressForm},
		{problem: addressIsIdentity, subject: "The value", find: check.AddressName},
	}
)
