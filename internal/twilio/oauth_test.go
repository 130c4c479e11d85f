package twilio

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/connect"
	"terraform-provider-twilio/internal/twiliotest"
)

// app returns the credentials of the fake's OAuth app.
func app(t *testing.T, server *twiliotest.Server) Credentials {
	t.Helper()
	address, err := url.Parse(server.TokenURL())
	if err != nil {
		t.Fatal(err)
	}
	return OAuthApp(twiliotest.ClientID, twiliotest.ClientSecret, address)
}

// newAppClient returns a client that signs in as the fake's OAuth app.
func newAppClient(t *testing.T, api *twiliotest.API, change ...func(*Options)) *Client {
	t.Helper()
	server := twiliotest.NewPipeServer(api)
	change = append([]func(*Options){func(o *Options) { o.Credentials = app(t, server) }}, change...)
	return newClient(t, server, change...)
}

// requestsFor counts the requests of the token endpoint, and the others.
func requestsFor(api *twiliotest.API) (tokens, pages int) {
	for _, r := range api.Requests() {
		if r.Path == twiliotest.TokenPath {
			tokens++
		} else {
			pages++
		}
	}
	return tokens, pages
}

func mustHaveMade(t *testing.T, api *twiliotest.API, wantTokens, wantPages int) {
	t.Helper()
	if tokens, pages := requestsFor(api); tokens != wantTokens || pages != wantPages {
		t.Errorf("%d requests for a token and %d for a page, want %d and %d", tokens, pages, wantTokens, wantPages)
	}
}

// TestTokenLifetime: a token is renewed some time before its end. Where the end is
// not known, it is used until the API refuses it.
func TestTokenLifetime(t *testing.T) {
	t.Parallel()
	const month = 30 * 24 * time.Hour
	expires := func(value string) func(map[string]any) {
		return func(reply map[string]any) { reply["expires_in"] = json.RawMessage(value) }
	}
	for name, test := range map[string]struct {
		edit   func(map[string]any)
		wait   time.Duration // between two reads
		tokens int
	}{
		"an hour, before its last minute": {expires(`3600`), 59*time.Minute - 1, 1},
		"an hour, in its last minute":     {expires(`3600`), 59 * time.Minute, 2},
		"four minutes":                    {expires(`240`), 3*time.Minute - 1, 1},
		"a minute, in its third quarter":  {expires(`60`), 45*time.Second - 1, 1},
		"a minute, in its last quarter":   {expires(`60`), 45 * time.Second, 2},
		"less than a second":              {expires(`0.001`), time.Millisecond, 2},
		"less than a nanosecond":          {expires(`1e-12`), 0, 2},
		"a fraction":                      {expires(`3600.5`), 59*time.Minute + time.Second, 2},
		"an exponent":                     {expires(`3.6e3`), 59 * time.Minute, 2},
		"a string":                        {expires(`"3600"`), 59 * time.Minute, 2},
		"a string, early":                 {expires(`"3600"`), 58 * time.Minute, 1},
		"missing":                         {func(reply map[string]any) { delete(reply, "expires_in") }, month, 1},
		"null":                            {expires(`null`), month, 1},
		"zero":                            {expires(`0`), month, 1},
		"zero as a string":                {expires(`"0"`), month, 1},
		"negative":                        {expires(`-3600`), month, 1},
		"the documents' example":          {expires(`1438315200000`), month, 1},
		"more than a float holds":         {expires(`1e400`), month, 1},
		"text":                            {expires(`"soon"`), month, 1},
		"no number":                       {expires(`"NaN"`), month, 1},
		"infinity":                        {expires(`"Inf"`), month, 1},
		"empty":                           {expires(`""`), month, 1},
		"a list":                          {expires(`[3600]`), month, 1},
		"an object":                       {expires(`{}`), month, 1},
		"a boolean":                       {expires(`true`), month, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.TokenLifetime, api.EditToken = 2*month, test.edit
				client := newAppClient(t, api)
				mustRead(t, client, service(), 1)
				time.Sleep(test.wait)
				mustRead(t, client, service(), 1)
				mustHaveMade(t, api, test.tokens, 2)
			})
		})
	}
}

