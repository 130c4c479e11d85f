package twilio

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestPermanentFailures(t *testing.T) {
	t.Parallel()
	const page = `{"conversations":%s,"meta":{"next_page_url":null}}`
	sid := twiliotest.SID("CH", 1)
	row := `{"conversation_sid":"` + sid + `"}`
	encoded := func(encoding string) twiliotest.Fault { return twiliotest.Encoded(200, encoding, []byte("{}")) }
	ok := func(body string) twiliotest.Fault { return twiliotest.Body(200, "application/json", body) }
	for name, test := range map[string]struct {
		fault twiliotest.Fault
		cause error // nil: the status says it all
	}{
		"HTML":                     {twiliotest.Body(200, "text/html", "<!DOCTYPE html><html>Sign in</html>"), ErrNotAPI},
		"HTML behind spaces":       {twiliotest.Body(200, "text/html", "\ufeff\r\n <html>"), ErrNotAPI},
		"a list":                   {ok(`[]`), ErrNotAPI},
		"a list cut off":           {ok(`[{"a":1},`), ErrNotAPI},
		"a text":                   {ok(`"ok"`), ErrNotAPI},
		"null":                     {ok(`null`), ErrNotAPI},
		"no conversations":         {ok(`{"status":"ok","meta":{"next_page_url":null}}`), ErrNotAPI},
		"an empty object":          {ok(`{}`), ErrNotAPI},
		"conversations null":       {ok(fmt.Sprintf(page, `null`)), ErrNotAPI},
		"conversations an object":  {ok(fmt.Sprintf(page, `{}`)), ErrNotAPI},
		"a row without a SID":      {ok(fmt.Sprintf(page, `[{"participant_sid":"MB1"}]`)), ErrRow},
		"a row with an empty SID":  {ok(fmt.Sprintf(page, `[{"conversation_sid":""}]`)), ErrRow},
		"a row with a null SID":    {ok(fmt.Sprintf(page, `[{"conversation_sid":null}]`)), ErrRow},
		"a row with a number":      {ok(fmt.Sprintf(page, `[{"conversation_sid":1}]`)), ErrRow},
		"a row that is a text":     {ok(fmt.Sprintf(page, `["CH1"]`)), ErrRow},
		"a row that is null":       {ok(fmt.Sprintf(page, `[null]`)), ErrRow},
		"a row that is a list":     {ok(fmt.Sprintf(page, `[[]]`)), ErrRow},
		"301":                      {twiliotest.Redirect("https://elsewhere.invalid/v1", 301), ErrRedirect},
		"302":                      {twiliotest.Redirect("https://elsewhere.invalid/v1", 302), ErrRedirect},
		"304":                      {twiliotest.Body(304, "", ""), nil},
		"307":                      {twiliotest.Redirect("https://elsewhere.invalid/v1", 307), ErrRedirect},
		"308":                      {twiliotest.Redirect("https://elsewhere.invalid/v1", 308), ErrRedirect},
		"201":                      {twiliotest.Body(201, "application/json", fmt.Sprintf(page, `[]`)), nil},
		"204":                      {twiliotest.Body(204, "", ""), nil},
		"400":                      {twiliotest.Refuse(400, 20001, "Bad"), nil},
		"401":                      {twiliotest.Refuse(401, 20003, "Authenticate"), nil},
		"403":                      {twiliotest.Refuse(403, 20403, "Forbidden"), nil},
		"404":                      {twiliotest.Body(404, "text/html", "<html>"), nil},
		"501":                      {twiliotest.Refuse(501, 1, "x"), nil},
		"endless":                  {twiliotest.Flood, ErrPageTooLarge},
		"too many rows":            {ok(fmt.Sprintf(page, "["+strings.Repeat(row+",", MaxPageRows)+row+"]")), ErrPageTooLarge},
		"a SID of another kind":    {ok(fmt.Sprintf(page, `[{"conversation_sid":"`+twiliotest.SID("IS", 1)+`"}]`)), ErrRow},
		"a short SID":              {ok(fmt.Sprintf(page, `[{"conversation_sid":"CH1"}]`)), ErrRow},
		"a SID after a null one":   {ok(fmt.Sprintf(page, `[{"conversation_sid":null,"conversation_sid":"`+sid+`"}]`)), ErrRow},
		"a SID after an empty one": {ok(fmt.Sprintf(page, `[{"conversation_sid":"","conversation_sid":"`+sid+`"}]`)), ErrRow},
		"a SID after a number":     {ok(fmt.Sprintf(page, `[{"conversation_sid":1,"conversation_sid":"`+sid+`"}]`)), ErrRow},
		"a SID that is no UTF-8":   {ok(fmt.Sprintf(page, `[{"conversation_sid":"`+sid[:33]+"\xff"+`"}]`)), ErrRow},
		"a SID with a surrogate":   {ok(fmt.Sprintf(page, `[{"conversation_sid":"`+sid[:33]+`\ud800"}]`)), ErrRow},
		"two documents":            {ok(fmt.Sprintf(page+page, `[]`, `[]`)), ErrNotAPI},
		"UTF-16":                   {ok("\xff\xfe{\x00}\x00"), ErrNotAPI},
		"UTF-16 without a mark":    {ok("{\x00}\x00"), ErrNotAPI},
		"beyond the depth":         {ok(`{"conversations":[],"deep":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `,"meta":{"next_page_url":null}}`), ErrNotAPI},
		"an error with status 200": {ok(`{"code":20003,"status":401,"conversations":[],"meta":{"next_page_url":null}}`), ErrNotAPI},
		"an encoding":              {encoded("br"), ErrContentEncoding},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(1)
			api.Fault = always(test.fault)
			failure := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), test.cause)
			if n := len(api.Requests()); n != 1 || failure.Attempts != 1 {
				t.Errorf("%d requests, %d attempts reported, want 1", n, failure.Attempts)
			}
			if failure.RequestID != "RQ"+strings.Repeat("0", 31)+"1" {
				t.Errorf("request id %q", failure.RequestID)
			}
		})
	}
}

// TestNothingGoesElsewhere: neither redirects nor next_page_url lead the
// credentials to another server, which listens for them.
func TestNothingGoesElsewhere(t *testing.T) {
	t.Parallel()
	elsewhere := twiliotest.New()
	listener := twiliotest.NewServer(elsewhere)
	defer listener.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		api := apiWith(100)
		api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
			if n == 2 {
				return twiliotest.Redirect(listener.URL, status)
			}
			return nil
		}
		api.NextPageURL = func(honest string) string {
			return strings.Replace(honest, "https://conversations.twilio.com", listener.URL, 1)
		}
		mustFail(t, newClient(t, twiliotest.NewServer(api)), service(), ErrRedirect)
	}
	if n := len(elsewhere.Requests()); n != 0 {
		t.Errorf("%d requests went elsewhere", n)
	}
}

// TestErrorsAreRedacted: whatever the service quotes, no error holds the
// participant or the credentials.
func TestErrorsAreRedacted(t *testing.T) {
	t.Parallel()
	for _, value := range []string{identity, "+15005550006", "whatsapp:+15005550006", "bob", "a b&c"} {
		secrets := []string{
			value, url.QueryEscape(value), escapeQuery(value), url.PathEscape(value), url.QueryEscape(escapeQuery(value)), html.EscapeString(value), value[strings.LastIndexAny(value, "+:")+1:], twiliotest.AuthToken,
			base64.StdEncoding.EncodeToString([]byte(twiliotest.AccountSID + ":" + twiliotest.AuthToken)),
			base64.URLEncoding.EncodeToString([]byte(twiliotest.AuthToken)), hex.EncodeToString([]byte(twiliotest.AuthToken)),
		}
		for i, quoted := range secrets {
			t.Run(fmt.Sprint(value, i), func(t *testing.T) {
				t.Parallel()
				faults := []twiliotest.Fault{
					twiliotest.Refuse(400, 20001, "No such participant: "+quoted+"!"),
					twiliotest.Refuse(503, 20503, strings.ToUpper("Down "+quoted)),
					twiliotest.Body(200, "text/html", "<html>"+quoted),
					twiliotest.Body(200, "application/json", `{"conversations":[{"`+quoted),
					twiliotest.Body(400, "application/json", fmt.Sprintf(`{"code":1,"message":"x","more_info":"https://x.invalid/?q=%s"}`, quoted)),
					func(w http.ResponseWriter, r *http.Request) {
						w.Header().Set("Twilio-Request-Id", quoted)
						http.Redirect(w, r, "https://x.invalid/?q="+url.QueryEscape(quoted), http.StatusFound)
					},
					func(w http.ResponseWriter, _ *http.Request) { // no HTTP at all
						conn, _, err := w.(http.Hijacker).Hijack()
						if err != nil {
							t.Error(err)
							return
						}
						_, _ = conn.Write([]byte(quoted + "\r\n\r\n"))
						_ = conn.Close()
					},
				}
				for _, fault := range faults {
					api := twiliotest.New()
					api.Fault = always(fault)
					params := service()
					params.Identity = value
					failure := mustFail(t, newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 0 }), params, nil)
					text := strings.ToLower(strings.Join([]string{failure.Error(), failure.Message, failure.MoreInfo, failure.RequestID}, "\n"))
					for _, secret := range secrets {
						if strings.Contains(text, strings.ToLower(secret)) {
							t.Errorf("%q is in the error: %s", secret, text)
						}
					}
				}
			})
		}
	}
}

