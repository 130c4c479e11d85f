package connect

import "errors"

// Classes of failed connections, which an Error wraps.
var (
	// ErrConnect: no connection to the host came about.
	ErrConnect = errors.New("no connection to the host")
	// ErrNoSuchHost: DNS does not know the host.
	ErrNoSuchHost = errors.New("no such host")
	// ErrCertificate: the server's certificate was not accepted.
	ErrCertificate = errors.New("certificate not accepted")
	// ErrTLS: no TLS connection came about, for another reason than the certificate.
	ErrTLS = errors.New("no TLS connection")
	// ErrProxy: the proxy refused the connection, failed or was not reached.
	ErrProxy = errors.New("no connection through the proxy")
	// ErrLost: the connection failed before the reply was complete.
	ErrLost = errors.New("connection failed")
)

// Error says in our own words why a request got no complete reply. Go's errors quote
// bytes of the reply, the URL or a header.
type Error struct {
	// Class is one of the errors above.
	Class error
	// Permanent: another attempt cannot succeed.
	Permanent bool
	// Unconnected: nothing was sent, since no connection came about.
	Unconnected bool
	// Silent: an HTTP/2 ping went unanswered, or a connection that was used before broke
	// without a reply. The connection is to blame, not the service.
	Silent bool

	text string
}

func (e *Error) Error() string { return e.text }

// Unwrap returns the class.
func (e *Error) Unwrap() error { return e.Class }

var (
	errDialBudget   = &Error{Class: ErrLost, text: "the server accepts connections, but no request over them"}
	errBroken       = &Error{Class: ErrLost, Silent: true, text: "a connection that was used before broke"}
	errProxyDropped = &Error{Class: ErrProxy, text: "the proxy of HTTPS_PROXY dropped the connection"}
	errProxyScheme  = &Error{
		Class: ErrProxy, Permanent: true, Unconnected: true,
		text: "the proxy's URL in the environment has a scheme other than http, https or socks5",
	}
)
