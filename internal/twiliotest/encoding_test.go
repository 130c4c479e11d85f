package twiliotest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
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

// TestBombs: both are small until a client decompresses them, and valid JSON then.
func TestBombs(t *testing.T) {
	t.Parallel()
	row := func(i int) string { return fmt.Sprintf(`{"conversation_sid":"CH%d"}`, i) }
	for name, test := range map[string]struct {
		fault            twiliotest.Fault
		status           int
		compressed, size int // at most, at least
		rows             int
		message          int
	}{
		"rows":    {twiliotest.RowBomb(20_000, row), http.StatusOK, 60 << 10, 400 << 10, 20_000, 0},
		"no rows": {twiliotest.RowBomb(0, row), http.StatusOK, 100, 0, 0, 0},
		"message": {twiliotest.ErrorBomb(503, 4<<20), http.StatusServiceUnavailable, 8 << 10, 4 << 20, 0, 4 << 20},
		"odd":     {twiliotest.ErrorBomb(503, 7), http.StatusServiceUnavailable, 200, 0, 0, 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				got := answer(test.fault)
				if got.Code != test.status || got.Header().Get("Content-Encoding") != "gzip" || got.Body.Len() > test.compressed {
					t.Fatalf("%d %v, %d bytes", got.Code, got.Header(), got.Body.Len())
				}
				unzip, err := gzip.NewReader(got.Body)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(unzip)
				if err != nil || len(body) < test.size {
					t.Fatalf("%d bytes, %v, want at least %d", len(body), err, test.size)
				}
				var decoded struct {
					Conversations []map[string]any `json:"conversations"`
					Message       string           `json:"message"`
				}
				if err := json.NewDecoder(bytes.NewReader(body)).Decode(&decoded); err != nil {
					t.Fatal(err)
				}
				if len(decoded.Conversations) != test.rows || len(decoded.Message) != test.message {
					t.Errorf("%d rows, a message of %d bytes", len(decoded.Conversations), len(decoded.Message))
				}
			}
		})
	}
}
