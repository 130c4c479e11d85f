package twilio

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

// TestNextPageQuery: what next_page_url carries goes back, to the configured host and
// path, whatever the URL names.
func TestNextPageQuery(t *testing.T) {
	t.Parallel()
	other := twiliotest.New()
	otherServer := twiliotest.NewServer(other)
	t.Cleanup(func() {
		otherServer.Close()
		if n := len(other.Requests()); n > 0 {
			t.Errorf("%d requests went to the other server", n)
		}
	})
	for _, prefix := range []string{
		"https://conversations.twilio.com/v1/ParticipantConversations",
		otherServer.URL + "/v1/Services/x/ParticipantConversations",
		"http://169.254.169.254/latest", "//evil.example", "https://user:password@evil.example/", "/elsewhere", "",
	} {
		t.Run(prefix, func(t *testing.T) {
			t.Parallel()
			api := apiWith(151)
			var queries []string
			api.NextPageURL = func(honest string) string {
				if honest == "" {
					return ""
				}
				_, query, _ := strings.Cut(honest, "?")
				queries = append(queries, query)
				return prefix + "?" + query
			}
			mustRead(t, newClient(t, twiliotest.NewServer(api)), service(), 151)
			for i, r := range api.Requests()[1:] {
				if r.RawQuery != queries[i] {
					t.Errorf("requested %q, want %q", r.RawQuery, queries[i])
				}
			}
		})
	}
}

// TestNextPageParameters: the participant's parameter is the client's own, in place of
// the one that was sent or in front of all others. Everything else goes back byte for
// byte, however it looks.
func TestNextPageParameters(t *testing.T) {
	t.Parallel()
	const (
		own  = "Identity=alice.2024%40example.com"
		ownA = "Address=%2B447700900123"
	)
	for _, test := range []struct {
		list       List
		sent, want string
	}{
		{byIdentity, own + "&PageSize=50&Page=1&PageToken=PT%2B%2F%3D", own + "&PageSize=50&Page=1&PageToken=PT%2B%2F%3D"},
		{byIdentity, "PageToken=a;b", own + "&PageToken=a;b"},
		{byIdentity, "PageToken=%zz", own + "&PageToken=%zz"},
		{byIdentity, "PageToken=%2b%2B+/=&x=é", own + "&PageToken=%2b%2B+/=&x=é"},
		{byIdentity, "a=b=c&&d", own + "&a=b=c&&d"},
		{byIdentity, "&", own + "&&"},
		{byIdentity, own + "&PageToken=+/=", own + "&PageToken=+/="},
		{byIdentity, "PageToken=1&" + own + "&Page=2", own + "&PageToken=1&Page=2"},
		{byIdentity, "Identity=alice.2024@example.com&b", own + "&b"},
		{byIdentity, "Identity=%61lice.2024%40example.com", own},
		{byIdentity, own + "&" + own, own},
		{byIdentity, own + "&Page=1&Identity=alice.2024@example.com&b", own + "&Page=1&b"},
		{byIdentity, "Page=1&IdentityHint=bob&xAddress=%2B", own + "&Page=1&IdentityHint=bob&xAddress=%2B"},
		{byIdentity, "Identity2=bob&my-identity-2=x", own + "&Identity2=bob&my-identity-2=x"},
		{byIdentity, "PageToken=Identity&x=identity=bob", own + "&PageToken=Identity&x=identity=bob"},
		{byIdentity, "Page=1#Identity=bob", own + "&Page=1"},
		// A raw plus sign is a space to many servers: 70 of 120 rows were lost by it.
		{byAddress, "Address=+447700900123&Page=1", ownA + "&Page=1"},
		{byAddress, "Address=%2B447700900123&Page=1&PageToken=+", ownA + "&Page=1&PageToken=+"},
		{byAddress, "Page=1", ownA + "&Page=1"},
		{named("a b"), "Identity=a+b&Page=1", "Identity=a%20b&Page=1"},
		{named("a b"), "Identity=a%20b&Page=1", "Identity=a%20b&Page=1"},
		{named("a+b"), "Identity=a+b&Page=1", "Identity=a%2Bb&Page=1"},
		{Services{}, "PageSize=50&Page=1&PageToken=a%2B+", "PageSize=50&Page=1&PageToken=a%2B+"},
		{byIdentity, "Page=1%26Identity=bob", own + "&Page=1%26Identity=bob"}, // a value, however odd
		{byIdentity, "my-identity=x&_address=y&Identity.=z", own + "&my-identity=x&_address=y&Identity.=z"},
	} {
		if got, err := test.list.list().nextQuery("https://conversations.twilio.com/v1?" + test.sent); err != nil || got != test.want {
			t.Errorf("%s gives %q, %v, want %q", test.sent, got, err, test.want)
		}
	}
}

