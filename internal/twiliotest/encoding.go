package twiliotest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// Encoded answers with a body that is announced as encoded in the given way,
// whatever it is and whether or not the client accepts it.
func Encoded(status int, encoding string, body []byte) Fault {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", encoding)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

// RowBomb answers with one page of n conversations, compressed. Small rows that
// resemble each other make a small body that takes much memory. Each is the JSON
// that object returns for its number.
func RowBomb(n int, object func(i int) string) Fault {
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

// ErrorBomb answers with an error whose message has so many bytes, compressed.
func ErrorBomb(status, size int) Fault {
	return bomb(status, func(write func(text string)) {
		write(fmt.Sprintf(`{"code":20%d,"status":%d,"message":"`, status, status))
		write(strings.Repeat("Down", size/4) + "Down"[:size%4])
		write(`"}`)
	})
}

// bomb compresses what content writes, once, and answers with it.
func bomb(status int, content func(write func(text string))) Fault {
	compressed := sync.OnceValue(func() []byte {
		var body bytes.Buffer
		zip := gzip.NewWriter(&body)
		content(func(text string) { _, _ = zip.Write([]byte(text)) })
		_ = zip.Close() // a buffer takes everything
		return body.Bytes()
	})
	return func(w http.ResponseWriter, r *http.Request) { Encoded(status, "gzip", compressed())(w, r) }
}
