package twiliotest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// answer returns what the fault sends.
func answer(fault twiliotest.Fault) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	fault(recorder, httptest.NewRequest(http.MethodGet, services, http.NoBody))
	return recorder
}

func TestEncoded(t *testing.T) {
	t.Parallel()
	for _, encoding := range []string{"br", "zstd", "deflate", "gzip, gzip"} {
		got := answer(twiliotest.Encoded(http.StatusOK, encoding, []byte("a body")))
		if got.Code != http.StatusOK || got.Header().Get("Content-Encoding") != encoding || got.Body.String() != "a body" {
			t.Errorf("%s: %d %v %s", encoding, got.Code, got.Header(), got.Body)
		}
	}
}
