package twilio

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

// secret stands in replies, headers and queries, and never in an error.
const secret = "CHdeadbeef"

// answering returns the address of a server on a loopback socket that answers each
// request with these bytes and closes the connection.
func answering(t *testing.T, reply string) string {
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
			_, _ = conn.Read(make([]byte, 4096)) // or the close would be a reset
			_, _ = io.WriteString(conn, reply)
			_ = conn.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

func gzipped(text string) string {
	var packed strings.Builder
	writer := gzip.NewWriter(&packed)
	_, _ = io.WriteString(writer, text)
	_ = writer.Close()
	return packed.String()
}

// TestConnectionErrors: each failure has its class, and nothing of the reply or of
// the URL is in the error's text.
func TestConnectionErrors(t *testing.T) {
	t.Parallel()
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	plain := httptest.NewServer(handler)
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(handler)
	secure.Config.ErrorLog = discard
	secure.StartTLS()
	t.Cleanup(secure.Close)
	closed := httptest.NewServer(handler)
	closed.Close()
	page := gzipped(strings.Repeat(secret, 10000))
	const http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

	for name, test := range map[string]struct {
		address            string
		change             func(*http.Transport)
		class              error
		text               string
		permanent, connect bool
	}{
		"nothing listens":    {address: closed.URL, class: ErrConnect, text: "connection refused", connect: true},
		"closed at once":     {address: answering(t, ""), class: errConnection, text: "closed the connection"},
		"not HTTP":           {address: answering(t, secret+"\r\n\r\n"), class: errConnection, text: "malformed HTTP reply"},
		"HTTP/2 over HTTP/1": {address: answering(t, http2Preface), class: errConnection, text: "malformed HTTP reply"},
		"header line": {
			address: answering(t, "HTTP/1.1 200 OK\r\n{\""+secret+"\"}\r\n\r\n"), class: errConnection,
			text: "malformed HTTP reply",
		},
		"header cut off": {address: answering(t, "HTTP/1.1 200 OK\r\nX: "+secret), class: errConnection, text: "closed the connection"},
		"status":         {address: answering(t, "HTTP/1.1 "+secret+" OK\r\n\r\n"), class: errConnection, text: "malformed HTTP reply"},
		"length": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Length: "+secret+"\r\n\r\n"), class: errConnection,
			text: "malformed HTTP reply",
		},
		"two lengths": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
			class:   errConnection, text: "malformed HTTP reply",
		},
		"transfer encoding": {
			address: answering(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: "+secret+"\r\n\r\n"), class: errConnection,
			text: "malformed HTTP reply",
		},
		"chunk": {
			address: answering(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+secret+"\r\n"),
			class:   errConnection, text: "malformed HTTP reply",
		},
		"TLS words in reply": {address: answering(t, "tls: "+secret+"\r\n\r\n"), class: errConnection, text: "malformed HTTP reply"},
		"body cut off": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"+secret), class: errConnection,
			text: "closed the connection",
		},
		"gzip cut off": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+page[:len(page)-5]),
			class:   errConnection, text: "closed the connection",
		},
		"gzip damaged": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+page[:len(page)-8]+"12345678"),
			class:   errConnection, text: "gzip encoding",
		},
		"no gzip": {
			address: answering(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"+strings.Repeat(secret, 10)),
			class:   errConnection, text: "gzip encoding",
		},
		"no TLS": {address: "https" + strings.TrimPrefix(plain.URL, "http"), class: errTLS, text: "does not speak TLS", permanent: true},
		"neither": {
			address: "https" + strings.TrimPrefix(answering(t, strings.Repeat(secret, 10)), "http"), class: errTLS,
			text: "does not speak TLS", permanent: true,
		},
		"not trusted": {address: secure.URL, class: ErrCertificate, text: "trusted authority", permanent: true},
		"wrong host": {
			address: secure.URL, class: ErrCertificate, text: "another host name", permanent: true,
			change: func(transport *http.Transport) {
				transport.TLSClientConfig.RootCAs = secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
				transport.TLSClientConfig.ServerName = "twilio.invalid"
			},
		},
		"expired": {
			address: secure.URL, class: ErrCertificate, text: "expired", permanent: true,
			change: func(transport *http.Transport) {
				transport.TLSClientConfig.RootCAs = secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
				transport.TLSClientConfig.Time = func() time.Time { return time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC) }
			},
		},
		"proxy does not listen": {
			address: "https://twilio.invalid", class: ErrProxy, text: "connecting to the proxy failed: connection refused", connect: true,
			change: func(transport *http.Transport) { transport.Proxy = proxyAt(closed.URL) },
		},
		"proxy refuses": {
			address: "https://twilio.invalid", class: ErrProxy, text: "407 Proxy Authentication Required", permanent: true,
			change: func(transport *http.Transport) {
				transport.Proxy = proxyAt(answering(t, "HTTP/1.1 407 "+secret+"\r\n\r\n"))
			},
		},
		"proxy fails": {
			address: "https://twilio.invalid", class: ErrProxy, text: "502 Bad Gateway",
			change: func(transport *http.Transport) {
				transport.Proxy = proxyAt(answering(t, "HTTP/1.1 502 "+secret+"\r\n\r\n"))
			},
		},
		"SOCKS proxy": {
			address: "https://twilio.invalid", class: ErrProxy, text: "SOCKS proxy",
			change: func(transport *http.Transport) {
				transport.Proxy = proxyAt("socks5" + strings.TrimPrefix(answering(t, ""), "http"))
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := NewTransport(1)
			if test.change != nil {
				test.change(transport)
			}
			_, err := get(t.Context(), &http.Client{Transport: &attemptTransport{transport}}, test.address+"?Identity="+secret)
			if err == nil {
				t.Fatal("no error")
			}
			checkConnectionError(t, newConnectionError(err), test.class, test.text, test.permanent, test.connect)
		})
	}
}

