package connect

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// secret stands in replies, headers and queries, and never in an error.
	secret = "CHdeadbeef"
	// nobody listens there. The port of a server that was closed may be another test's.
	nobody = "http://127.0.0.1:1"
)

// listen serves each connection of a loopback socket, and closes it.
func listen(t *testing.T, serve func(net.Conn)) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				serve(conn)
				_ = conn.Close()
			}()
		}
	}()
	return listener
}

// answering returns the address of a server that answers each request with these
// bytes, and closes the connection.
func answering(t *testing.T, reply string) string {
	t.Helper()
	listener := listen(t, func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 4096)) // or the close would be a reset
		_, _ = io.WriteString(conn, reply)
	})
	return "http://" + listener.Addr().String()
}

func gzipped(text string) string {
	var packed strings.Builder
	writer := gzip.NewWriter(&packed)
	_, _ = io.WriteString(writer, text)
	_ = writer.Close()
	return packed.String()
}

// TestClassify: each failure has its class, and nothing of the reply or of
// the URL is in the error's text.
func TestClassify(t *testing.T) {
	t.Parallel()
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	plain := httptest.NewServer(handler)
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(handler)
	secure.Config.ErrorLog = discard
	secure.StartTLS()
	t.Cleanup(secure.Close)
	packed := gzipped(strings.Repeat(secret, 10000))
	const http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

	for name, test := range map[string]struct {
		address                string
		change                 func(*http.Transport)
		class                  error
		text                   string
		permanent, unconnected bool
	}{
		"nothing listens":    {address: nobody, class: ErrConnect, text: "connection refused", unconnected: true},
		"closed at once":     {address: answering(t, ""), class: ErrLost, text: "closed the connection"},
		"not HTTP":           {address: answering(t, secret+"\r\n\r\n"), class: ErrLost, text: "malformed HTTP reply"},
		"HTTP/2 over HTTP/1": {address: answering(t, http2Preface), class: ErrLost, text: "malformed HTTP reply"},
		"header line": {
			address: answering(t, "HTTP/1.1 200 OK\r\n{\""+secret+"\"}\r\n\r\n"), class: ErrLost, text: "malformed HTTP reply",
		},
		"header cut off": {address: answering(t, "HTTP/1.1 200 OK\r\nX: "+secret), class: ErrLost, text: "closed the connection"},
		"status":         {address: answering(t, "HTTP/1.1 "+secret+" OK\r\n\r\n"), class: ErrLost, text: "malformed HTTP reply"},
		"length": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Length: "+secret+"\r\n\r\n"), class: ErrLost, text: "malformed HTTP reply",
		},
		"two lengths": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
			class:   ErrLost, text: "malformed HTTP reply",
		},
		"transfer encoding": {
			address: answering(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: "+secret+"\r\n\r\n"), class: ErrLost, text: "malformed HTTP reply",
		},
		"chunk": {
			address: answering(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+secret+"\r\n"),
			class:   ErrLost, text: "malformed HTTP reply",
		},
		"TLS words in reply": {address: answering(t, "tls: "+secret+"\r\n\r\n"), class: ErrLost, text: "malformed HTTP reply"},
		"body cut off": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"+secret), class: ErrLost, text: "closed the connection",
		},
		"gzip cut off": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+packed[:len(packed)-5]),
			class:   ErrLost, text: "closed the connection",
		},
		"gzip damaged": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+packed[:len(packed)-8]+"12345678"),
			class:   ErrLost, text: "gzip encoding",
		},
		"no gzip": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+strings.Repeat(secret, 10)),
			class:   ErrLost, text: "gzip encoding",
		},
		"no TLS": {address: "https" + strings.TrimPrefix(plain.URL, "http"), class: ErrTLS, text: "does not speak TLS", permanent: true},
		"neither": {
			address: "https" + strings.TrimPrefix(answering(t, strings.Repeat(secret, 10)), "http"), class: ErrTLS,
			text: "does not speak TLS", permanent: true,
		},
		"not trusted": {address: secure.URL, class: ErrCertificate, text: "trusted authority", permanent: true},
		"wrong host": {
			address: secure.URL, class: ErrCertificate, text: "another host name", permanent: true,
			change: func(transport *http.Transport) {
				trusting(secure)(transport)
				transport.TLSClientConfig.ServerName = "twilio.invalid"
			},
		},
		"expired": {
			address: secure.URL, class: ErrCertificate, text: "expired", permanent: true,
			change: func(transport *http.Transport) {
				trusting(secure)(transport)
				transport.TLSClientConfig.Time = func() time.Time { return time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC) }
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transports := New(1, test.change)
			t.Cleanup(transports.CloseIdle)
			_, err := get(t.Context(), transports.Pooled, test.address+"?Identity="+secret)
			if err == nil {
				t.Fatal("no error")
			}
			checkError(t, err, test.class, test.text, test.permanent, test.unconnected)
		})
	}
}

