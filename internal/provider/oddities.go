package provider

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

// maxUnknownStates bounds how many states that are not known a warning names.
const maxUnknownStates = 20

// oddities are what is odd in the rows of a read.
type oddities struct {
	mu     sync.Mutex
	fields []string       // of an unexpected type
	states map[string]int // that are not known, and how many rows were kept in each
}

func (o *oddities) addFields(fields []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fields = append(o.fields, fields...)
}

func (o *oddities) addStates(states map[string]int) {
	if len(states) == 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.states == nil {
		o.states = map[string]int{}
	}
	for _, state := range slices.Sorted(maps.Keys(states)) {
		kept := states[state]
		if _, named := o.states[state]; !named && len(o.states) >= maxUnknownStates+min(1, o.states[twilio.OtherStates]) {
			state = twilio.OtherStates
		}
		o.states[state] += kept
	}
}

// warnings stand on the attribute that holds the rows.
func (o *oddities) warnings(rows string) (diags diag.Diagnostics) {
	if len(o.fields) > 0 {
		slices.Sort(o.fields)
		diags.Append(unexpectedValue.diagnostic(path.Root(rows),
			fmt.Sprintf("Fields with such a value: %s.", check.Enumerate(slices.Compact(o.fields)))))
	}
	if len(o.states) > 0 {
		states, kept := []string{}, 0
		for _, state := range slices.Sorted(maps.Keys(o.states)) {
			states = append(states, fmt.Sprintf("%s (%d)", state, o.states[state]))
			kept += o.states[state]
		}
		diags.Append(unknownState.diagnostic(path.Root(rows), fmt.Sprintf("States: %s; %d in all.", check.Enumerate(states), kept)))
	}
	return diags
}
