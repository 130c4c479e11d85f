package twilio

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestDiscardStandardLog runs itself again, since GODEBUG is read at start: bytes
// after a reply and the header of a request, which net/http logs, are not.
func TestDiscardStandardLog(t *testing.T) {
	t.Parallel()
	authorization := base64.StdEncoding.EncodeToString([]byte("user:password"))
	switch os.Getenv("TWILIOTEST_LOG") {
	case "discarded":
		DiscardStandardLog()
		fallthrough
	case "kept":
		logAsNetHTTPDoes(t)
		return
	}
	for mode, logged := range map[string]bool{"discarded": false, "kept": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			self := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDiscardStandardLog$")
			self.Env = append(os.Environ(), "TWILIOTEST_LOG="+mode, "GODEBUG=http2debug=2")
			out, err := self.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			for _, text := range []string{secret, authorization} {
				if strings.Contains(string(out), text) != logged {
					t.Errorf("%q logged: %t, want %t", text, !logged, logged)
				}
			}
		})
	}
}

// logAsNetHTTPDoes makes a request over HTTP/2, and one over HTTP/1.1 whose reply
// is longer than it says.
func logAsNetHTTPDoes(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"+secret)
		// The client closes the connection when it has logged what follows the reply.
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		_, _ = conn.Read(make([]byte, 1))
		_ = conn.Close()
	}()
	transport := NewTransport(2)
	transport.TLSClientConfig.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
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
