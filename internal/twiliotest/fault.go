package twiliotest

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Fault answers a request in place of the API.
type Fault func(w http.ResponseWriter, r *http.Request)

// Refuse answers with an error in Twilio's form.
func Refuse(status, code int, message string) Fault {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"code": code, "message": message, "status": status,
			"more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code),
		})
	}
}

// RateLimit answers 429, with a Retry-After header unless it is empty.
func RateLimit(retryAfter string) Fault {
	return func(w http.ResponseWriter, r *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		Refuse(http.StatusTooManyRequests, 20429, "Too Many Requests")(w, r)
	}
}

// Body answers with the given status, content type and text.
func Body(status int, contentType, text string) Fault {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

// Encoded answers with a body that is announced as encoded in the given way,
// whatever it is and whether or not the client accepts it.
func Encoded(status int, encoding string, body []byte) Fault {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", encoding)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

// Redirect answers with a redirect of the given status.
func Redirect(location string, status int) Fault {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, location, status) }
}

// CutOff announces a page and ends the connection in the middle of it.
func CutOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100000")
	_, _ = io.WriteString(w, `{"conversations":[{"conversation_sid":"CH`)
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// Reset ends the connection without an answer.
func Reset(w http.ResponseWriter, _ *http.Request) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler) // HTTP/2, where it resets the stream, or a gateway
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(err) // the servers of this package can be hijacked
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset instead of an orderly end
	}
	_ = conn.Close()
}

// Hang answers nothing until the client gives up.
func Hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// Drip sends a byte of an endless body each second until the client gives up.
func Drip(w http.ResponseWriter, r *http.Request) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		if _, err := io.WriteString(w, " "); err != nil {
			return
		}
		w.(http.Flusher).Flush()
		select {
		case <-ticker.C:
		case <-r.Context().Done():
			return
		}
	}
}

// Flood sends an endless page until the client gives up.
func Flood(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `{"conversations":[`)
	chunk := make([]byte, 1<<20)
	for i := range chunk {
		chunk[i] = ' '
	}
	for {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}
