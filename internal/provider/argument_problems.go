package provider

// Problems of the provider's arguments.
var (
	missingCredentials = problem{
		summary: "Missing Twilio Credentials",
		cause:   "Credentials are a pair of arguments, each from the provider block or from its environment variable.",
		remedy:  "Set both halves of one pair.",
	}
	invalidArgument = problem{
		summary: "Invalid Argument",
		cause:   "The argument does not take this value.",
		remedy:  "Correct it. Where it comes from a file, trimspace removes white space around it.",
	}
	conflictingArguments = problem{
		summary: "Conflicting Arguments",
		cause:   "base_url, or TWILIO_CONVERSATIONS_BASE_URL, replaces the host that region and edge choose.",
		remedy:  "Remove one of the two.",
	}
	unknownRegion = problem{
		summary: "Unknown Region",
		cause:   "Twilio's hosts name region and edge, and the provider does not know the default edge of this region.",
		remedy:  "Correct region (TWILIO_REGION), or set edge (TWILIO_EDGE) too.",
	}
	edgeWithoutRegion = problem{
		summary: "Edge Without a Region", warning: true,
		cause:  "Requests enter at the edge and are processed in the region us1.",
		remedy: `To keep the data in another region, set region (TWILIO_REGION). If us1 is meant, set region = "us1".`,
	}
	invalidProxy = problem{
		summary: "Invalid Proxy Variable",
		cause:   "Requests would bypass the proxy, or fail at it.",
		remedy: "Set it to a URL such as http://proxy.example.com:3128 or socks5://proxy.example.com:1080, without white space around it. " +
			"In a user name or password, write % as %25 and percent-encode other special characters. To use no proxy, unset it.",
	}
	configuredTwice = problem{
		summary: "Provider Configured Twice",
		cause: "A process can serve only one configuration, and one that was started with -debug serves every alias of the provider. " +
			"The first configuration stays in use.",
		remedy: "Start one process for each alias, or restart it after a change of the provider block.",
	}
	notKnownYet = problem{
		summary: "Provider Configuration Not Known Yet",
		cause:   "A provider argument comes from a resource that does not exist yet.",
		remedy: "Create that resource first (terraform apply -target=…), set a value that is known during plan, or have this block read during apply too: " +
			"a data source through depends_on with the same resource, an ephemeral resource through an argument whose value comes from it.",
	}
	notConfigured = problem{
		summary: "Provider Not Configured",
		cause:   "Configuring the provider has failed, or did not happen.",
		remedy:  "Correct the error of the provider's configuration. If there is none, report this to the provider's maintainers.",
	}
)

// Problems of a list's arguments.
var (
	invalidCombination = problem{
		summary: "Invalid Attribute Combination",
		cause:   "Arguments that conflict with each other are set, or none of those of which one is required.",
		remedy:  "Keep one of those that the message names, or set one of them. The page of the list says which go together.",
	}
	invalidValue = problem{
		summary: "Invalid Attribute Value",
		cause:   "A list is empty that needs an element.",
		remedy:  "Add an element, or leave the argument out.",
	}
	tooSlowPace = problem{
		summary: "Requests Do Not Fit Into the Timeout",
		cause:   "max_requests_per_second spaces the requests, and the last one would go out after the time for the whole read.",
		remedy:  "Raise timeouts.read, read less at once, or raise max_requests_per_second.",
	}
	invisibleInIdentity = problem{
		summary: "Invisible Character in Identity", warning: true,
		cause:  "Twilio matches an identity exactly, so this one most likely matches nobody, and the list would be empty without an error.",
		remedy: "Remove the character, with trimspace or replace.", symptom: "an empty list, although the participant exists",
	}
	invisibleInAddress = problem{
		summary: "Invisible Character in Address", warning: true,
		cause:  "Twilio matches an address exactly, so this one most likely matches nobody, and the list would be empty without an error.",
		remedy: "Remove the character, with trimspace or replace.", symptom: "an empty list, although the participant exists",
	}
	identityIsAddress = problem{
		summary: "Identity Looks Like an Address", warning: true,
		cause:  "A participant who joined with an address has no identity.",
		remedy: "Use address, or addresses, of a list of Conversations for this value.", symptom: "an empty list, although the participant exists",
	}
	addressIsIdentity = problem{
		summary: "Address Looks Like an Identity", warning: true,
		cause:  "A participant who joined as a Conversation User has no address.",
		remedy: "Use identity, or identities, for this value. Write +15005550006 for SMS, whatsapp:+15005550006 for WhatsApp.", symptom: "an empty list, although the participant exists",
	}
	encodedAddress = problem{
		summary: "Address Looks URL-Encoded", warning: true,
		cause:  "The provider encodes addresses for the URL. An address that is already encoded most likely matches no participant.",
		remedy: "Write +15005550006, not %2B15005550006.", symptom: "an empty list, although the participant exists",
	}
	oddAddress = problem{
		summary: "Unexpected Form of Address", warning: true,
		cause:  "Twilio writes phone numbers in E.164 form, and prefixes of channels in lower case. Another form most likely matches no participant.",
		remedy: "Write +15005550006 for SMS, whatsapp:+15005550006 for WhatsApp.", symptom: "an empty list, although the participant exists",
	}
)

// What is odd in rows that came.
var (
	unexpectedValue = problem{
		summary: "Unexpected Value From Twilio", warning: true,
		cause:  "The service sent a value of an unexpected type. It is null in the result; everything else is as sent.",
		remedy: "Look for a newer version of the provider, or report it to its maintainers.",
	}
	unknownState = problem{
		summary: "Unknown Conversation State", warning: true,
		cause:  "Conversations are in a state that the provider does not know. They are kept, although states does not include them.",
		remedy: "Check them by hand, and look for a newer version of the provider.",
	}
	accountNotProven = problem{
		summary: "Account Not Proven", warning: true,
		cause: "Nothing that was read names an account, and the credentials may not read /v1/Configuration, which does. " +
			"Credentials of another account than account_sid names would find nothing either.",
		remedy: "Allow the credentials to read the Conversations configuration, or make sure that they belong to the account.",
	}
)

// argumentProblems are those that no failed read ends with.
var argumentProblems = []problem{
	missingCredentials, invalidArgument, conflictingArguments, unknownRegion, edgeWithoutRegion, invalidProxy,
	configuredTwice, notKnownYet, notConfigured, invalidCombination, invalidValue, tooSlowPace, invisibleInIdentity,
	invisibleInAddress, identityIsAddress, addressIsIdentity, encodedAddress, oddAddress, unexpectedValue, unknownState, accountNotProven,
}

// defects are those of the provider itself: a user can only report them.
var (
	notHandedOver = problem{
		summary: "Defect of the Provider",
		cause:   "The provider could not pass what it has read to Terraform.",
		remedy:  "Report it to the provider's maintainers.",
	}

	defects = []problem{notHandedOver}
)