// TestTokenIsRenewedAfterA401: once per request. A second 401, to a new token, is
// the error.
func TestTokenIsRenewedAfterA401(t *testing.T) {
	t.Parallel()
	unauthorized := twiliotest.Refuse(http.StatusUnauthorized, 20003, "Authenticate")
	for name, test := range map[string]struct {
		faults        []twiliotest.Fault
		rows          int
		status        int // of the error; 0 for none
		tokens, pages int
	}{
		"never":                      {nil, 120, 0, 1, 3},
		"the first page":             {[]twiliotest.Fault{unauthorized}, 120, 0, 2, 4},
		"each page":                  {[]twiliotest.Fault{unauthorized, nil, unauthorized, nil, unauthorized}, 120, 0, 4, 6},
		"twice":                      {[]twiliotest.Fault{unauthorized, unauthorized}, 0, 401, 2, 2},
		"twice on the second page":   {[]twiliotest.Fault{nil, unauthorized, unauthorized}, 0, 401, 2, 3},
		"after a transient failure":  {[]twiliotest.Fault{twiliotest.Body(503, "", ""), unauthorized}, 120, 0, 2, 5},
		"before a transient failure": {[]twiliotest.Fault{unauthorized, twiliotest.Body(503, "", "")}, 120, 0, 2, 5},
		"twice, a failure between":   {[]twiliotest.Fault{unauthorized, twiliotest.Body(503, "", ""), unauthorized}, 0, 401, 2, 3},
		"403 is not one":             {[]twiliotest.Fault{twiliotest.Refuse(403, 20003, "Suspended")}, 0, 403, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(120)
				api.Fault = faults(test.faults...)
				rows, err := sids(t.Context(), newAppClient(t, api), service())
				failure, _ := errors.AsType[*Error](err)
				if failure == nil {
					failure = &Error{}
				}
				if failure.Status != test.status || failure.Token || test.status == 0 && len(rows) != test.rows {
					t.Errorf("%d rows, %v; want %d rows, status %d", len(rows), err, test.rows, test.status)
				}
				mustHaveMade(t, api, test.tokens, test.pages)
			})
		})
	}
}

// TestRefusedTokenIsNotUsedAgain: a token that the API refused twice is not what the
// next read begins with.
func TestRefusedTokenIsNotUsedAgain(t *testing.T) {
	t.Parallel()
	api := apiWith(1)
	unauthorized := twiliotest.Refuse(http.StatusUnauthorized, 20003, "Authenticate")
	api.Fault = faults(unauthorized, unauthorized)
	client := newAppClient(t, api)
	mustFail(t, client, service(), nil)
	api.RevokeTokens()
	mustRead(t, client, service(), 1)
}

// TestPauseOutlivesToken: a token that ends during a rate limit's pause is renewed
// after it, without a refusal first.
func TestPauseOutlivesToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		api.TokenLifetime = time.Minute
		api.Fault = faults(twiliotest.RateLimit("120"))
		mustRead(t, newAppClient(t, api), service(), 1)
		mustHaveMade(t, api, 2, 2)
	})
}

// TestLineOutlivesTokens: a request is signed when it goes out, so that short-lived
// tokens are no matter of how long it waits in line.
func TestLineOutlivesTokens(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lifetime, reply time.Duration
		reads           int
	}{
		"tokens of two seconds": {2 * time.Second, 900 * time.Millisecond, 5},
		"one-minute tokens":     {time.Minute, 9 * time.Second, 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(100)
				api.TokenLifetime = test.lifetime
				api.Fault = func(int, *http.Request) twiliotest.Fault {
					time.Sleep(test.reply)
					return nil
				}
				client := newAppClient(t, api, func(o *Options) { o.MaxConcurrentRequests, o.MaxRetries = 1, 0 })
				mustReadAll(t, client, test.reads, test.reads, 100)
				if _, pages := requestsFor(api); pages != 2*test.reads {
					t.Errorf("%d requests for %d pages: some were signed too early", pages, 2*test.reads)
				}
			})
		})
	}
}