// TestNextPageParametersAreSent: net/http does not change them either.
func TestNextPageParametersAreSent(t *testing.T) {
	t.Parallel()
	for _, sent := range []string{"PageToken=a;b", "PageToken=%zz&x=+%2b", "a=b=c&&d", "Page=1&PageToken=+/=é|"} {
		api := pages(pageBody(sent, "CH1"), pageBody("null", "CH2"))
		got, err := sids(t.Context(), newClient(t, twiliotest.NewPipeServer(api)), service())
		requests := api.Requests()
		if want := "Identity=alice.2024%40example.com&" + sent; err != nil || len(got) != 2 || requests[1].RawQuery != want {
			t.Errorf("%s: read %v, %v, requested %q, want %q", sent, got, err, requests[len(requests)-1].RawQuery, want)
		}
	}
}

// TestNextPageOfAnotherParticipant: what any server could take for one is an error.
func TestNextPageOfAnotherParticipant(t *testing.T) {
	t.Parallel()
	const own = "Identity=alice.2024%40example.com&"
	for _, query := range []string{
		"Identity=bob&PageToken=1", "Address=%2B1&PageToken=1", "Address=alice.2024%40example.com", own + "Identity=bob",
		own + "Address=%2B1", own + "Identity=", own + "Identity", "Identity=alice.2024%2540example.com",
		"Identity=alice.2024%40example.com;Identity=bob", "Identity=%zz", "Identity=alice.2024%40example.com%00",
		// ours in other letters: nobody knows which of two counts
		"identity=alice.2024%40example.com", "%49dentity=alice.2024%40example.com",
		// letter case
		"identity=bob", "IDENTITY=bob", "iDeNtItY=bob", "ADDRESS=%2B1", "address=%2B1", "\u0131dentity=bob", "\u0130DENTITY=bob",
		"addre\u017f\u017f=%2B1",
		// encodings
		"%49dentity=bob", "%49%64%65%6e%74%69%74%79=bob", "%2549dentity=bob", "%252549dentity=bob", "%u0049dentity=bob",
		"%U0049dentity=bob", "%25u0049dentity=bob%zz", "%49dentity=bob%zz", "%49dentity%=bob",
		"\uff29dentity=bob", "%EF%BC%A9dentity=bob", "\uff21\uff44\uff44\uff52\uff45\uff53\uff53=%2B1", "\U0001d408dentity=bob",
		"Ide\u0301ntity=bob", "Idéntity=bob", "I\u200bdentity=bob", "I%C2%ADdentity=bob",
		// what is dropped around and inside a name
		"Identity%20=bob", "%20Identity=bob", "+Identity=bob", "Identity+=bob", "Identity%09=bob", "%0aIdentity=bob", "Identity%00=bob",
		"Identity%00x=bob", "Address%00x=%2B1", "%FFIdentity=bob", "$Identity=bob",
		// what frameworks make lists and maps of
		"Identity[]=bob", "Identity[0]=bob", "Identity%5B%5D=bob", "Identity%5B0%5D=bob", "Identity[$ne]=bob", "identity[x][y]=bob",
		"[Identity]=bob", "Identity[=bob", "Identity%2500[x]=bob", "Address[]=%2B1",
		// names of nothing that is known
		"=bob", "x y=bob", "x%5B%5D=bob", "x[]=bob", "é=bob", "%C3%A9=bob", "x%20=1", "+=1", "x/y=1", "$x=1", "x:y=1", "\xff=1",
		// what ends a parameter
		";Identity=bob", "Page=1;Identity=bob", "Page=1;%49dentity=bob", "Page=1;identity", "x%26Identity=bob", "amp;Identity=bob", "Page=1&amp;Identity=bob",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			for _, query := range []string{query, "Page=1&" + query, own + query + "&PageToken=2"} {
				if got, err := service().list().nextQuery("https://conversations.twilio.com/v1?" + query); !errors.Is(err, ErrNextPage) {
					t.Errorf("%q gives %q, %v", query, got, err)
				}
			}
		})
	}
}

