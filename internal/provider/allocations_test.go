//go:build !race

package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestAllocations guards what a whole read allocates per conversation, which
// does not depend on the machine, and that it stays the same however many there
// are.
func TestAllocations(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole process
	const maxBytes, maxCount, maxGrowth = 4000, 6, 1.2
	bytesAt1000, countAt1000 := allocationsPerConversation(t, 1000)
	bytesAt50000, countAt50000 := allocationsPerConversation(t, 50000)
	if bytesAt1000 > maxBytes || countAt1000 > maxCount {
		t.Errorf("1,000 conversations: each %.0f bytes in %.1f allocations, want at most %d in %d", bytesAt1000, countAt1000, maxBytes, maxCount)
	}
	if bytesAt50000 > maxGrowth*bytesAt1000 || countAt50000 > maxGrowth*countAt1000 {
		t.Errorf("50,000 conversations: each %.0f bytes in %.1f allocations, want at most %.1f times those of 1,000: %.0f in %.1f",
			bytesAt50000, countAt50000, maxGrowth, bytesAt1000, countAt1000)
	}
}

// allocationsPerConversation makes one whole read. Its pages wait in memory, so
// that all that is counted is the provider's.
func allocationsPerConversation(t *testing.T, conversations int) (size, count float64) {
	t.Helper()
	server, err := newServer(&twilioProvider{getenv: func(string) string { return "" }, transport: instead(newReplay(t, conversations))})
	reader := newBenchReader(t, server, err, "http://127.0.0.1")

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	reply := reader.read(t)
	runtime.ReadMemStats(&after)

	if reply < 900*conversations {
		t.Errorf("the reply has %d bytes, too few for %d conversations", reply, conversations)
	}
	size = float64(after.TotalAlloc-before.TotalAlloc) / float64(conversations)
	count = float64(after.Mallocs-before.Mallocs) / float64(conversations)
	t.Logf("%d conversations: each %.0f bytes in %.1f allocations", conversations, size, count)
	return size, count
}

// replay is a list of ready pages that stands in for the network.
type replay [][]byte

func newReplay(t *testing.T, conversations int) (pages replay) {
	t.Helper()
	rows, err := json.Marshal(twiliotest.Conversations(twiliotest.ServiceSID, "Identity", identity, 50))
	if err != nil {
		t.Fatal(err)
	}
	for page := range conversations / 50 {
		next := "null"
		if page+1 < conversations/50 {
			next = fmt.Sprintf(`"https://conversations.twilio.com/v1?Page=%d"`, page+1)
		}
		distinct := bytes.ReplaceAll(rows, []byte("CH00000000"), fmt.Appendf(nil, "CH%08x", page))
		pages = append(pages, fmt.Appendf(nil, `{"conversations":%s,"meta":{"next_page_url":%s}}`, distinct, next))
	}
	return pages
}

func (r replay) RoundTrip(request *http.Request) (*http.Response, error) {
	page := 0
	if number, later := strings.CutPrefix(request.URL.RawQuery, "Identity="+url.QueryEscape(identity)+"&Page="); later {
		var err error
		if page, err = strconv.Atoi(number); err != nil {
			return nil, err
		}
	}
	// The length is not known in advance, as with a compressed reply.
	return &http.Response{StatusCode: http.StatusOK, ContentLength: -1, Body: io.NopCloser(bytes.NewReader(r[page])), Request: request}, nil
}
