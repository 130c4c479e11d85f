//go:build !race

package splice

import (
	"bytes"
	"runtime"
	"slices"
	"testing"
)

// TestAllocations bounds what encoding a page of 50 allocates: the chunk, and a
// few words to walk the page.
func TestAllocations(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole process
	const maxCount = 8
	page := slices.Values(parcels(50))
	e := NewEncoder(parcelShape, NewBudget(1<<30))
	count := testing.AllocsPerRun(50, func() {
		var part Part
		if err := part.Append(e, page); err != nil {
			t.Fatal(err)
		}
	})
	if count > maxCount {
		t.Errorf("%v allocations a page, want at most %d", count, maxCount)
	}
}

// TestSplicedRowsAreCollected: once the reply is made, the process holds it alone,
// without the rows.
func TestSplicedRowsAreCollected(t *testing.T) { //nolint:paralleltest // it measures the heap of the whole process
	page := parcels(1000)
	var part Part
	e := NewEncoder(parcelShape, NewBudget(1<<30))
	for part.size < 2*collectBytes {
		if err := part.Append(e, slices.Values(page)); err != nil {
			t.Fatal(err)
		}
	}
	left := slot{attribute: "parcels", rows: Join(part)}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	reply, err := left.splice(config)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(reply.MsgPack, []byte("P00000999")) || len(reply.MsgPack) <= left.rows.size {
		t.Fatalf("a reply of %d bytes for %d", len(reply.MsgPack), left.rows.size)
	}
	// The heap had the rows and now has the reply.
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > int64(left.rows.size)/4 {
		t.Errorf("with %d bytes of rows the heap has grown by %d", left.rows.size, grown)
	}
	runtime.KeepAlive(part)
}