// TestNoNextPage: where the reply does not say where the next page is, the list
// is not taken for complete.
func TestNoNextPage(t *testing.T) {
	t.Parallel()
	for name, meta := range map[string]string{
		"no meta":             ``,
		"meta null":           `,"meta":null`,
		"meta a list":         `,"meta":[]`,
		"no next_page_url":    `,"meta":{"page":0}`,
		"in another case":     `,"meta":{"Next_page_url":null}`,
		"a number":            `,"meta":{"next_page_url":1}`,
		"false":               `,"meta":{"next_page_url":false}`,
		"an object":           `,"meta":{"next_page_url":{}}`,
		"a list":              `,"meta":{"next_page_url":[null]}`,
		"no query":            `,"meta":{"next_page_url":"https://conversations.twilio.com/v1"}`,
		"an empty query":      `,"meta":{"next_page_url":"https://conversations.twilio.com/v1?"}`,
		"a fragment":          `,"meta":{"next_page_url":"#Page=1"}`,
		"a space":             `,"meta":{"next_page_url":" "}`,
		"no URL":              `,"meta":{"next_page_url":"http://[::1"}`,
		"a control character": `,"meta":{"next_page_url":"?Page=1\u0000"}`,
		"no UTF-8":            `,"meta":{"next_page_url":"?PageToken=` + "\xff" + `"}`,
		"a surrogate":         `,"meta":{"next_page_url":"?PageToken=\ud800"}`,
		"another participant": `,"meta":{"next_page_url":"?Identity=bob&PageToken=1"}`,
		"a megabyte":          `,"meta":{"next_page_url":"?Page=` + strings.Repeat("1", 1<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFailure(t, service(), jsonBody(`{"conversations":[`+rowOf(1)+`]`+meta+`}`), ErrNextPage, 1)
		})
	}
}

func TestNextPageURLBound(t *testing.T) {
	t.Parallel()
	const start = `"?Page=`
	for length, want := range map[int]error{maxTextBytes: nil, maxTextBytes + 1: ErrNextPage} {
		next := start + strings.Repeat("1", length-len(start)-1) + `"` // as JSON
		if _, err := decodeFirst([]byte(`{"conversations":[],"meta":{`+echo+`,"next_page_url":`+next+`}}`), service().list()); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v, want %v", length, err, want)
		}
	}
}

// FuzzNextPageURL: no URL leads to another host, path or participant.
func FuzzNextPageURL(f *testing.F) {
	for _, next := range []string{
		"", "https://conversations.twilio.com/v1/Services/IS/ParticipantConversations?Identity=a&PageSize=50&Page=1&PageToken=PT%2B%2F%3D",
		"http://evil.example/steal?PageToken=x", "//evil.example?x=1", "?PageToken=x", "/other/path?y=%zz",
		"https://user:pass@evil.example/?x#f", "javascript:alert(1)?x", "https://[::1", "?Identity=b", "?Identity=a&Identity=b",
		"?Identity=a&Identity=a", "?x=1;Identity=b", "?%49dentity=b", "?Address=a", "https://h/?a=1;b=2", "?a b\n=c", "?\x7f",
		"?x#y", "?#", "?a=1#@evil.example/", "?Identity[]=b", "?+Identity=b", "?Identity%00=b", "?identity=a", "?%2549dentity=b",
		"?a=1%26Identity=b", "?;=;Identity", "?Identity=A",
	} {
		f.Add(next)
	}
	f.Fuzz(func(t *testing.T, next string) {
		params := named("a")
		query, err := params.list().nextQuery(next)
		if err != nil {
			if !errors.Is(err, ErrNextPage) {
				t.Fatal(err)
			}
			return
		}
		if (query == "") != (next == "") {
			t.Fatalf("%q became the query %q", next, query)
		}
		if query == "" {
			return
		}
		base := url.URL{Scheme: "https", Host: "conversations.twilio.com"}
		address := base.JoinPath(params.list().path)
		address.RawQuery = query
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address.String(), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if request.URL.Scheme != "https" || request.Host != base.Host || request.URL.Host != base.Host || request.URL.User != nil ||
			request.URL.EscapedPath() != params.list().path || request.URL.RawQuery != query || request.URL.Fragment != "" {
			t.Fatalf("%q leads to %s", next, request.URL)
		}
		for name, read := range map[string]func(string) []string{"strict": readStrictly, "lenient": readLeniently} {
			if got := read(query); !slices.Equal(got, []string{"a"}) {
				t.Fatalf("%q requests the participants %q of a %s server", next, got, name)
			}
		}
		if kept := strings.Join(slices.DeleteFunc(strings.Split(query, "&"), isOwn), "&"); !strings.Contains(next, kept) &&
			!strings.Contains(next, "Identity=") {
			t.Fatalf("%q was changed to %q", next, query)
		}
	})
}

func isOwn(field string) bool { return field == "Identity=a" }

// readStrictly returns the participants that a query names, as Go reads it.
func readStrictly(query string) []string {
	values, _ := url.ParseQuery(query) // what it can read
	return slices.Concat(values["Identity"], values["Address"])
}

// readLeniently returns the participants that a query names to a server which
// decodes twice, and compares names loosely.
func readLeniently(query string) (participants []string) {
	for field := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(field, "=")
		for range 2 {
			if decoded, err := url.QueryUnescape(name); err == nil {
				name = decoded
			}
		}
		name, _, _ = strings.Cut(name, "[")
		name, _, _ = strings.Cut(name, "\x00")
		if name = strings.TrimSpace(name); strings.EqualFold(name, "Identity") || strings.EqualFold(name, "Address") {
			value, _ = url.QueryUnescape(value)
			participants = append(participants, value)
		}
	}
	return participants
}
