package connect

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestDiscardStandardLog: bytes after a reply and the header of a request, which
// net/http logs, are not.
func TestDiscardStandardLog(t *testing.T) {
	t.Parallel()
	authorization := base64.StdEncoding.EncodeToString([]byte("user:password"))
	for mode, logged := range map[string]bool{"discarded": false, "kept": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			out, inside := ownProcess(t, "GODEBUG=http2debug=2")
			if inside {
				if !logged {
					DiscardStandardLog()
				}
				logAsNetHTTPDoes(t)
				return
			}
			for _, text := range []string{secret, authorization} {
				if strings.Contains(out, text) != logged {
					t.Errorf("%q logged: %t, want %t", text, !logged, logged)
				}
			}
		})
	}
}

// logAsNetHTTPDoes makes a request over HTTP/2, and one over HTTP/1.1 whose reply
// is longer than it says.
func logAsNetHTTPDoes(t *testing.T) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	closed := make(chan struct{})
	listener := listen(t, func(conn net.Conn) {
		defer close(closed)
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"+secret)
		// The client closes the connection when it has logged what follows the reply.
		_, _ = conn.Read(make([]byte, 1))
	})
	transport := New(2, trusting(server)).Pooled
	for _, address := range []string{server.URL, "http://" + listener.Addr().String()} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.SetBasicAuth("user", "password")
		response, err := transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	<-closed
}