// TestLostTokenRequest: its time does not depend on which read began it.
func TestLostTokenRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		api.TokenFault = faults(twiliotest.Hang)
		client := newAppClient(t, api)
		short, long := appRead{timeout: 4 * time.Second}, appRead{start: time.Second, timeout: 10 * time.Minute}
		var all sync.WaitGroup
		all.Go(func() { short.run(t.Context(), client) })
		all.Go(func() { long.run(t.Context(), client) })
		all.Wait()
		if !errors.Is(short.err, context.DeadlineExceeded) || short.took != 4*time.Second {
			t.Errorf("the first read ended with %v after %s", short.err, short.took)
		}
		if long.err != nil || long.took > requestTimeout+MinBackoff*2 {
			t.Errorf("the second read ended with %v after %s, want rows after the request's time and a backoff", long.err, long.took)
		}
		mustHaveMade(t, api, 2, 1)
	})
}

// TestTokenEndpointIsRetried: what is transient, within max_retries.
func TestTokenEndpointIsRetried(t *testing.T) {
	t.Parallel()
	const jsonType = "application/json"
	for name, test := range map[string]struct {
		fault  twiliotest.Fault
		status int // of the error once the retries are used up
		cause  error
	}{
		"429":          {twiliotest.RateLimit(""), 429, nil},
		"408":          {twiliotest.Body(408, jsonType, ""), 408, nil},
		"500":          {twiliotest.Body(500, "text/html", "<html>"), 500, nil},
		"502":          {twiliotest.Body(502, "text/html", ""), 502, nil},
		"503":          {twiliotest.Refuse(503, 20503, "Down"), 503, nil},
		"504":          {twiliotest.Body(504, jsonType, `{"error":`), 504, nil},
		"522":          {twiliotest.Body(522, jsonType, ""), 522, nil},
		"reset":        {twiliotest.Reset, 0, connect.ErrLost},
		"cut off":      {twiliotest.CutOff, 0, connect.ErrLost},
		"no answer":    {twiliotest.Hang, 0, errRequestTimeout},
		"a drip":       {twiliotest.Drip, 0, errRequestTimeout},
		"empty":        {twiliotest.Body(200, jsonType, ""), 200, errDamaged},
		"JSON cut off": {twiliotest.Body(200, jsonType, `{"access_token":"abc`), 200, errDamaged},
		"JSON damaged": {twiliotest.Body(200, jsonType, `{"access_token":abc}`), 200, errDamaged},
		"two objects":  {twiliotest.Body(200, jsonType, `{"access_token":"abc"}{}`), 200, errDamaged},
		"text":         {twiliotest.Body(200, "text/plain", "upstream error"), 200, errDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.TokenFault = faults(test.fault, test.fault)
				var waits []Wait
				client := newAppClient(t, api, func(o *Options) {
					o.MaxRetries = 3
					o.OnWait = func(_ context.Context, wait Wait) { waits = append(waits, wait) }
				})
				mustRead(t, client, service(), 1)
				if _, pages := requestsFor(api); pages != 1 || len(waits) == 0 {
					t.Errorf("%d requests for a page after the waits %v", pages, waits)
				}

				api = apiWith(1)
				api.TokenFault = always(test.fault)
				failure := mustFail(t, newAppClient(t, api, func(o *Options) { o.MaxRetries = 3 }), service(), test.cause)
				if !failure.Token || failure.Status != test.status || failure.Method != http.MethodPost || failure.Attempts < 4 {
					t.Errorf("%+v, want at least 4 attempts and status %d", failure, test.status)
				}
				if _, pages := requestsFor(api); pages != 0 {
					t.Errorf("%d requests without a token", pages)
				}
			})
		})
	}
}

