package twilio

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/lenientjson"
)

// token is an access token; its zero value is none.
type token struct {
	value string
	renew time.Time // zero: only when the API refuses it
}

func (t token) usable() bool {
	return t.value != "" && (t.renew.IsZero() || time.Now().Before(t.renew))
}

const bearer = "Bearer "

func (t token) authorization() string { return bearer + t.value }

// tokenForm is what a header can hold (RFC 6750, 2.1), and a little more.
var tokenForm = regexp.MustCompile(`^[!-~]+$`)

// decodeToken reads the token endpoint's reply. A lifetime that is missing, zero or
// no number is not known: the token is used until the API refuses it.
func decodeToken(body []byte) (token, error) {
	var sent struct {
		AccessToken jsontext.Value `json:"access_token"`
		TokenType   jsontext.Value `json:"token_type"`
		ExpiresIn   jsontext.Value `json:"expires_in"`
	}
	body, err := objectOf(body)
	if err != nil {
		return token{}, err
	}
	if json.Unmarshal(body, &sent, lenientjson.Options) != nil {
		return token{}, errDamaged
	}
	access, _ := textOf(sent.AccessToken)
	kind, hasKind := textOf(sent.TokenType)
	if !tokenForm.MatchString(access) || hasKind && !strings.EqualFold(kind, "bearer") {
		return token{}, ErrNotAPI
	}
	issued := token{value: access}
	seconds, err := strconv.ParseFloat(strings.Trim(string(sent.ExpiresIn), `"`), 64)
	if err == nil && seconds > 0 && seconds < maxTokenSeconds {
		lifetime := time.Duration(seconds * float64(time.Second))
		issued.renew = time.Now().Add(lifetime - min(tokenMargin, lifetime/4))
	}
	return issued, nil
}

const (
	// maxTokenSeconds: the documents have examples of 1438315200000. Twilio's tokens
	// live for 30 days at most.
	maxTokenSeconds = 100 * 365 * 24 * 60 * 60
	// tokenMargin before its end, a token is renewed, or after three quarters of a
	// shorter life.
	tokenMargin = time.Minute
)

// tokenFetch is one exchange of an app's credentials for a token, which all reads
// share that wait for it. Token and err are there once done is closed.
//
// It is the context of the exchange, with as much time as the read that has most. It
// ends when no read waits any more, for the reason of the last one.
type tokenFetch struct {
	context.Context
	cancel context.CancelCauseFunc

	mu      *sync.Mutex // the app's
	waiting map[*waitingRead]struct{}

	done  chan struct{}
	token token
	err   error
}

// waitingRead is a read that waits.
type waitingRead struct{ context.Context }

// newTokenFetch returns a fetch with the values of the context, such as its logger.
func newTokenFetch(ctx context.Context, mu *sync.Mutex) *tokenFetch {
	f := &tokenFetch{mu: mu, waiting: map[*waitingRead]struct{}{}, done: make(chan struct{})}
	f.Context, f.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	return f
}

// join adds a read. The mutex is locked.
func (f *tokenFetch) join(ctx context.Context) *waitingRead {
	read := &waitingRead{ctx}
	f.waiting[read] = struct{}{}
	return read
}

// leave removes a read that ended for the cause, and reports whether it was the
// last. The mutex is locked.
func (f *tokenFetch) leave(read *waitingRead, cause error) (last bool) {
	delete(f.waiting, read)
	if len(f.waiting) > 0 {
		return false
	}
	f.cancel(cause)
	return true
}

// Deadline implements context.Context.
func (f *tokenFetch) Deadline() (latest time.Time, limited bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for read := range f.waiting {
		deadline, ends := read.Deadline()
		if !ends {
			return time.Time{}, false
		}
		if deadline.After(latest) {
			latest = deadline
		}
	}
	return latest, true
}

// Err implements context.Context.
func (f *tokenFetch) Err() error { return context.Cause(f.Context) }
