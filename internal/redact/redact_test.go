package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	serviceSID   = "IS0123456789abcdef0123456789abcdef"
	requestID    = "RQa3b1c9d2e8f70415263748596a7b8c9d"
	authToken    = "0f9e8d7c6b5a49382716051423324150"
	accessToken  = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIxIn0.t0k3n-00000000000000000000000000000001"
	clientSecret = "aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"
)

// TestHarmlessTexts: what services, gateways and token endpoints say comes through
// whole, whoever the request is about.
func TestHarmlessTexts(t *testing.T) {
	t.Parallel()
	texts := []string{
		"Account is suspended", "ACCOUNT IS SUSPENDED", "Account is closed.", "Account not active", "This account is restricted!",
		"API key was revoked", "Credentials were rotated", "Trial account expired", "The user is inactive or disabled",
		"Authenticate", "Authentication Error: invalid username", "Bad request", "Forbidden", "Suspended", "Later", "Down",
		"Invalid parameter", "Invalid PageSize", "Invalid Page or PageToken", "Invalid query", "Too Many Requests",
		"Permission denied", "Method not allowed", "Not found", "Service unavailable", "Page size must be less",
		"Unexpected, repeated or empty parameter PageSize",
		"Resource not accessible with Test Account Credentials", "Too many concurrent requests",
		"The requested resource /v1/Services/" + serviceSID + "/ParticipantConversations was not found",
		"Conversation " + serviceSID + " doesn't exist", "Page size must be at most 1000", "Maximum is 50.",
		"(20404) Not found", `Status "404"; code 20404`, "See https://www.twilio.com/docs/errors/20404.",
		"https://www.twilio.com/docs/errors/20404", "https://www.twilio.com/docs/api/errors/20404",
		"https://www.twilio.com/docs/conversations/api",
		"invalid_client", "invalid_client: Client authentication failed", "invalid_grant", "unsupported_grant_type: grant_type must be client_credentials",
		"A form with grant_type, client_id and client_secret is required", "No such application", "The access token expired",
		"upstream connect error or disconnect/reset before headers", "no healthy upstream", "Bad Gateway", "Gateway Timeout",
		"Origin is unreachable", "Web server is down", "Missing Authentication Token", "Rate limit is exceeded. Try again in 30 seconds.",
		"API rate limit exceeded", "User is not authorized to access this resource",
	}
	for _, participant := range []string{
		"", "alice", "bob", "al", "x", "søren", "用户", "🙂", " ", "\u200b", "\xff", "whatsapp:+447700900123", "+447700900123",
	} {
		r := New(participant, authToken, clientSecret, "")
		for _, text := range texts {
			if got := r.Printable(text, 404, 20404); got != text {
				t.Errorf("for %q, %q becomes %q", participant, text, got)
			}
		}
		if got := r.RequestID(requestID); got != requestID {
			t.Errorf("for %q, the request id becomes %q", participant, got)
		}
	}
}

