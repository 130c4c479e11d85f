package twilio

// Participant is whose rows a list holds: everybody's where it is the zero value.
type Participant struct{ parameter, value string }

// Identity returns the participant who is the Conversation User of that identity, as
// it is, not encoded. The service matches it exactly.
func Identity(identity string) Participant { return Participant{"Identity", identity} }

// Address returns the participant with that address, as it is, not encoded. The
// service matches it exactly.
func Address(address string) Participant { return Participant{"Address", address} }

// encode returns the participant as part of a query. A space becomes %20, which no
// server takes for anything else, instead of a plus sign.
func (p Participant) encode() string { return p.parameter + "=" + escapeQuery(p.value) }
