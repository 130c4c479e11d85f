package twilio

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	const path = "/v1/Services/" + twiliotest.ServiceSID + "/ParticipantConversations"
	for name, test := range map[string]struct {
		fault twiliotest.Fault
		path  string // of the base URL
		want  string // behind the URL
	}{
		"Twilio's words":    {twiliotest.Refuse(401, 20003, "Authenticate"), "", ": 401 Unauthorized: Twilio error 20003: Authenticate"},
		"a code alone":      {twiliotest.Body(404, "", `{"code":20404}`), "", ": 404 Not Found: Twilio error 20404"},
		"a gateway's words": {twiliotest.Body(403, "", `{"message":"Forbidden"}`), "", ": 403 Forbidden: Forbidden"},
		"no words":          {twiliotest.Body(502, "", ``), "", ": 502 Bad Gateway"},
		"no known status":   {twiliotest.Body(524, "", ``), "", ": 524"},
		"behind a gateway":  {twiliotest.Body(404, "", ``), "/gateway/", ": 404 Not Found"},
		"a cause":           {jsonBody(`[]`), "", ": 200 OK: " + ErrNotAPI.Error()},
		"a cause and words": {
			jsonBody(`{"code":20003,"status":401,"message":"Authenticate"}`), "",
			": 200 OK: Twilio error 20003: Authenticate: " + ErrNotAPI.Error(),
		},
		"no reply": {twiliotest.Reset, "", ": the server closed the connection before the end of the reply"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := apiWith(0)
			api.Fault = always(test.fault)
			server := twiliotest.NewPipeServer(api)
			client := newClient(t, server, func(o *Options) { o.BaseURL.Path, o.MaxRetries = test.path, 0 })
			failure := mustFail(t, client, service(), nil)
			address := server.URL + path // a gateway's path can hold a key
			if got, want := failure.Error(), "GET "+address+test.want; got != want {
				t.Errorf("%q, want %q", got, want)
			}
			if failure.Method != http.MethodGet || failure.URL != address || "http://"+failure.Host != server.URL {
				t.Errorf("%s %s at %s", failure.Method, failure.URL, failure.Host)
			}
		})
	}
}

// TestTwiliosWords: odd bodies of errors cost nothing but themselves.
func TestTwiliosWords(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Error{
		`{"code":20404,"message":"Not found","more_info":"https://www.twilio.com/docs/errors/20404","status":404}`: {
			Code: 20404, Message: "Not found", MoreInfo: "https://www.twilio.com/docs/errors/20404",
		},
		`{"code":-15005550006,"message":"Not found"}`:                                                {Message: "Not found"},
		`{"code":15005550006,"message":"Not found: (500) 555-0006","more_info":"https://x.invalid"}`: {Message: "Not found: …"},
		`{"code":"20404","message":"Not found"}`:                                                     {Code: 20404, Message: "Not found"},
		`{"code":20404,"message":7,"more_info":[]}`:                                                  {Code: 20404},
		`{"code":1.5,"message":null,"more_info":"https://www.twilio.com/docs"}`:                      {},
		`{"code":20404,"message":"not\n\tfound \u0000\u202ehere"}`:                                   {Code: 20404, Message: "not found …"},
		`{"code":20404,"message":"a","Message":"b","MESSAGE":"c"}`:                                   {Code: 20404, Message: "a"},
		`{"code":1e99,"message":"\u001b[31m` + strings.Repeat("x", 400) + `\n"}`:                     {},
		`{"error":"invalid_client"}`:                                                                 {Message: "invalid_client"},
		`{"error":"invalid_client","error_description":"Client authentication failed"}`: {
			Message: "invalid_client: Client authentication failed",
		},
		`{"error":{"code":1},"error_description":"no"}`:             {},
		`{"code":20003,"message":"Authenticate","error":"invalid"}`: {Code: 20003, Message: "Authenticate"},
		`{"code":20404,"mess`: {},
		`<html>`:              {},
		`[]`:                  {},
		`null`:                {},
		``:                    {},
	} {
		t.Run(body[:min(len(body), 80)], func(t *testing.T) {
			t.Parallel()
			api := apiWith(0)
			api.Fault = always(twiliotest.Body(404, "application/json", body))
			got := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), nil)
			if got.Status != 404 || got.Code != want.Code || got.Message != want.Message || got.MoreInfo != want.MoreInfo {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}

// quotingFaults are failures whose texts repeat something.
func quotingFaults(t *testing.T, quoted string) map[string]twiliotest.Fault {
	quotedJSON, _ := strings.CutPrefix(fmt.Sprintf("%q", quoted), `"`)
	return map[string]twiliotest.Fault{
		"message":       twiliotest.Refuse(400, 20001, "No such participant: "+quoted+"!"),
		"in capitals":   twiliotest.Refuse(503, 20503, strings.ToUpper("Down "+quoted)),
		"HTML":          twiliotest.Body(200, "text/html", "<html>"+quoted),
		"a cut off row": jsonBody(`{"conversations":[{"` + quoted),
		"more_info": twiliotest.Body(400, "application/json",
			`{"code":1,"message":"x","more_info":"https://x.invalid/?q=`+quotedJSON+`}`),
		"an error in a success": jsonBody(`{"code":1,"status":400,"message":"No ` + quotedJSON + `}`),
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Twilio-Request-Id", quoted)
			http.Redirect(w, r, "https://x.invalid/?q="+url.QueryEscape(quoted), http.StatusFound)
		},
		"an encoding": twiliotest.Encoded(200, quoted, nil),
		"no HTTP": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = conn.Write([]byte(quoted + "\r\n\r\n"))
			_ = conn.Close()
		},
	}
}

