//go:build !race

package provider

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestMemoryOfNobody: what is kept of a request that finds nothing is a few words. It
// is measured while the last request is made, of 800 names in 20 services.
func TestMemoryOfNobody(t *testing.T) { //nolint:paralleltest // it measures the memory of the whole process
	const services, identities, maxBytes = 20, 800, 1 << 20
	sids := make([]any, services)
	for i := range sids {
		sids[i] = twiliotest.SID("IS", i)
	}
	requests, before, after := 0, runtime.MemStats{}, runtime.MemStats{}
	h := newHarness(t, nil, transportFunc(func(r *http.Request) (*http.Response, error) {
		requests++
		switch requests {
		case 1:
			runtime.GC()
			runtime.ReadMemStats(&before)
		case services * identities:
			runtime.GC()
			runtime.ReadMemStats(&after)
		}
		body := fmt.Sprintf(`{"conversations":[],"meta":{"page":0,"url":"https://conversations.twilio.com%s","next_page_url":null}}`, r.URL.RequestURI())
		return &http.Response{StatusCode: http.StatusOK, ContentLength: -1, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}))
	mustReport(t, h.configure(m{
		"account_sid": twiliotest.AccountSID, "auth_token": twiliotest.AuthToken, "base_url": "http://127.0.0.1", "max_concurrent_requests": 1,
	}))
	schema := h.Schema.DataSourceSchemas[serviceList]
	resp, err := h.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: serviceList, Config: encode(t, schema, m{"chat_service_sids": sids, "identities": names(identities)}),
	})
	if err != nil {
		t.Fatal(err)
	}
	mustReport(t, resp.Diagnostics)
	if state := decode(t, schema, resp.State); requests != services*identities || len(textsOf(t, state["not_found"])) != identities {
		t.Errorf("%d requests", requests)
	}
	kept := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d bytes are kept of %d requests", kept, requests)
	if kept > maxBytes {
		t.Errorf("%d bytes are kept of %d requests, want at most %d", kept, requests, maxBytes)
	}
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
