package twilio

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// BenchmarkDecodePage decodes a page of 50 as the fake serves it.
func BenchmarkDecodePage(b *testing.B) {
	const conversations = 50
	api := twiliotest.New()
	api.Add(twiliotest.ServiceSID, "Identity", "alice", twiliotest.Conversations(twiliotest.ServiceSID, "Identity", "alice", conversations)...)
	request := httptest.NewRequestWithContext(b.Context(), http.MethodGet,
		"/v1/Services/"+twiliotest.ServiceSID+"/ParticipantConversations?Identity=alice", http.NoBody)
	request.SetBasicAuth(twiliotest.AccountSID, twiliotest.AuthToken)
	served := httptest.NewRecorder()
	api.ServeHTTP(served, request)

	list := ParticipantConversations{ChatServiceSID: twiliotest.ServiceSID, Participant: Identity("alice"), PageSize: conversations}.list()
	b.SetBytes(int64(served.Body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		page, err := decodeFirst(served.Body.Bytes(), list)
		if err != nil || page.Received != conversations {
			b.Fatal(page, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*conversations), "ns/conversation")
	b.ReportMetric(float64(served.Body.Len())/conversations, "B/conversation")
}