// TestTokenEndpointFailures: what is permanent fails at once, names the token
// endpoint, and gives its code.
func TestTokenEndpointFailures(t *testing.T) {
	t.Parallel()
	ok := func(body string) twiliotest.Fault { return twiliotest.Body(200, "application/json", body) }
	oauthError := func(status int, body string) twiliotest.Fault {
		return twiliotest.Body(status, "application/json", body)
	}
	for name, test := range map[string]struct {
		fault   twiliotest.Fault
		cause   error
		status  int
		code    int
		message string
	}{
		"invalid_client": {
			oauthError(401, `{"error":"invalid_client","error_description":"Client authentication failed"}`), nil, 401, 0,
			"invalid_client: Client authentication failed",
		},
		"a code alone": {oauthError(400, `{"error":"invalid_request"}`), nil, 400, 0, "invalid_request"},
		"a code and a quote": {
			oauthError(400, `{"error":"invalid_client","error_description":"wrong: `+twiliotest.ClientSecret+`"}`), nil, 400,
			0, "invalid_client: wrong: …",
		},
		"a description alone": {oauthError(400, `{"error_description":"no"}`), nil, 400, 0, ""},
		"an odd code":         {oauthError(400, `{"error":{"a":1},"error_description":[]}`), nil, 400, 0, ""},
		"Twilio's body":       {twiliotest.Refuse(401, 20003, "Authenticate"), nil, 401, 20003, "Authenticate"},
		"both bodies":         {oauthError(400, `{"code":70001,"message":"Bad request","error":"invalid_client","error_description":"no"}`), nil, 400, 70001, "Bad request"},
		"no body":             {twiliotest.Body(401, "", ""), nil, 401, 0, ""},
		"403":                 {twiliotest.Refuse(403, 20003, "Suspended"), nil, 403, 20003, "Suspended"},
		"404":                 {twiliotest.Body(404, "text/html", "<html>"), nil, 404, 0, ""},
		"405":                 {twiliotest.Body(405, "", ""), nil, 405, 0, ""},
		"HTML":                {twiliotest.Body(200, "text/html", " <html>sign in</html>"), ErrNotAPI, 200, 0, ""},
		"a list":              {ok(`[]`), ErrNotAPI, 200, 0, ""},
		"a string":            {ok(`"token"`), ErrNotAPI, 200, 0, ""},
		"null":                {ok("\ufeffnull"), ErrNotAPI, 200, 0, ""},
		"UTF-16":              {ok("{\x00}\x00"), ErrNotAPI, 200, 0, ""},
		"an empty object":     {ok(`{}`), ErrNotAPI, 200, 0, ""},
		"a page":              {ok(`{"conversations":[],"meta":{}}`), ErrNotAPI, 200, 0, ""},
		"an error with 200":   {ok(`{"code":20003,"message":"Authenticate","status":401}`), ErrNotAPI, 200, 20003, "Authenticate"},
		"a null token":        {ok(`{"access_token":null,"token_type":"Bearer"}`), ErrNotAPI, 200, 0, ""},
		"an empty token":      {ok(`{"access_token":"","token_type":"Bearer"}`), ErrNotAPI, 200, 0, ""},
		"a token of numbers":  {ok(`{"access_token":1234567890}`), ErrNotAPI, 200, 0, ""},
		"a token of two":      {ok(`{"access_token":"abc def"}`), ErrNotAPI, 200, 0, ""},
		"a header in a token": {ok(`{"access_token":"abc\r\nX-Other: 1"}`), ErrNotAPI, 200, 0, ""},
		"a token and a line":  {ok(`{"access_token":"abc\n"}`), ErrNotAPI, 200, 0, ""},
		"another type":        {ok(`{"access_token":"abc","token_type":"mac"}`), ErrNotAPI, 200, 0, ""},
		"a redirect":          {twiliotest.Redirect("http://127.0.0.1:1/v2/token", 307), ErrRedirect, 307, 0, ""},
		"no end":              {twiliotest.Flood, ErrPageTooLarge, 200, 0, ""},
		"an odd encoding":     {twiliotest.Encoded(200, "br", []byte("{}")), ErrContentEncoding, 200, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.TokenFault = always(test.fault)
				failure := mustFail(t, newAppClient(t, api), service(), nil)
				if test.cause != nil && !errors.Is(failure, test.cause) {
					t.Errorf("%v, want %v", failure, test.cause)
				}
				if failure.Status != test.status || failure.Code != test.code || failure.Message != test.message || failure.Attempts != 1 {
					t.Errorf("%+v, want status %d, code %d and the message %q of one attempt", failure, test.status, test.code, test.message)
				}
				if !failure.Token || failure.Method != http.MethodPost || failure.URL != "http://127.0.0.1:1/v2/token" || failure.Host != "127.0.0.1:1" {
					t.Errorf("%s %s at %s", failure.Method, failure.URL, failure.Host)
				}
				mustHaveMade(t, api, 1, 0)
			})
		})
	}
}

