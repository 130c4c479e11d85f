package connect

import (
	"compress/flate"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
)

// Classify returns what an error of a transport, or of reading a body, means. A
// context that ended is the caller's to check first.
func Classify(err error) *Error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	if operation, ok := errors.AsType[*net.OpError](err); ok && operation.Op == "proxyconnect" {
		failure := *Classify(operation.Err)
		failure.Class, failure.text = ErrProxy, "connecting to the proxy failed: "+failure.text
		return &failure
	}
	for _, kind := range kinds {
		if kind.fits(err) {
			failure := kind.Error
			if number, ok := errors.AsType[syscall.Errno](err); ok && kind.system && systemTexts[number] != "" {
				failure.text = systemTexts[number]
			}
			return &failure
		}
	}
	return &Error{Class: ErrLost, text: ErrLost.Error()}
}

// kinds are the kinds of failures; the first that fits counts.
var kinds = []struct {
	fits func(error) bool
	Error
	system bool // the system's error number says more
}{
	{fits: hasType(func(e *net.OpError) bool { return strings.HasPrefix(e.Op, "socks") }), Error: Error{Class: ErrProxy, text: "the SOCKS proxy failed"}},

	{fits: hasType(func(e x509.CertificateInvalidError) bool { return e.Reason == x509.Expired }), Error: certificate("has expired or is not valid yet")},
	{fits: isA[x509.HostnameError], Error: certificate("is for another host name")},
	{fits: isA[x509.UnknownAuthorityError], Error: certificate("is not signed by a trusted authority")},
	{fits: isA[x509.SystemRootsError], Error: Error{Class: ErrCertificate, Permanent: true, text: "the system's trusted certificates cannot be loaded"}},
	{fits: isA[x509.CertificateInvalidError], Error: certificate("is not valid")},
	{fits: isA[*tls.CertificateVerificationError], Error: certificate("is not valid")},

	{
		fits:  hasType(func(e *net.DNSError) bool { return e.IsNotFound }),
		Error: Error{Class: ErrNoSuchHost, Permanent: true, Unconnected: true, text: "no such host"},
	},
	{fits: isA[*net.DNSError], Error: unconnected("the host name lookup failed")},
	{fits: begins("net/http: TLS handshake timeout"), Error: unconnected("the TLS handshake timed out")},
	{fits: hasType(func(e *net.OpError) bool { return e.Op == "dial" && e.Timeout() }), Error: unconnected("the connection attempt timed out")},
	{fits: hasType(func(e *net.OpError) bool { return e.Op == "dial" }), Error: unconnected("the connection attempt failed"), system: true},

	{fits: is(http.ErrSchemeMismatch), Error: noTLS("the server does not speak TLS")},
	{fits: isA[tls.RecordHeaderError], Error: noTLS("the server does not speak TLS")},
	{fits: begins("tls: protocol version", "tls: server selected unsupported protocol version"), Error: noTLS("the server does not offer TLS 1.2 or later")},
	{fits: begins("tls: "), Error: noTLS("the TLS handshake failed")},

	{fits: isA[syscall.Errno], Error: lost("the connection was lost"), system: true},
	{fits: is(io.ErrUnexpectedEOF, io.EOF), Error: closedEarly},
	{fits: begins("http: server closed idle connection"), Error: closedEarly},
	{fits: is(net.ErrClosed), Error: lost(net.ErrClosed.Error())},
	{fits: begins("http2: client connection lost"), Error: Error{Class: ErrLost, Silent: true, text: "the connection fell silent"}},
	{fits: hasType(net.Error.Timeout), Error: lost("the connection timed out")},

	{fits: begins("http2: ", "stream error: ", "connection error: ", "malformed response from server: "), Error: lost("HTTP/2 protocol error")},
	{fits: is(gzip.ErrHeader, gzip.ErrChecksum), Error: damagedGzip},
	{fits: isA[flate.CorruptInputError], Error: damagedGzip},
	{
		fits: begins(
			"malformed ", "net/http: HTTP/1.x transport connection broken", "net/http: server response headers exceeded",
			"http: message cannot contain multiple Content-Length headers", "invalid empty Content-Length", "bad Content-Length",
			"chunked ", "http chunk ", "invalid byte in chunk", "invalid CR in chunked", "empty hex number for chunk",
			"header line too long", "http: suspiciously long trailer", "bad trailer key",
		),
		Error: lost("malformed HTTP reply"),
	},
}

var (
	closedEarly = lost("the server closed the connection before the end of the reply")
	damagedGzip = lost("the gzip encoding of the reply is damaged")
)

func certificate(problem string) Error {
	return Error{Class: ErrCertificate, Permanent: true, text: "the server's certificate " + problem}
}

func unconnected(text string) Error { return Error{Class: ErrConnect, Unconnected: true, text: text} }

func noTLS(text string) Error { return Error{Class: ErrTLS, Permanent: true, text: text} }

func lost(text string) Error { return Error{Class: ErrLost, text: text} }

// systemTexts holds what the system's error numbers mean: those of Unix by name,
// those of Windows, which syscall does not name, by number.
var systemTexts = map[syscall.Errno]string{
	syscall.ECONNREFUSED: "connection refused",
	syscall.ECONNRESET:   "connection reset by the server",
	syscall.ECONNABORTED: "connection aborted",
	syscall.EPIPE:        "connection closed by the server",
	syscall.ETIMEDOUT:    "connection timed out",
	syscall.EHOSTUNREACH: "no route to the host",
	syscall.ENETUNREACH:  "network is unreachable",
	syscall.EACCES:       "connection not permitted by the system",
	syscall.EPERM:        "connection not permitted by the system",
	10013:                "connection not permitted by the system",
	10051:                "network is unreachable",
	10053:                "connection aborted",
	10054:                "connection reset by the server",
	10060:                "connection timed out",
	10061:                "connection refused",
	10065:                "no route to the host",
}

// isA fits an error of the type.
func isA[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// hasType fits an error of the type of which fits is true.
func hasType[T error](fits func(T) bool) func(error) bool {
	return func(err error) bool {
		found, ok := errors.AsType[T](err)
		return ok && fits(found)
	}
}

func is(targets ...error) func(error) bool {
	return func(err error) bool {
		return slices.ContainsFunc(targets, func(target error) bool { return errors.Is(err, target) })
	}
}

// begins fits where the text of the error, or of one that it wraps, begins like that:
// most errors of net/http and crypto/tls have no types. What follows may be the server's.
func begins(beginnings ...string) func(error) bool {
	return func(err error) bool {
		for ; err != nil; err = errors.Unwrap(err) {
			if slices.ContainsFunc(beginnings, func(beginning string) bool { return strings.HasPrefix(err.Error(), beginning) }) {
				return true
			}
		}
		return false
	}
}