func proxyAt(address string) func(*http.Request) (*url.URL, error) {
	return func(*http.Request) (*url.URL, error) { return url.Parse(address) }
}

func checkConnectionError(t *testing.T, failure *connectionError, class error, text string, permanent, connect bool) {
	t.Helper()
	if !errors.Is(failure, class) || !strings.Contains(failure.Error(), text) || strings.Contains(failure.Error(), secret) {
		t.Errorf("%v is %v, want %v: %s", failure, failure.class, class, text)
	}
	if failure.retryable() == permanent || failure.connect() != connect {
		t.Errorf("%v: retryable %t, connect %t", failure, failure.retryable(), failure.connect())
	}
}

// TestConnectionErrorsOfTheSystem: what no server of a test can bring about.
func TestConnectionErrorsOfTheSystem(t *testing.T) {
	t.Parallel()
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	errno := func(number syscall.Errno) error { return os.NewSyscallError("connect", number) }
	for _, test := range []struct {
		err                error
		class              error
		text               string
		permanent, connect bool
	}{
		{err: dial(os.ErrDeadlineExceeded), class: ErrConnect, text: "timed out", connect: true},
		{err: dial(errno(syscall.EHOSTUNREACH)), class: ErrConnect, text: "no route", connect: true},
		{err: dial(errno(10061)), class: ErrConnect, text: "connection refused", connect: true}, // Windows
		{err: dial(errno(9999)), class: ErrConnect, text: "attempt failed", connect: true},
		{
			err: dial(&net.DNSError{Name: secret, Err: "no such host", IsNotFound: true}), class: ErrNoSuchHost,
			text: "no such host", permanent: true, connect: true,
		},
		{
			err: dial(&net.DNSError{Name: secret, Err: "server misbehaving", IsTemporary: true}), class: ErrConnect,
			text: "lookup failed", connect: true,
		},
		{err: errors.New("net/http: TLS handshake timeout"), class: ErrConnect, text: "timed out", connect: true},
		{
			err: &net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}, class: errTLS,
			text: "TLS handshake failed", permanent: true,
		},
		{
			err: &net.OpError{Op: "remote error", Err: errors.New("tls: protocol version not supported")}, class: errTLS,
			text: "TLS 1.2", permanent: true,
		},
		{
			err:   &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}},
			class: ErrCertificate, text: "not valid", permanent: true,
		},
		{err: &tls.CertificateVerificationError{Err: x509.SystemRootsError{}}, class: ErrCertificate, text: "the system's", permanent: true},
		{err: &net.OpError{Op: "read", Err: errno(syscall.ECONNRESET)}, class: errConnection, text: "reset"},
		{err: &net.OpError{Op: "write", Err: errno(syscall.EPIPE)}, class: errConnection, text: "closed"},
		{err: &net.OpError{Op: "read", Err: errno(9999)}, class: errConnection, text: "lost"},
		{err: &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, class: errConnection, text: "timed out"},
		{err: errors.New("http2: client connection lost"), class: errConnection, text: "silent"},
		{err: errors.New(`http2: server sent GOAWAY and closed the connection; debug="` + secret + `"`), class: errConnection, text: "HTTP/2"},
		{err: errors.New("stream error: stream ID 1; INTERNAL_ERROR; received from peer"), class: errConnection, text: "HTTP/2"},
		{err: errors.New("something new: " + secret), class: errConnection, text: "connection failed"},
		{err: context.DeadlineExceeded, class: errConnection, text: "timed out"},
		{err: errDialBudget, class: errConnection, text: "no request"},
		{err: errConnectionSilent, class: errConnection, text: "silent"},
	} {
		t.Run(strings.ReplaceAll(test.err.Error(), secret, "…"), func(t *testing.T) {
			t.Parallel()
			failure := newConnectionError(&url.Error{Op: "Get", URL: "https://twilio.invalid?" + secret, Err: test.err})
			checkConnectionError(t, failure, test.class, test.text, test.permanent, test.connect)
		})
	}
}
