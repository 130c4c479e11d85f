package twilio

import (
	"context"
	"net/http"
	"net/url"
	"sync"

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

// authorization returns the current token, or that of the fetch under way, which it
// begins where there is none.
func (o *oauthApp) authorization(ctx context.Context, c *carrier) (string, error) {
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

func (o *oauthApp) fetch(c *carrier, fetch *tokenFetch) {
	post := o.request()
	post.decode = func(body []byte) (err error) {
		fetch.token, err = decodeToken(body)
		return err
	}
	_, _, err := o.session(c).exchange(fetch, post)

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
func (o *oauthApp) session(c *carrier) *session {
	return &session{carrier: c, credentials: unsigned{o}, limiter: pace.New(1, c.maxRetries, 0)}
}

// unsigned keeps the app's secrets, and signs nothing with them.
type unsigned struct{ *oauthApp }

func (unsigned) authorization(context.Context, *carrier) (string, error) { return "", nil }

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

// tokenPath is that of Twilio's own token endpoint.
const tokenPath = "/v2/token"

// TokenURL returns the URL that issues tokens to OAuth apps in a region.
// Source: Twilio's own libraries; no document names a regional one.
func TokenURL(edge, region string) *url.URL {
	return hostOf("oauth", edge, region).JoinPath(tokenPath)
}
