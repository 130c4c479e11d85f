package twilio

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"time"
)

// silenceTimeout is how long a connection in use may send nothing. Only the first
// byte over a new connection may take longer: as long as the request may.
const silenceTimeout = 10 * time.Second

// attemptTransport makes one attempt of each request: it bounds the dials, and
// gives up where the connection falls silent, since a load balancer may have
// dropped it without a word.
type attemptTransport struct{ next http.RoundTripper }

// RoundTrip fails with errConnectionSilent where the connection is, as does
// reading the body.
func (t *attemptTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(request.Context())
	silence := newSilence(ctx, cancel)
	ctx = httptrace.WithClientTrace(withDialBudget(ctx), silence.trace())
	response, err := t.next.RoundTrip(request.WithContext(ctx))
	silence.timer.Stop()
	if err != nil {
		err = silence.explain(err)
		cancel(nil)
		return nil, err
	}
	response.Body = &watchedBody{response.Body, silence}
	return response, nil
}

// CloseIdleConnections does what the method of http.Client expects.
func (t *attemptTransport) CloseIdleConnections() {
	if next, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		next.CloseIdleConnections()
	}
}

// silence cancels an attempt when its timer, which runs while bytes are due,
// fires.
type silence struct {
	attempt context.Context
	cancel  context.CancelCauseFunc
	timer   *time.Timer
}

func newSilence(ctx context.Context, cancel context.CancelCauseFunc) *silence {
	timer := time.AfterFunc(silenceTimeout, func() { cancel(errConnectionSilent) })
	timer.Stop()
	return &silence{ctx, cancel, timer}
}

// trace follows the attempt up to the end of the reply's header.
func (s *silence) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(conn httptrace.GotConnInfo) {
			// net/http may replace a reused connection by a new one.
			if s.timer.Stop(); conn.Reused {
				s.timer.Reset(silenceTimeout)
			}
		},
		GotFirstResponseByte: func() { s.timer.Reset(silenceTimeout) },
		// An interim reply (103 Early Hints) shows that the connection is alive.
		Got1xxResponse: func(int, textproto.MIMEHeader) error {
			s.timer.Stop()
			return nil
		},
	}
}

// explain returns the cause of the cancellation, which net/http does not always
// do.
func (s *silence) explain(err error) error {
	if errors.Is(context.Cause(s.attempt), errConnectionSilent) {
		return errConnectionSilent
	}
	return err
}

// watchedBody ends the attempt where the body stalls, and when it is closed.
type watchedBody struct {
	io.ReadCloser
	silence *silence
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.silence.timer.Reset(silenceTimeout)
	n, err := b.ReadCloser.Read(p)
	b.silence.timer.Stop()
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.silence.explain(err)
	}
	return n, err
}

func (b *watchedBody) Close() error {
	err := b.ReadCloser.Close()
	b.silence.cancel(nil)
	return err
}