// TestAnybodysDataIsRedacted: a gateway answers alice's request with words about
// somebody else.
func TestAnybodysDataIsRedacted(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		"bob", "bob@example.com", "Bob.Smith", "bob_smith", "bob-smith", "O'Brien", "Bob's", "søren", "soren", "s\u00f8ren", "so\u0308ren", "sÃ¸ren", "SÃ˜REN",
		"s=C3=B8ren", "s=F8ren", `s\303\270ren`, `s\370ren`, "s%C3%B8ren", "s%25C3%25B8ren", "s+ren", "s&oslash;ren", "s&#248;ren",
		`s\u00f8ren`, `s\xf8ren`, "s\xf8ren", "s\u200boren", "xn--sren-gra", "Søren", "ｂｏｂ", "𝐛𝐨𝐛", "ʇıɯǝɹ", "uǝɹøs", "用户", "🙂",
		"Ym9i", "Ym9iQGV4YW1wbGUuY29t", "626f62", "62:6f:62", "0x626f62", "+AG8-ob", "=?utf-8?q?b=6Fb?=",
		"(500) 555-0006", "07700 900123", "+44 (0)7700 900123", "+447700900123", "447700900123", "500-555-0006", "500.555.0006",
		"+15005550006", "whatsapp:+15005550006", "7700 900 123", "1 5 0 0 5 5 5", "123456", "１２３４", "٠٧٧٠٠", "9000-ϛϛϛ (00ϛ)",
		"Ɛᄅ⇂006 00ㄥㄥ0", "=35=30=30", `\065\060\060`, "%35%30%30", "&#53;&#48;", "NTAw", "353030", "5e2", "1,500", "1.5", "-7", "+7", "#7",
		"50%", "$50", "7b", "b7", "½", "Ⅷ", "²", "20404x", "x20404", "20404-1", "404/20404", "020404",
		authToken, "RQ" + authToken[1:], "xx" + requestID, requestID + "0", strings.ToLower(requestID), strings.ToUpper(requestID),
		"ZZ" + requestID[2:], accessToken, clientSecret, "Bearer=" + accessToken,
		"https://www.twilio.com/docs/errors/20405", "https://www.twilio.com/docs/errors/20404?user=bob",
		"https://www.twilio.com/docs/errors/20404#bob", "https://www.twilio.com/docs/bob", "https://www.twilio.com/docs//errors",
		"http://www.twilio.com/docs/errors/20404", "https://www.twilio.com.example/docs/errors/20404", "https://bob@www.twilio.com/docs/errors/20404",
		"https://x.invalid/errors/20404", "/gateway/key-4711/v1/Services", "/k3y/v1/Services/" + serviceSID, "//v1", "/v1/../Users", "/v1/Users/bob",
		"Identity=bad", "bad@gateway", "bad.gateway", "bad+gateway", "bad%20gateway", "bad\\gateway", "bad\x00gateway", "bad\u00adgateway",
		"<b>bad</b>", "bad--gateway", "-bad", "bad_", "bad&gateway", "to\u212Aen", "li\u017Ft", "....", "((((((bad", "bad!!!!!!",
		"[31mbad", "\x1b[31m", "\u202ebad", "\u2066", "\ufeff", "bad\ufffd",
	} {
		for _, text := range []string{data, "No such participant: " + data + "!", "Invalid " + data + ", not found", "(" + data + ")"} {
			if text == "("+data+")" && strings.HasPrefix(data, "((") || strings.HasSuffix(data, "!!") {
				continue
			}
			got := New("alice", "secret-of-alice").Printable(text, 404, 20404)
			for _, want := range []string{"", "No such participant: …", "Invalid … not found"} {
				if got == want {
					got = ""
				}
			}
			if got != "" {
				t.Errorf("%q becomes %q", text, got)
			}
		}
		if got := New("alice").RequestID(data); got != "" {
			t.Errorf("the request id %q becomes %q", data, got)
		}
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ participant, text, want string }{
		"nothing":              {"", "", ""},
		"white space":          {"", " \r\n\t\u2028", ""},
		"one line":             {"", " Not\r\n\tfound ", "Not found"},
		"dropped once":         {"", "No bob, carol or dave", "No … or …"},
		"nothing is left":      {"", "bob carol", ""},
		"punctuation":          {"", `("Not", [found]; 'here'?)`, `("Not", [found]; 'here'?)`},
		"repeated words":       {"", "bad bad", "bad bad"},
		"a code":               {"", "Status 404 with 12345678", "Status 404 with …"},
		"an area code":         {"", "Call (404) 555-0123", "Call …"},
		"an area code, spaced": {"", "Call 555 404", "Call …"},
		"two numbers":          {"", "From 1 to 1000", "From … to …"},
		"five digits":          {"", "At most 12345", "At most 12345"},
		"six digits":           {"", "At most 123456", "At most …"},
		"a number beyond":      {"", "At most 12 of ½", "At most … of …"},
		"a number and a SID":   {"", "At most 12 in " + serviceSID, "At most 12 in " + serviceSID},
		"no code":              {"", "At 0 of 1", "At … of …"},

		"a word of the name":      {"bad gateway", "A Bad Gateway error", "A … error"},
		"words of a joined name":  {"BadGateway", "A bad gateway error", "A … error"},
		"words of an odd name":    {"b.a.d/gateway", "The bad gateway error", "The … error"},
		"a short word":            {"in", "Invalid, not in list", "Invalid, not … list"},
		"one letter":              {"a", "A bad gateway", "… bad gateway"},
		"a short word in a name":  {"chris", "Account is suspended", "Account is suspended"},
		"a name in a word":        {"count", "Account is suspended", "… is suspended"},
		"a short name in a word":  {"act", "The active account", "The active account"},
		"a joined word":           {"grant", "invalid_grant: expired", "… expired"},
		"a word of a joined word": {"bearer", "bearer-token invalid", "… invalid"},
		"a version":               {"v1", "/v1/Services", ""},
		"a segment":               {"services", "Path /v1/Services", "Path …"},
		"a number of the name":    {"ada.2024", "At most 2024", "At most …"},
		"digits of a number":      {"+15005550006", "Code 500", "Code …"},
		"the code as name":        {"404", "Code 404", "Code …"},
		"the link of the code":    {"20404", "See https://www.twilio.com/docs/errors/20404", "See https://www.twilio.com/docs/errors/20404"},
		"a SID as name":           {serviceSID, "Service " + serviceSID, "Service …"},
		"a SID in a name":         {"user:" + serviceSID, "Service " + serviceSID, "Service …"},
		"a name in a SID":         {"0123456789abcdef", "Service " + serviceSID, "Service …"},
		"a number in a SID":       {"whatsapp:+123456789", "Service " + serviceSID, "Service …"},
		"a short name in a SID":   {"abc", "Service " + serviceSID, "Service " + serviceSID},
		"a name in capitals":      {"BAD", "bad request", "… request"},

		"long and cut":        {"", strings.Repeat("bob ", 245) + "Not found " + strings.Repeat("not", 100), "… Not found …"},
		"a number and a cut":  {"", "Code 12345 " + strings.Repeat("bob ", 400) + "678", "Code …"},
		"a code before a cut": {"", "Code 404 " + strings.Repeat("bob ", 400), "Code 404 …"},
		"beyond":              {"", strings.Repeat("bob ", 250) + "Not found", ""},
		"a word that is cut":  {"", strings.Repeat("bob ", 249) + "username", ""},
		"a code too long":     {"", "Code 15005550006", "Code …"},
		"no word":             {"", strings.Repeat("a", 2000), ""},
		"a word across":       {"", strings.Repeat("b", 996) + " notfound", ""},
		"much to print":       {"", strings.Repeat("Not found ", 90), strings.Repeat("Not found ", 30) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := New(test.participant).Printable(test.text, 0, 404, 20404, 15005550006); got != test.want {
				t.Errorf("%q becomes %q, want %q", test.text, got, test.want)
			}
		})
	}
}

