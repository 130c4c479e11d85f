package twilio

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// Classes of failed connections, which an Error can wrap.
var (
	// ErrConnect: no connection to the host came about.
	ErrConnect = errors.New("no connection to the host")
	// ErrNoSuchHost: the host name does not exist.
	ErrNoSuchHost = errors.New("no such host")
	// ErrCertificate: the server's certificate was not accepted.
	ErrCertificate = errors.New("certificate not accepted")
	// errTLS: no TLS connection came about, for another reason than the certificate.
	errTLS = errors.New("no TLS connection")
	// ErrProxy: the proxy refused the connection, failed or was not reached.
	ErrProxy = errors.New("no connection through the proxy")

	errConnection = errors.New("connection failed") // the other classes of failure
)

// connectionError says in our own words why a request got no complete reply. Go's
// errors quote bytes of the reply, the URL or a header.
type connectionError struct {
	class error
	text  string
	// permanent: another attempt cannot succeed.
	permanent bool
	// unconnected: no connection came about.
	unconnected bool
}

func (e *connectionError) Error() string   { return e.text }
func (e *connectionError) Unwrap() error   { return e.class }
func (e *connectionError) retryable() bool { return !e.permanent }
func (e *connectionError) connect() bool   { return e.unconnected }

var (
	errConnectionSilent = &connectionError{class: errConnection, text: "the connection fell silent"}
	errDialBudget       = &connectionError{class: errConnection, text: "the server accepts connections, but no request over them"}
)

// newConnectionError classifies an error of http.Client.Do or of reading a body.
// A context that ended is the caller's to check first.
func newConnectionError(err error) *connectionError {
	if own, ok := errors.AsType[*connectionError](err); ok {
		return own
	}
	if operation, ok := errors.AsType[*net.OpError](err); ok {
		switch {
		case operation.Op == "proxyconnect":
			failure := *newConnectionError(operation.Err)
			failure.class, failure.text = ErrProxy, "connecting to the proxy failed: "+failure.text
			return &failure
		case strings.HasPrefix(operation.Op, "socks"):
			return &connectionError{class: ErrProxy, text: "the SOCKS proxy failed"}
		}
	}
	for _, classify := range []func(error) *connectionError{certificateError, dialError, tlsError, lostError, protocolError} {
		if failure := classify(err); failure != nil {
			return failure
		}
	}
	return &connectionError{class: errConnection, text: errConnection.Error()}
}

// newProxyStatusError is about a proxy's reply to CONNECT, whose own words are
// left out.
func newProxyStatusError(status int) *connectionError {
	reply := strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
	if status >= 400 && status < 500 {
		return &connectionError{class: ErrProxy, text: "the proxy of HTTPS_PROXY refused the connection: " + reply, permanent: true}
	}
	return &connectionError{class: ErrProxy, text: "the proxy of HTTPS_PROXY failed: " + reply}
}
