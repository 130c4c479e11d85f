package twilio

import (
	"net/http"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// heap returns how many bytes are in use.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample) // does not stop the world, as ReadMemStats does
	return sample[0].Value.Uint64()
}

// peakOf returns how many bytes more are in use at a time while f runs, the fake's own
// included.
func peakOf(f func()) uint64 {
	runtime.GC()
	before := heap()
	peak := before
	done := make(chan struct{})
	var sampler sync.WaitGroup
	sampler.Go(func() {
		ticker := time.NewTicker(2 * time.Millisecond)
		defer ticker.Stop()
		for {
			peak = max(peak, heap())
			select {
			case <-ticker.C:
			case <-done:
				return
			}
		}
	})
	f()
	close(done)
	sampler.Wait()
	return peak - before
}

// TestMemory: whatever comes, one read stays below 400 MiB and ten at once below
// 1.5 GiB.
//
//nolint:paralleltest // other tests use memory too
func TestMemory(t *testing.T) {
	const (
		one, ten = 400 << 20, 1536 << 20
		megabyte = 1 << 20
	)
	row := func(field string, size int) twiliotest.Fault {
		return twiliotest.RowBomb(1, func(int) string {
			return `{"conversation_sid":"` + twiliotest.SID("CH", 1) + `","` + field + `":"` + strings.Repeat("x", size) + `"}`
		})
	}
	for _, test := range []struct {
		name  string
		fault twiliotest.Fault
		cause error
	}{
		{"many rows", twiliotest.RowBomb(300_000, rowOf), ErrPageTooLarge},
		{"rows of nothing", twiliotest.RowBomb(1_000_000, func(int) string { return `{}` }), ErrRow},
		{"an error", twiliotest.ErrorBomb(http.StatusServiceUnavailable, 28*megabyte), nil},
		{"an error in a success", twiliotest.ErrorBomb(http.StatusOK, 28*megabyte), ErrNotAPI},
		{"an identity", row("participant_identity", 30*megabyte), ErrMismatch},
	} {
		t.Run(test.name, func(t *testing.T) { //nolint:paralleltest // see above
			api := apiWith(1)
			api.Fault = always(test.fault)
			client := newClient(t, twiliotest.NewServer(api), func(o *Options) { o.MaxRetries = 0 })
			read := func() {
				mustFail(t, client, service(), test.cause)
			}
			if peak := peakOf(read); peak > one {
				t.Errorf("one read takes %d MiB", peak/megabyte)
			}
			peak := peakOf(func() {
				var reads sync.WaitGroup
				for range 10 {
					reads.Go(func() {
						if _, err := sids(t.Context(), client, service()); err == nil {
							t.Error("a read succeeds")
						}
					})
				}
				reads.Wait()
			})
			if peak > ten {
				t.Errorf("ten reads take %d MiB", peak/megabyte)
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
	runtime.GC()
	before := heap()
	for page, err := range client.Pages(t.Context(), service()) {
		if err != nil {
			t.Fatal(err)
		}
		if page.Number == pages {
			runtime.GC()
			if grown := int64(heap()) - int64(before); grown > kept {
				t.Errorf("%d MiB are kept of %d pages", grown>>20, pages)
			}
		}
	}
}