// TestTokenTypes: the name of the scheme comes in any letter case, or not at all.
func TestTokenTypes(t *testing.T) {
	t.Parallel()
	for _, tokenType := range []any{"Bearer", "bearer", "BEARER", nil, 7} {
		api := apiWith(1)
		api.EditToken = func(reply map[string]any) { reply["token_type"] = tokenType }
		mustRead(t, newAppClient(t, api), service(), 1)
		if got := api.Requests()[1].Header.Get("Authorization"); !strings.HasPrefix(got, "Bearer ey") {
			t.Errorf("%v: signed with %q", tokenType, got)
		}
	}
}

// wire is a transport that keeps a copy of each request as text.
type wire struct {
	next http.RoundTripper
	mu   sync.Mutex
	sent map[string][]string // by host
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	var text strings.Builder
	text.WriteString(r.Method + " " + r.URL.String() + "\n")
	_ = r.Header.Write(&text)
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		text.WriteString("\n")
		_, _ = io.Copy(&text, body)
	}
	w.mu.Lock()
	w.sent[r.URL.Host] = append(w.sent[r.URL.Host], text.String())
	w.mu.Unlock()
	return w.next.RoundTrip(r)
}

// TestSecretsGoToTheirHosts: the client secret goes to the token endpoint alone, in
// the form; tokens and participants go to the API alone.
func TestSecretsGoToTheirHosts(t *testing.T) {
	t.Parallel()
	api := apiWith(120)
	server, tokens := twiliotest.NewServer(api), twiliotest.NewServer(api)
	t.Cleanup(tokens.Close)
	client := newClient(t, server, func(o *Options) { o.Credentials = app(t, tokens) })
	sent := &wire{next: client.carrier.transports.Pooled, sent: map[string][]string{}}
	client.carrier.transports.Pooled = sent
	mustRead(t, client, service(), 120)
	api.RevokeTokens()
	mustRead(t, client, service(), 120)

	toAPI, toTokens := sent.sent[server.Listener.Addr().String()], sent.sent[tokens.Listener.Addr().String()]
	if len(sent.sent) != 2 || len(toAPI) != 7 || len(toTokens) != 2 {
		t.Fatalf("%d hosts, %d requests of the API, %d of the token endpoint", len(sent.sent), len(toAPI), len(toTokens))
	}
	for _, request := range toAPI {
		if strings.Contains(request, url.QueryEscape(twiliotest.ClientSecret)) || strings.Contains(request, twiliotest.ClientSecret) ||
			strings.Contains(request, twiliotest.ClientID) || !strings.Contains(request, "Authorization: Bearer ey") {
			t.Errorf("the API got:\n%s", request)
		}
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {twiliotest.ClientID}, "client_secret": {twiliotest.ClientSecret}}
	for _, request := range toTokens {
		head, body, _ := strings.Cut(request, "\n\n")
		if !strings.HasPrefix(head, "POST "+tokens.TokenURL()+"\n") || strings.Contains(head, "Authorization") || body != form.Encode() {
			t.Errorf("the token endpoint got:\n%s", request)
		}
	}
}

// TestReplacedTokensStaySecret: a late reply can still quote one.
func TestReplacedTokensStaySecret(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		n := 0
		api.EditToken = func(reply map[string]any) {
			n++
			reply["access_token"] = []string{"suspended", "closed"}[n-1]
		}
		api.Fault = faults(twiliotest.Refuse(401, 20003, "Authenticate"), twiliotest.Refuse(403, 20003, "Account is suspended or closed"))
		failure := mustFail(t, newAppClient(t, api), service(), nil)
		if failure.Status != 403 || strings.Contains(failure.Message, "suspended") || strings.Contains(failure.Message, "closed") {
			t.Errorf("%+v", failure)
		}
	})
}

// TestACreatedTokenIsOne, by the documents of the older token endpoint.
func TestACreatedTokenIsOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := apiWith(1)
		api.TokenFault = always(twiliotest.Body(201, "application/json", `{"access_token":"suspended","token_type":"Bearer"}`))
		api.Fault = faults(twiliotest.Refuse(403, 20003, "Account is closed"))
		if failure := mustFail(t, newAppClient(t, api), service(), nil); failure.Token || failure.Status != 403 {
			t.Errorf("%+v", failure)
		}
	})
}
