package twilio

import (
	"context"
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
	"terraform-provider-twilio/internal/pace"
)

// OAuthApp returns credentials of an OAuth app, which are exchanged for access
// tokens at the token URL (RFC 6749, 4.4). The secret goes there and nowhere else.
func OAuthApp(clientID, clientSecret string, tokenURL *url.URL) Credentials {
	return &oauthApp{clientID: clientID, clientSecret: clientSecret, tokenURL: *tokenURL}
}

// oauthApp does not use golang.org/x/oauth2/clientcredentials: it drops the cause
// of a body that breaks off and of JSON that is damaged, which are retried here,
// and it rejects a token whose expires_in is not a whole number.
type oauthApp struct {
	clientID, clientSecret string
	tokenURL               url.URL

	mu      sync.Mutex
	token   token
	issued  []string    // all tokens so far
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

// tokenPath is that of Twilio's own token endpoint.
const tokenPath = "/v2/token"

const bearer = "Bearer "

func (t token) authorization() string { return bearer + t.value }

// authorization returns the current token, or that of the fetch under way, which it
// begins where there is none.
func (o *oauthApp) authorization(ctx context.Context, c *Client) (string, error) {
	o.mu.Lock()
	if o.token.usable() {
		defer o.mu.Unlock()
		return o.token.authorization(), nil
	}
	fetch := o.current
	if fetch == nil {
		fetch = newTokenFetch(ctx, &o.mu)
		o.current = fetch
		go o.fetch(c, fetch)
	}
	read := fetch.join(ctx)
	o.mu.Unlock()

	select {
	case <-fetch.done:
	case <-ctx.Done():
		if !o.leave(fetch, read, ctx.Err()) {
			return "", o.session(c).newError(o.request(), nil, 0, ctx.Err(), ErrNoReply)
		}
		<-fetch.done // its error says more
	}
	if fetch.err != nil {
		return "", fetch.err
	}
	return fetch.token.authorization(), nil
}

// leave takes a read from those that wait for a fetch. The last one ends the fetch.
func (o *oauthApp) leave(fetch *tokenFetch, read *waitingRead, cause error) (last bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if last = fetch.leave(read, cause); last && o.current == fetch {
		o.current = nil
	}
	return last
}

func (o *oauthApp) fetch(c *Client, fetch *tokenFetch) {
	request := o.request()
	request.decode = func(body []byte) (err error) {
		fetch.token, err = decodeToken(body)
		return err
	}
	_, _, err := o.session(c).exchange(fetch, request)

	o.mu.Lock()
	defer o.mu.Unlock()
	if fetch.err = err; err == nil {
		o.token = fetch.token
		o.issued = append(o.issued, fetch.token.value)
	}
	if o.current == fetch {
		o.current = nil
	}
	close(fetch.done)
}

func (o *oauthApp) request() *request {
	address := o.tokenURL
	printed := "" // the path of a gateway can hold a key
	if address.Path == tokenPath {
		printed = tokenPath
	}
	return &request{
		method: http.MethodPost, url: &address, path: printed, token: true,
		form: url.Values{
			"grant_type": {"client_credentials"}, "client_id": {o.clientID}, "client_secret": {o.clientSecret},
		},
	}
}

// session is that of the token requests: nothing signs them, and the API's limiter
// knows nothing of them.
func (o *oauthApp) session(c *Client) *session {
	return &session{client: c, credentials: unsigned{o}, limiter: pace.New(1, c.options.MaxRetries, 0)}
}

// unsigned keeps the app's secrets, and signs nothing with them.
type unsigned struct{ *oauthApp }

func (unsigned) authorization(context.Context, *Client) (string, error) { return "", nil }

func (unsigned) refused(string) bool { return false }

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
	return append([]string{o.clientSecret}, o.issued...)
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
	body, err := objectOf(body)
	if err != nil {
		return token{}, err
	}
	if json.Unmarshal(body, &reply, lenientjson.Options) != nil {
		return token{}, errDamaged
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

const (
	// maxTokenSeconds: the documents have examples of 1438315200000. Twilio's tokens
	// live for 30 days at most.
	maxTokenSeconds = 100 * 365 * 24 * 60 * 60
	// tokenMargin before its end, a token is renewed, or after three quarters of a
	// shorter life.
	tokenMargin = time.Minute
)
