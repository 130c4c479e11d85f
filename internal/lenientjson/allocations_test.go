//go:build !race

package lenientjson

import "testing"

// TestWalkDoesNotAllocate is what makes it fit for every row of a list.
func TestWalkDoesNotAllocate(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole process
	d, source := NewDecoder(nil), []byte(benchmarkSource)
	allocations := testing.AllocsPerRun(100, func() {
		raw, members, err := walkOwner(d, source)
		if err != nil || members != 7 || string(raw) != `{"name":"ada","phone":null}` {
			t.Fatal(string(raw), members, err)
		}
	})
	if allocations > 0 {
		t.Errorf("%v allocations", allocations)
	}
}
