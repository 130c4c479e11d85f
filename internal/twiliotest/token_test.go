package twiliotest_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

var appForm = url.Values{
	"grant_type": {"client_credentials"}, "client_id": {twiliotest.ClientID}, "client_secret": {twiliotest.ClientSecret},
}

// newTokenRequest returns a request of the token endpoint.
func newTokenRequest(form url.Values) *http.Request {
	request := httptest.NewRequest(http.MethodPost, twiliotest.TokenPath, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request
}

func sendToken(t *testing.T, api *twiliotest.API, request *http.Request) (status int, reply map[string]any) {
	t.Helper()
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, request)
	if err := json.Unmarshal(recorder.Body.Bytes(), &reply); err != nil {
		t.Fatal(err)
	}
	return recorder.Code, reply
}

// withToken returns the status of a list that is requested with an access token.
func withToken(t *testing.T, api *twiliotest.API, authorization string) int {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, services, http.NoBody)
	request.Header.Set("Authorization", authorization)
	status, _ := send(t, api, request)
	return status
}

func issue(t *testing.T, api *twiliotest.API) string {
	t.Helper()
	status, reply := sendToken(t, api, newTokenRequest(appForm))
	token, _ := reply["access_token"].(string)
	if status != http.StatusOK || token == "" {
		t.Fatalf("%d %v", status, reply)
	}
	return token
}

func TestTokenReply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lifetime time.Duration
		edit     func(map[string]any)
		want     map[string]any // but for the access token
	}{
		"as documented": {want: map[string]any{
			"token_type": "Bearer", "expires_in": 3600.0, "id_token": nil, "refresh_token": nil,
		}},
		"a lifetime": {lifetime: time.Minute, want: map[string]any{
			"token_type": "Bearer", "expires_in": 60.0, "id_token": nil, "refresh_token": nil,
		}},
		"edited": {
			edit: func(reply map[string]any) {
				delete(reply, "id_token")
				reply["expires_in"] = "1438315200000"
			},
			want: map[string]any{"token_type": "Bearer", "expires_in": "1438315200000", "refresh_token": nil},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.TokenLifetime, api.EditToken = test.lifetime, test.edit
			status, reply := sendToken(t, api, newTokenRequest(appForm))
			token, _ := reply["access_token"].(string)
			delete(reply, "access_token")
			if status != http.StatusOK || !maps.Equal(reply, test.want) {
				t.Errorf("%d %v, want %v", status, reply, test.want)
			}
			if status := withToken(t, api, "Bearer "+token); status != http.StatusOK {
				t.Errorf("%d with the token %q", status, token)
			}
		})
	}
}

func TestTokenRequestStrictness(t *testing.T) {
	t.Parallel()
	with := func(name string, values ...string) url.Values {
		form := maps.Clone(appForm)
		form[name] = values
		return form
	}
	otherNames := url.Values{"grant_type": {"client_credentials"}, "client_secret": {"x"}, "scope": {"x"}}
	asIs := func(*http.Request) {}
	basic := func(r *http.Request) { r.SetBasicAuth(twiliotest.ClientID, twiliotest.ClientSecret) }
	for name, test := range map[string]struct {
		form   url.Values
		change func(*http.Request)
		status int
		code   any // error or code
	}{
		"a wrong secret":    {with("client_secret", "x"), asIs, 401, "invalid_client"},
		"another app":       {with("client_id", "OQ1"), asIs, 401, "invalid_client"},
		"no secret":         {with("client_secret"), asIs, 400, "invalid_request"},
		"two secrets":       {with("client_secret", twiliotest.ClientSecret, "x"), asIs, 400, "invalid_request"},
		"a missing id":      {otherNames, asIs, 400, "invalid_request"},
		"an empty id":       {with("client_id", ""), asIs, 400, "invalid_request"},
		"another grant":     {with("grant_type", "password"), asIs, 400, "unsupported_grant_type"},
		"another parameter": {with("scope", "all"), asIs, 400, "invalid_request"},
		"no form":           {nil, asIs, 400, "invalid_request"},
		"in the query": {nil, func(r *http.Request) { r.URL.RawQuery = appForm.Encode() },
			400, "invalid_request"},
		"a query":              {appForm, func(r *http.Request) { r.URL.RawQuery = "a=b" }, 400, "invalid_request"},
		"basic authentication": {appForm, basic, 400, "invalid_request"},
		"JSON":                 {appForm, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 400, "invalid_request"},
		"PUT":                  {appForm, func(r *http.Request) { r.Method = http.MethodPut }, 405, 20004.0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := newTokenRequest(test.form)
			test.change(request)
			status, reply := sendToken(t, twiliotest.New(), request)
			if status != test.status || reply["error"] != test.code && reply["code"] != test.code {
				t.Errorf("%d %v, want %d %v", status, reply, test.status, test.code)
			}
		})
	}
}

func TestTokensAreRefused(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	token := issue(t, api)
	for authorization, want := range map[string]int{
		"Bearer " + token: 200, "bearer " + token: 401, "Bearer  " + token: 401, "Bearer " + token + "x": 401,
		"Bearer ": 401, "Bearer " + twiliotest.AuthToken: 401, token: 401,
	} {
		if status := withToken(t, api, authorization); status != want {
			t.Errorf("%q: %d, want %d", authorization, status, want)
		}
	}
}

func TestTokensExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := twiliotest.New()
		api.TokenLifetime = time.Minute
		api.EditToken = func(reply map[string]any) { reply["expires_in"] = 3600 } // which changes nothing
		first := issue(t, api)
		time.Sleep(time.Minute - time.Nanosecond)
		second := issue(t, api)
		if status := withToken(t, api, "Bearer "+first); status != http.StatusOK {
			t.Errorf("%d at the end of its life", status)
		}
		time.Sleep(time.Nanosecond)
		got := []int{withToken(t, api, "Bearer "+first), withToken(t, api, "Bearer "+second)}
		if want := []int{http.StatusUnauthorized, http.StatusOK}; !slices.Equal(got, want) {
			t.Errorf("%v after a minute, want %v", got, want)
		}
	})
}

func TestTokensAreRevoked(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	before := issue(t, api)
	api.RevokeTokens()
	after := issue(t, api)
	got := []int{withToken(t, api, "Bearer "+before), withToken(t, api, "Bearer "+after)}
	if want := []int{http.StatusUnauthorized, http.StatusOK}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestTokenFault: each of the two faults has requests and a count of its own.
func TestTokenFault(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.TokenFault = func(n int, _ *http.Request) twiliotest.Fault {
		if n == 1 {
			return twiliotest.Refuse(500, 20500, "Down")
		}
		return nil
	}
	api.Fault = func(n int, _ *http.Request) twiliotest.Fault {
		if n == 2 {
			return twiliotest.Refuse(503, 20503, "Down")
		}
		return nil
	}
	status, _ := sendToken(t, api, newTokenRequest(appForm))
	token := issue(t, api)
	got := []int{status, withToken(t, api, "Bearer "+token), withToken(t, api, "Bearer "+token)}
	if want := []int{500, 200, 503}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	var paths []string
	for _, request := range api.Requests() {
		paths = append(paths, request.Method+" "+request.Path)
	}
	want := []string{"POST /v2/token", "POST /v2/token", "GET /v1/Services", "GET /v1/Services"}
	if !slices.Equal(paths, want) {
		t.Errorf("%q, want %q", paths, want)
	}
	if form := api.Requests()[1].Form; form.Encode() != appForm.Encode() {
		t.Errorf("form %v", form)
	}
}