// TestRequestIDIsRedacted: that of a page is written into logs.
func TestRequestIDIsRedacted(t *testing.T) {
	t.Parallel()
	api := apiWith(1)
	api.Fault = always(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Twilio-Request-Id", "RQ "+r.URL.Query().Get("Identity"))
		_, _ = w.Write([]byte(`{"conversations":[],"meta":{"next_page_url":null}}`))
	})
	for page, err := range newClient(t, twiliotest.NewPipeServer(api)).Pages(t.Context(), service()) {
		if err != nil {
			t.Fatal(err)
		}
		if page.RequestID != redacted {
			t.Errorf("request ID %q", page.RequestID)
		}
	}
}

// TestTwiliosWords: odd bodies of errors cost nothing but themselves.
func TestTwiliosWords(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Error{
		`{"code":20404,"message":"Not found","more_info":"https://x.invalid","status":404}`: {Code: 20404, Message: "Not found", MoreInfo: "https://x.invalid"},
		`{"code":"20404","message":"Not found"}`:                                            {Message: "Not found"},
		`{"code":20404,"message":7,"more_info":[]}`:                                         {Code: 20404},
		`{"code":1e99,"message":"\u001b[31m` + strings.Repeat("x", 400) + `\n"}`:            {Message: "[31m" + strings.Repeat("x", 296) + "…"},
		`{"code":20404,"mess`: {},
		`<html>`:              {},
		`[]`:                  {},
		`null`:                {},
		``:                    {},
	} {
		api := apiWith(0)
		api.Fault = always(twiliotest.Body(404, "application/json", body))
		got := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), nil)
		if got.Status != 404 || got.Code != want.Code || got.Message != want.Message || got.MoreInfo != want.MoreInfo {
			t.Errorf("%s gives %+v, want %+v", body, got, want)
		}
	}
}