func checkError(t *testing.T, err, class error, text string, permanent, unconnected bool) {
	t.Helper()
	failure := Classify(err)
	if !errors.Is(failure, class) || !strings.Contains(failure.Error(), text) || strings.Contains(failure.Error(), secret) {
		t.Errorf("%v is %v, want %v: %s", failure, failure.Class, class, text)
	}
	if failure.Permanent != permanent || failure.Unconnected != unconnected || failure.Silent != (strings.Contains(text, "silent") || strings.Contains(text, "broke")) {
		t.Errorf("%+v", failure)
	}
}

// TestClassifySystemErrors: what no server of a test can bring about.
func TestClassifySystemErrors(t *testing.T) {
	t.Parallel()
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	errno := func(number syscall.Errno) error { return os.NewSyscallError("connect", number) }
	for _, test := range []struct {
		err                    error
		class                  error
		text                   string
		permanent, unconnected bool
	}{
		{err: dial(os.ErrDeadlineExceeded), class: ErrConnect, text: "timed out", unconnected: true},
		{err: dial(errno(syscall.EHOSTUNREACH)), class: ErrConnect, text: "no route", unconnected: true},
		{err: dial(errno(10061)), class: ErrConnect, text: "connection refused", unconnected: true}, // Windows
		{err: dial(errno(9999)), class: ErrConnect, text: "attempt failed", unconnected: true},
		{
			err: dial(&net.DNSError{Name: secret, Err: "no such host", IsNotFound: true}), class: ErrNoSuchHost,
			text: "no such host", permanent: true, unconnected: true,
		},
		{
			err: dial(&net.DNSError{Name: secret, Err: "server misbehaving", IsTemporary: true}), class: ErrConnect,
			text: "lookup failed", unconnected: true,
		},
		{err: errors.New("net/http: TLS handshake timeout"), class: ErrConnect, text: "timed out", unconnected: true},
		{
			err: &net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}, class: ErrTLS,
			text: "TLS handshake failed", permanent: true,
		},
		{
			err: &net.OpError{Op: "remote error", Err: errors.New("tls: protocol version not supported")}, class: ErrTLS,
			text: "TLS 1.2", permanent: true,
		},
		{
			err:   &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}},
			class: ErrCertificate, text: "not valid", permanent: true,
		},
		{err: &tls.CertificateVerificationError{Err: x509.SystemRootsError{}}, class: ErrCertificate, text: "the system's", permanent: true},
		{err: &net.OpError{Op: "read", Err: errno(syscall.ECONNRESET)}, class: ErrLost, text: "reset"},
		{err: &net.OpError{Op: "write", Err: errno(syscall.EPIPE)}, class: ErrLost, text: "closed"},
		{err: &net.OpError{Op: "read", Err: errno(9999)}, class: ErrLost, text: "lost"},
		{err: &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, class: ErrLost, text: "timed out"},
		{err: errors.New("http2: client connection lost"), class: ErrLost, text: "silent"},
		{err: errors.New(`http2: server sent GOAWAY and closed the connection; debug="` + secret + `"`), class: ErrLost, text: "HTTP/2"},
		{err: errors.New("stream error: stream ID 1; INTERNAL_ERROR; received from peer"), class: ErrLost, text: "HTTP/2"},
		{err: errors.New("something new: " + secret), class: ErrLost, text: "connection failed"},
		{err: context.DeadlineExceeded, class: ErrLost, text: "timed out"},
		{err: errDialBudget, class: ErrLost, text: "no request"},
	} {
		t.Run(strings.ReplaceAll(test.err.Error(), secret, "…"), func(t *testing.T) {
			t.Parallel()
			err := &url.Error{Op: "Get", URL: "https://twilio.invalid?" + secret, Err: test.err}
			checkError(t, err, test.class, test.text, test.permanent, test.unconnected)
		})
	}
}
