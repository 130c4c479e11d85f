package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"terraform-provider-twilio/internal/connect"
	"terraform-provider-twilio/internal/pace"
)

const (
	// requestTimeout is how long one request may take, its body included.
	requestTimeout = 30 * time.Second

	// maxPageBytes is how much of one page is read, after decompression. The
	// largest honest page (1,000 rows with 16 KB of attributes) has half of it.
	maxPageBytes = 32 << 20
	// maxErrorBytes is how much is read of any other reply.
	maxErrorBytes = 64 << 10

	// usualPageBytes holds a page of 50 conversations, as most replies are. The
	// length of a compressed reply is not known in advance.
	usualPageBytes = 64 << 10
	// largePageBytes is where a buffer stops growing by doubling: a larger body
	// gets all the room it may need at once, so that it never stands twice in memory.
	largePageBytes = 4 << 20
)

// What failed connections mean, for the package's users.
var (
	ErrConnect         = connect.ErrConnect
	ErrNoSuchHost      = connect.ErrNoSuchHost
	ErrCertificate     = connect.ErrCertificate
	ErrProxy           = connect.ErrProxy
	ErrContentEncoding = connect.ErrContentEncoding
)

// What a rate limit can end a request with, and how long its waits are.
var (
	ErrRefused      = pace.ErrRefused
	ErrRefusedAlone = pace.ErrRefusedAlone
)

const (
	MinBackoff = pace.MinBackoff
	MaxBackoff = pace.MaxBackoff
)

// What else an Error can hold, in addition to context.Canceled and
// context.DeadlineExceeded.
var (
	// ErrNotAPI: a success, but the body is not the reply that was expected.
	ErrNotAPI = errors.New("the reply is not one of Twilio's API")
	// errDamaged: the body looks like a reply of the API and is damaged or cut off.
	errDamaged = errors.New("the reply is damaged or was cut off")
	// ErrRow: a row that is not an object with a valid SID.
	ErrRow = errors.New("a row of the reply is not an object with a valid SID")
	// ErrMismatch: a reply to another request.
	ErrMismatch = errors.New("the reply belongs to another request")
	// ErrAccount: a reply with the data of another account.
	ErrAccount = errors.New("the reply is another account's")
	// ErrRedirect: a redirect, which is never followed.
	ErrRedirect = errors.New("the reply is a redirect")
	// ErrPageTooLarge: a body beyond maxPageBytes, or more than maxPageRows rows.
	ErrPageTooLarge = fmt.Errorf("the page is larger than %d MiB or has more than %d rows", maxPageBytes>>20, maxPageRows)
	// ErrRepeatedPage: a page that was already read, so the list never ends.
	ErrRepeatedPage = errors.New("the service sent a page that was already read")
	// ErrNextPage: a next_page_url that can't be followed.
	ErrNextPage = errors.New("the reply does not say where the next page is")
	// errRequestTimeout: one request took longer than requestTimeout.
	errRequestTimeout = fmt.Errorf("no complete reply within %s", requestTimeout)
	// ErrWaitTooLong: the next attempt would come after the context's deadline.
	ErrWaitTooLong = errors.New("the wait before the next attempt is longer than the time left")
	// ErrNoReply: the context ended while a request waited for its reply.
	ErrNoReply = errors.New("no reply came")
	// errQueued: the context ended while a request waited for its turn.
	errQueued = errors.New("other requests were still under way")
)

// errStatus: the status is the failure, and says all about it.
var errStatus = errors.New("the status is not a success")

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
