package twilio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/lenientjson"
)

// OAuthApp returns credentials of an OAuth app, which are exchanged for access
// tokens at the token URL (RFC 6749, 4.4). The secret goes there and nowhere else.
func OAuthApp(clientID, clientSecret string, tokenURL *url.URL) Credentials {
	return &oauthApp{clientID: clientID, clientSecret: clientSecret, tokenURL: *tokenURL}
}

// oauthApp does not use golang.org/x/oauth2/clientcredentials: it drops the cause
// of a body that breaks off and of JSON that is damaged, which are retried here,
// and it rejects a token whose expires_in is a text.
type oauthApp struct {
	clientID, clientSecret string
	tokenURL               url.URL

	mu      sync.Mutex
	token   token
	current *tokenFetch // under way; nil where none is
}

// token is an access token; its zero value is none.
type token struct {
	value string
	renew time.Time // zero: only when the API refuses it
}

func (t token) usable() bool {
	return t.value != "" && (t.renew.IsZero() || time.Now().Before(t.renew))
}

func (t token) authorization() string { return "Bearer " + t.value }

// tokenFetch is one exchange of the app's credentials for a token, which all reads
// share that wait for it. Token and err are there once done is closed.
type tokenFetch struct {
	done  chan struct{}
	token token
	err   error
}

// authorization returns the current token, or that of a fetch. The fetch is bounded
// by the context of the read that began it; where that ends too early, another read
// begins anew.
func (o *oauthApp) authorization(ctx context.Context, c *Client) (string, error) {
	for {
		o.mu.Lock()
		if o.token.usable() {
			defer o.mu.Unlock()
			return o.token.authorization(), nil
		}
		fetch := o.current
		own := fetch == nil
		if own {
			fetch = &tokenFetch{done: make(chan struct{})}
			o.current = fetch
		}
		o.mu.Unlock()

		if own {
			o.fetch(ctx, c, fetch)
		}
		select {
		case <-fetch.done:
		case <-ctx.Done():
			return "", newError(o.request(c), nil, 0, ended(ctx.Err(), ErrNoReply))
		}
		switch {
		case fetch.err == nil:
			return fetch.token.authorization(), nil
		case own || !isEndOfRead(fetch.err):
			return "", fetch.err
		}
	}
}

// isEndOfRead reports whether a request failed for the time or the interrupt of the
// read that it was made for.
func isEndOfRead(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrWaitTooLong)
}

func (o *oauthApp) fetch(ctx context.Context, c *Client, fetch *tokenFetch) {
	request := o.request(c)
	request.decode = func(body []byte) (err error) {
		fetch.token, err = decodeToken(body)
		return err
	}
	_, _, fetch.err = c.exchange(ctx, request)

	o.mu.Lock()
	defer o.mu.Unlock()
	o.current = nil
	if fetch.err == nil {
		o.token = fetch.token
	}
	close(fetch.done)
}

func (o *oauthApp) request(c *Client) *request {
	address := o.tokenURL
	return &request{
		method: http.MethodPost, url: &address, purpose: ErrToken,
		form: url.Values{
			"grant_type": {"client_credentials"}, "client_id": {o.clientID}, "client_secret": {o.clientSecret},
		},
		limiter: newLimiter(1, c.options.MaxRetries), redactor: newRedactor([]string{o.clientSecret}),
	}
}

func (o *oauthApp) refused(authorization string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.token.authorization() == authorization {
		o.token = token{}
	}
	return true
}

func (o *oauthApp) secrets() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	secrets := []string{o.clientSecret, o.clientID + ":" + o.clientSecret}
	if o.token.value != "" {
		secrets = append(secrets, o.token.value)
	}
	return secrets
}

// tokenForm is what a header can hold (RFC 6750, 2.1), and a little more.
var tokenForm = regexp.MustCompile(`^[!-~]+$`)

// decodeToken reads the token endpoint's reply. A lifetime that is missing, zero or
// no number is not known: the token is used until the API refuses it.
func decodeToken(body []byte) (token, error) {
	var reply struct {
		AccessToken jsontext.Value `json:"access_token"`
		TokenType   jsontext.Value `json:"token_type"`
		ExpiresIn   jsontext.Value `json:"expires_in"`
	}
	value := jsontext.Value(strings.TrimSpace(string(body)))
	switch kind := value.Kind(); {
	case kind != '{' && (value.IsValid() || strings.HasPrefix(string(value), "<")):
		return token{}, ErrNotAPI
	case json.Unmarshal(value, &reply, lenientjson.Options) != nil:
		return token{}, ErrDamaged
	}
	access, _ := textOf(reply.AccessToken)
	kind, hasKind := textOf(reply.TokenType)
	if !tokenForm.MatchString(access) || hasKind && !strings.EqualFold(kind, "bearer") {
		return token{}, ErrNotAPI
	}
	issued := token{value: access}
	seconds, err := strconv.ParseFloat(strings.Trim(string(reply.ExpiresIn), `"`), 64)
	if err == nil && seconds > 0 && seconds < maxTokenSeconds {
		lifetime := time.Duration(seconds * float64(time.Second))
		issued.renew = time.Now().Add(lifetime - min(tokenMargin, lifetime/4))
	}
	return issued, nil
}

// textOf returns the text of a JSON string, and whether the value is one.
func textOf(value jsontext.Value) (string, bool) {
	if value.Kind() != '"' {
		return "", false
	}
	text, err := jsontext.AppendUnquote(nil, value)
	return string(text), err == nil
}

const (
	// maxTokenSeconds: the documents have examples of 1438315200000. Twilio's tokens
	// live for 30 days at most.
	maxTokenSeconds = 100 * 365 * 24 * 60 * 60
	// tokenMargin before its end, a token is renewed, or after three quarters of a
	// shorter life.
	tokenMargin = time.Minute
)
