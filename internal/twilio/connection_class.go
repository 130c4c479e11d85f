package twilio

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

// certificateError classifies what crypto/x509 rejects.
func certificateError(err error) *connectionError {
	failure := &connectionError{class: ErrCertificate, permanent: true}
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case isInvalid && invalid.Reason == x509.Expired:
		failure.text = "the server's certificate has expired or is not valid yet"
	case isA[x509.HostnameError](err):
		failure.text = "the server's certificate is for another host name"
	case isA[x509.UnknownAuthorityError](err):
		failure.text = "the server's certificate is not signed by a trusted authority"
	case isA[x509.SystemRootsError](err):
		failure.text = "the system's trusted certificates cannot be loaded"
	case isInvalid, isA[*tls.CertificateVerificationError](err):
		failure.text = "the server's certificate is not valid"
	default:
		return nil
	}
	return failure
}

// dialError classifies what comes before the first byte.
func dialError(err error) *connectionError {
	failure := &connectionError{class: ErrConnect, unconnected: true}
	operation, isOperation := errors.AsType[*net.OpError](err)
	lookup, isLookup := errors.AsType[*net.DNSError](err)
	switch {
	case isLookup && lookup.IsNotFound:
		failure.class, failure.text, failure.permanent = ErrNoSuchHost, "no such host", true
	case isLookup:
		failure.text = "the host name lookup failed"
	case inChain(err, "net/http: TLS handshake timeout"):
		failure.text = "the TLS handshake timed out"
	case !isOperation || operation.Op != "dial":
		return nil
	case operation.Timeout():
		failure.text = "the connection attempt timed out"
	default:
		failure.text = systemText(err, "the connection attempt failed")
	}
	return failure
}

// tlsError classifies what crypto/tls rejects. It has no common type for that,
// but all its texts begin alike.
func tlsError(err error) *connectionError {
	failure := &connectionError{class: errTLS, permanent: true}
	switch {
	case errors.Is(err, http.ErrSchemeMismatch), isA[tls.RecordHeaderError](err):
		failure.text = "the server does not speak TLS"
	case inChain(err, "tls: protocol version"), inChain(err, "tls: server selected unsupported protocol version"):
		failure.text = "the server does not offer TLS 1.2 or later"
	case inChain(err, "tls: "):
		failure.text = "the TLS handshake failed"
	default:
		return nil
	}
	return failure
}

// lostError classifies connections that end too early.
func lostError(err error) *connectionError {
	failure := &connectionError{class: errConnection}
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case isA[syscall.Errno](err):
		failure.text = systemText(err, "the connection was lost")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), inChain(err, "http: server closed idle connection"):
		failure.text = "the server closed the connection before the end of the reply"
	case errors.Is(err, net.ErrClosed):
		failure.text = net.ErrClosed.Error()
	case inChain(err, "http2: client connection lost"): // a ping went unanswered
		return errConnectionSilent
	case isNetwork && network.Timeout():
		failure.text = "the connection timed out"
	default:
		return nil
	}
	return failure
}

// How the errors begin with which net/http rejects a reply. They have no types.
var (
	http1Errors = []string{
		"malformed ", "net/http: HTTP/1.x transport connection broken", "net/http: server response headers exceeded",
		"http: message cannot contain multiple Content-Length headers", "invalid empty Content-Length", "bad Content-Length",
		"chunked ", "http chunk ", "invalid byte in chunk", "invalid CR in chunked", "empty hex number for chunk",
		"header line too long", "http: suspiciously long trailer", "bad trailer key",
	}
	http2Errors = []string{"http2: ", "stream error: ", "connection error: ", "malformed response from server: "}
)

// protocolError classifies replies that break the rules of HTTP.
func protocolError(err error) *connectionError {
	failure := &connectionError{class: errConnection}
	inErr := func(beginning string) bool { return inChain(err, beginning) }
	switch {
	case slices.ContainsFunc(http2Errors, inErr):
		failure.text = "HTTP/2 protocol error"
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), isA[flate.CorruptInputError](err):
		failure.text = "the gzip encoding of the reply is damaged"
	case slices.ContainsFunc(http1Errors, inErr):
		failure.text = "malformed HTTP reply"
	default:
		return nil
	}
	return failure
}

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

func systemText(err error, otherwise string) string {
	if number, ok := errors.AsType[syscall.Errno](err); ok && systemTexts[number] != "" {
		return systemTexts[number]
	}
	return otherwise
}

func isA[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// inChain reports whether the text of the error or of one that it wraps begins
// like that. What follows may be the server's.
func inChain(err error, beginning string) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if strings.HasPrefix(err.Error(), beginning) {
			return true
		}
	}
	return false
}
