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

// Error is what every failed request ends with. It names the method and
// the URL of the request, never its query, its body, its headers or a credential.
type Error struct {
	// Method and URL of the request that was sent. The URL has no query, no path of
	// a gateway, which can hold a key, and no name.
	Method, URL string
	// Host is that of the URL.
	Host string
	// Status is the HTTP status of the last reply, 0 where no reply came.
	Status int
	// Code, Message and MoreInfo are Twilio's own words about the error, zero
	// where the body does not hold them.
	Code     int
	Message  string
	MoreInfo string
	// RequestID is Twilio's id of the request, to quote to its support.
	RequestID string
	// Attempts is how many times the request was sent.
	Attempts int
	// Token reports that the request was one for an access token.
	Token bool
	// Ended is what ended the attempts before another one could mend Cause:
	// context.Canceled, context.DeadlineExceeded or ErrWaitTooLong. It is nil where
	// they ended of themselves.
	Ended error
	// Wait is the pause that was not made, with ErrWaitTooLong.
	Wait time.Duration
	// Cause is what the last attempt failed with, nil where Status says all.
	Cause error
}

// Error implements error.
func (e *Error) Error() string {
	parts := []string{e.Method + " " + e.URL}
	if e.Status != 0 {
		parts = append(parts, statusText(e.Status))
	}
	if e.Code != 0 {
		parts = append(parts, fmt.Sprintf("Twilio error %d", e.Code))
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	for _, err := range e.Unwrap() {
		parts = append(parts, err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns Ended and Cause, where they are set.
func (e *Error) Unwrap() (set []error) {
	for _, err := range []error{e.Ended, e.Cause} {
		if err != nil {
			set = append(set, err)
		}
	}
	return set
}

const (
	// requestTimeout is how long one request may take, its body included.
	requestTimeout = 30 * time.Second

	// maxPageBytes is how much of one page is read, after decompression. The
	// largest honest page (1,000 rows with 16 KB of attributes) has half of it.
	maxPageBytes = 32 << 20
	// maxPageRows bounds the rows of one page. Twilio sends 1,000 at most.
	maxPageRows = 10_000
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

// What a rate limit can end a request with.
var (
	ErrRefused      = pace.ErrRefused
	ErrRefusedAlone = pace.ErrRefusedAlone
)

// How long a wait is at least and at most where the service does not say.
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
	// errStored: a cache has answered from its memory, although the request forbids it.
	// What it holds may be as old as it likes.
	errStored = fmt.Errorf("%w: by its Age, it is a cache's", ErrMismatch)
	// errUnproven: a 404 that does not say what was not found. It can belong to another
	// request, and would make of somebody else nobody.
	errUnproven = errors.New("the reply does not say what was not found")
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
