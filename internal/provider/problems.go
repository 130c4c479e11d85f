package provider

import "terraform-provider-twilio/internal/twilio"

// problem is one thing that can go wrong: the message and the row of the
// troubleshooting guide come from it.
type problem struct {
	summary string
	warning bool
	// attribute that the message stands on, empty where none is to blame.
	attribute string
	// cause and remedy are the likely cause and the next step.
	cause, remedy string
	// when tells the failed reads that it is about; nil for a problem of arguments.
	when func(f *failure, e *twilio.Error) bool
	// hosts reports that the wrong host may be to blame.
	hosts bool
	// credentials reports that it matters which credentials were used.
	credentials bool
}