// TestShortIdentity: one that is part of many words does not cost every text.
func TestShortIdentity(t *testing.T) {
	t.Parallel()
	api := apiWith(0)
	api.Fault = always(twiliotest.Refuse(400, 20001, "Invalid parameter"))
	params := service()
	params.Identity = "in"
	if got := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), params, nil); got.Message != "Invalid parameter" {
		t.Errorf("message %q", got.Message)
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	api := apiWith(0)
	api.Fault = faults(twiliotest.Refuse(401, 20003, "Authenticate"), twiliotest.Body(403, "application/json", `{"message":"Forbidden"}`))
	server := twiliotest.NewPipeServer(api)
	client, base := newClient(t, server), server.URL
	got := mustFail(t, client, service(), nil).Error()
	if want := "GET " + base + "/v1/Services/" + twiliotest.ServiceSID + "/ParticipantConversations: 401 Unauthorized: Twilio error 20003: Authenticate"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// A gateway has a message, and no code.
	got = mustFail(t, client, service(), nil).Error()
	if want := "GET " + base + "/v1/Services/" + twiliotest.ServiceSID + "/ParticipantConversations: 403 Forbidden: Forbidden"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestDeadline: a read that hangs ends with its deadline, also between attempts.
func TestDeadline(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{"hang": twiliotest.Hang, "drip": twiliotest.Drip} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(100)
				api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
					if n == 1 {
						return nil
					}
					return fault
				}
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				start := time.Now()
				got, err := sids(ctx, newClient(t, twiliotest.NewPipeServer(api)), service())
				if !errors.Is(err, context.DeadlineExceeded) || len(got) != 50 || time.Since(start) != 20*time.Second {
					t.Errorf("read ended with %v after %s", err, time.Since(start))
				}
			})
		})
	}
}

// TestInterrupt: a cancelled read ends at once wherever it is, and leaves no
// goroutine behind (the bubble would not end) and no connection in use.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]twiliotest.Fault{
		"in a request": twiliotest.Hang, "in a body": twiliotest.Drip,
		"in a wait": twiliotest.Refuse(503, 20503, "Down"), "in a rate limit": twiliotest.RateLimit("300"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(1)
				api.Fault = always(fault)
				ctx, cancel := context.WithCancel(t.Context())
				start := time.Now()
				time.AfterFunc(200*time.Millisecond, cancel)
				server := twiliotest.NewPipeServer(api)
				_, err := sids(ctx, newClient(t, server), service())
				if !errors.Is(err, context.Canceled) || time.Since(start) != 200*time.Millisecond {
					t.Errorf("read ended with %v after %s, want context.Canceled after 200ms", err, time.Since(start))
				}
				synctest.Wait()
				if n := server.Open(); n != 0 {
					t.Errorf("%d connections are still open", n)
				}
			})
		})
	}
}

func TestCancelledBefore(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	api := apiWith(1)
	if _, err := sids(ctx, newClient(t, twiliotest.NewPipeServer(api)), service()); !errors.Is(err, context.Canceled) || len(api.Requests()) != 0 {
		t.Errorf("read ended with %v after %d requests", err, len(api.Requests()))
	}
}
