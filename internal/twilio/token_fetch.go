package twilio

import (
	"context"
	"sync"
	"time"
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

// waitingRead is how much time a read has.
type waitingRead struct {
	deadline time.Time
	limited  bool
}

// newTokenFetch returns a fetch with the values of the context, such as its logger.
func newTokenFetch(ctx context.Context, mu *sync.Mutex) *tokenFetch {
	f := &tokenFetch{mu: mu, waiting: map[*waitingRead]struct{}{}, done: make(chan struct{})}
	f.Context, f.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	return f
}

// join adds a read. The mutex is locked.
func (f *tokenFetch) join(ctx context.Context) *waitingRead {
	read := &waitingRead{}
	read.deadline, read.limited = ctx.Deadline()
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
		if !read.limited {
			return time.Time{}, false
		}
		if read.deadline.After(latest) {
			latest = read.deadline
		}
	}
	return latest, true
}

// Err implements context.Context.
func (f *tokenFetch) Err() error { return context.Cause(f.Context) }