// TestErrorsAreRedacted: whatever the service quotes, no error holds the
// participant or the credentials, and no wait does.
func TestErrorsAreRedacted(t *testing.T) {
	t.Parallel()
	for _, value := range []string{identity, "+15005550006", "whatsapp:+15005550006", "bob", "a b&c"} {
		secrets := []string{
			value, url.QueryEscape(value), escape(value), url.PathEscape(value), url.QueryEscape(escape(value)),
			html.EscapeString(value), value[strings.LastIndexAny(value, "+:")+1:], twiliotest.AuthToken,
			base64.StdEncoding.EncodeToString([]byte(twiliotest.AccountSID + ":" + twiliotest.AuthToken)),
			base64.URLEncoding.EncodeToString([]byte(twiliotest.AuthToken)), hex.EncodeToString([]byte(twiliotest.AuthToken)),
		}
		for i, quoted := range secrets {
			for name, fault := range quotingFaults(t, quoted) {
				t.Run(fmt.Sprint(value, " ", i, " ", name), func(t *testing.T) {
					t.Parallel()
					api := twiliotest.New()
					api.Fault = always(fault)
					client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 0 })
					failure := mustFail(t, client, named(value), nil)
					checkRedacted(t, failure, secrets)
				})
			}
		}
	}
}

// checkRedacted checks all texts of the error.
func checkRedacted(t *testing.T, failure *Error, secrets []string) {
	t.Helper()
	text := strings.ToLower(fmt.Sprintf("%v\n%+v", failure, *failure))
	for _, secret := range secrets {
		if strings.Contains(text, strings.ToLower(secret)) {
			t.Errorf("%q is in the error: %s", secret, text)
		}
	}
}

// TestRequestIDsAreRedacted: those of pages, errors and waits are written into logs.
func TestRequestIDsAreRedacted(t *testing.T) {
	t.Parallel()
	quote := func(status int, body string) twiliotest.Fault {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Twilio-Request-Id", "RQ "+r.URL.Query().Get("Identity"))
			twiliotest.Body(status, "application/json", body)(w, r)
		}
	}
	api := apiWith(1)
	api.Fault = faults(quote(503, ""), quote(200, emptyPage), quote(404, ""))
	var waits []Wait
	client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) {
		o.OnWait = func(_ context.Context, wait Wait) { waits = append(waits, wait) }
	})
	for page, err := range client.Pages(t.Context(), service()) {
		if err != nil {
			t.Fatal(err)
		}
		if page.RequestID != "" {
			t.Errorf("request ID %q of a page", page.RequestID)
		}
	}
	if len(waits) != 1 || waits[0].RequestID != "" {
		t.Errorf("waits %+v", waits)
	}
	if failure := mustFail(t, client, service(), nil); failure.RequestID != "" {
		t.Errorf("request ID %q of an error", failure.RequestID)
	}
}

// TestShortIdentity: one that is part of many words does not cost every text.
func TestShortIdentity(t *testing.T) {
	t.Parallel()
	api := apiWith(0)
	api.Fault = always(twiliotest.Refuse(400, 20001, "Invalid parameter"))
	if got := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), named("in"), nil); got.Message != "Invalid parameter" {
		t.Errorf("message %q", got.Message)
	}
}
