//go:build !race

package twilio

import (
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// allocated returns how many bytes f allocates, the fake's own included. Other than
// how many are in use at a time, that does not depend on when garbage is collected,
// and so not on how busy the machine is; it is never less.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestMemory: whatever comes, one read takes at most 200 MiB, and so ten at once at
// most ten times that.
//
//nolint:paralleltest // other tests use memory too
func TestMemory(t *testing.T) {
	const most, megabyte = 200 << 20, 1 << 20
	row := func(field string, size int) twiliotest.Fault {
		return rowBomb(1, func(int) string {
			return `{"conversation_sid":"` + twiliotest.SID("CH", 1) + `","` + field + `":"` + strings.Repeat("x", size) + `"}`
		})
	}
	for _, test := range []struct {
		name  string
		fault twiliotest.Fault
		cause error
	}{
		{"many rows", rowBomb(300_000, rowOf), ErrPageTooLarge},
		{"rows of nothing", rowBomb(1_000_000, func(int) string { return `{}` }), ErrRow},
		{"an error", errorBomb(http.StatusServiceUnavailable, 28*megabyte), nil},
		{"an error in a success", errorBomb(http.StatusOK, 28*megabyte), ErrNotAPI},
		{"an identity", row("participant_identity", 30*megabyte), ErrMismatch},
	} {
		t.Run(test.name, func(t *testing.T) { //nolint:paralleltest // see above
			api := apiWith(1)
			api.Fault = always(test.fault)
			client := newClient(t, twiliotest.NewServer(api), func(o *Options) { o.MaxRetries = 0 })
			read := func() { _ = mustFail(t, client, service(), test.cause) }
			read() // compresses the reply
			if took := allocated(read); took > most {
				t.Errorf("one read takes %d MiB, want at most %d", took/megabyte, most/megabyte)
			}
		})
	}
}

// TestMemoryOfManyPages: what a read keeps of its pages does not grow with their texts.
//
//nolint:paralleltest // other tests use memory too
func TestMemoryOfManyPages(t *testing.T) {
	const pages, kept = 60, 16 << 20
	api := twiliotest.New()
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		next := "null"
		if n < pages {
			next = "Page=" + strconv.Itoa(n) + "&x=" + strings.Repeat("x", 15<<10)
		}
		return jsonBody(pageBody(next, "CH1/"+strings.Repeat(strconv.Itoa(n), 1<<20)))
	}
	client := newClient(t, twiliotest.NewServer(api))
	inUse := func() int64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return int64(stats.HeapAlloc)
	}
	before := inUse()
	for page, err := range client.Pages(t.Context(), service()) {
		if err != nil {
			t.Fatal(err)
		}
		if page.Number == pages {
			if grown := inUse() - before; grown > kept {
				t.Errorf("%d MiB are kept of %d pages", grown>>20, pages)
			}
		}
	}
}
