package twilio

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// rowBomb answers with one page of n conversations, compressed. Small rows that
// resemble each other make a small body that takes much memory. Each is the JSON
// that object returns for its number.
func rowBomb(n int, object func(i int) string) twiliotest.Fault {
	return bomb(http.StatusOK, func(write func(text string)) {
		write(`{"conversations":[`)
		for i := range n {
			if i > 0 {
				write(",")
			}
			write(object(i))
		}
		write(`],"meta":{"next_page_url":null}}`)
	})
}

// errorBomb answers with an error whose message has so many bytes, compressed.
func errorBomb(status, size int) twiliotest.Fault {
	return bomb(status, func(write func(text string)) {
		write(fmt.Sprintf(`{"code":20%d,"status":%d,"message":"`, status, status))
		write(strings.Repeat("Down", size/4) + "Down"[:size%4])
		write(`"}`)
	})
}

// bomb compresses what content writes, once, and answers with it.
func bomb(status int, content func(write func(text string))) twiliotest.Fault {
	compressed := sync.OnceValue(func() []byte {
		var body bytes.Buffer
		zip := gzip.NewWriter(&body)
		content(func(text string) { _, _ = zip.Write([]byte(text)) })
		_ = zip.Close() // a buffer takes everything
		return body.Bytes()
	})
	return func(w http.ResponseWriter, r *http.Request) { twiliotest.Encoded(status, "gzip", compressed())(w, r) }
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
		"rows":    {rowBomb(20_000, row), http.StatusOK, 60 << 10, 400 << 10, 20_000, 0},
		"no rows": {rowBomb(0, row), http.StatusOK, 100, 0, 0, 0},
		"message": {errorBomb(503, 4<<20), http.StatusServiceUnavailable, 8 << 10, 4 << 20, 0, 4 << 20},
		"odd":     {errorBomb(503, 7), http.StatusServiceUnavailable, 200, 0, 0, 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				got := httptest.NewRecorder()
				test.fault(got, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
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