// TestCredentials: words of a credential are dropped, and what it holds by chance is
// not.
func TestCredentials(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ credential, text, want string }{
		"words":             {"forbidden-gateway", "A forbidden gateway error", "A … error"},
		"words in it":       {"forbiddengateway", "A forbidden gateway error", "A … error"},
		"a number":          {"gateway4711", "At most 4711", "At most …"},
		"chance":            {authToken, "A code must be 50", "A code must be 50"},
		"a short word":      {"s3cr3t-API-k3y", "API key revoked", "API key revoked"},
		"chance in a token": {accessToken, "The code is not 12", "The code is not 12"},
		"as a SID":          {authToken, "Request RQ" + authToken, "Request …"},
		"with its user":     {serviceSID + ":" + authToken, "Not " + serviceSID, "Not …"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := New("alice", "", test.credential).Printable(test.text, 404); got != test.want {
				t.Errorf("%q becomes %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ participant, text, want string }{
		{"alice", requestID, requestID},
		{"alice", "", ""},
		{"alice", "Bad Gateway", ""},
		{"alice", "12345", ""},
		{"alice", requestID + "\n", ""},
		{requestID, requestID, ""},
		{"+447700900123", "RQ" + "00000447700900123000000000000000", ""},
	} {
		if got := New(test.participant, authToken).RequestID(test.text); got != test.want {
			t.Errorf("for %q, %q becomes %q, want %q", test.participant, test.text, got, test.want)
		}
	}
	if got := New("", authToken).RequestID("RQ" + authToken); got != "" {
		t.Errorf("a token becomes the request id %q", got)
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]string{
		"archived": "archived", "null": "null", "on_hold": "on_hold", "read-only": "read-only", strings.Repeat("a", 32): strings.Repeat("a", 32),
		"": Redacted, "Closed": Redacted, "state01": Redacted, "of alice": Redacted, "bob@example": Redacted, "closed\n": Redacted,
		"søren": Redacted, "a.b": Redacted, "_a": Redacted, "a-": Redacted, "a__b": Redacted, strings.Repeat("a", 33): Redacted,
		"ada": Redacted, "of_ada": Redacted, "love-lace": Redacted, "l_o_v_e_l_a_c_e": Redacted, "xlovelacex": Redacted, "hunter": Redacted,
	} {
		if got := New("Ada.Lovelace", "hunter-2").State(state); got != want {
			t.Errorf("%q becomes %q, want %q", state, got, want)
		}
	}
}

// TestLongTexts: the work for a text ends with what is read of it.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	r := New("alice")
	for _, text := range []string{"not ", "bob ", "1 ", "¼", serviceSID, "/v1", "a-", "((", "\xff", "not", " "} {
		long := strings.Repeat(text, 64<<10/len(text))
		if got := r.Printable(long); len(got) > maxPrinted+len(" "+Redacted) || !utf8.ValidString(got) {
			t.Errorf("%q many times becomes %q", text, got)
		}
		if short, long := r.Printable(long[:maxRead+1]), r.Printable(long); short != long {
			t.Errorf("%q many times becomes %q, and cut %q", text, long, short)
		}
	}
}

func BenchmarkPrintable(b *testing.B) {
	b.ReportAllocs()
	r := New("whatsapp:+447700900123", authToken)
	for b.Loop() {
		r.Printable("The requested resource /v1/Services/"+serviceSID+"/ParticipantConversations was not found", 404, 20404)
	}
}

func BenchmarkRequestID(b *testing.B) {
	b.ReportAllocs()
	r := New("whatsapp:+447700900123", authToken)
	for b.Loop() {
		r.RequestID(requestID)
	}
}
