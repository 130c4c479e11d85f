package twilio

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	testToken     = "0f9e8d7c6b5a49382716051423324150"
	testAddress   = "whatsapp:+447700900123"
	testRequestID = "RQa3b1c9d2e8f70415263748596a7b8c9d"
)

func base64Of(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
func hexOf(text string) string    { return hex.EncodeToString([]byte(text)) }

func TestHiddenSecretsAreRedacted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ secret, text string }{
		"plain":                      {"ada lovelace", "No participant ada lovelace."},
		"letter case":                {"ada lovelace", "No participant ADA LOVELACE."},
		"letter case of the secret":  {"Ada LOVELACE", "No participant ada lovelace."},
		"sharp s":                    {"straße", "STRASSE"},
		"dotless i":                  {"ırmak", "IRMAK"},
		"line break":                 {"ada lovelace", "ada\nlovelace"},
		"line break in the secret":   {"ada\nlovelace", "ada lovelace"},
		"no space":                   {"ada lovelace", "adalovelace"},
		"spaces":                     {"adalovelace", "a d a\tl\u00a0o\u2003v e l\r\na c e"},
		"zero-width characters":      {"adalovelace", "a\u200bd\u200ca\ufeffl\u2060o\u00advelace"},
		"Hangul filler":              {"adalovelace", "ada\u3164lovelace"},
		"control characters":         {"adalovelace", "ada\x00love\x1blace"},
		"decomposed":                 {"jos\u00e9ph", "jose\u0301ph"},
		"decomposed in the secret":   {"jose\u0301ph", "jos\u00e9ph"},
		"decomposed and joined":      {"jos\u00e9ph", "jose\u200d\u0301ph"},
		"full width":                 {"alice", "ａｌｉｃｅ"},
		"mathematical":               {"alice", "𝐚𝐥𝐢𝐜𝐞"},
		"JSON":                       {"ada lovelace", `\u0061da\u0020lovelac\u0065`},
		"JSON line break":            {"ada lovelace", `ada\nlovelace`},
		"JSON slash":                 {"a/very/long/name", `a\/very\/long\/name`},
		"JSON twice":                 {"ada lovelace", `\\u0061da lovelac\\u0065`},
		"JSON surrogates":            {"𠀀𠀁", `\ud840\udc00\uD840\uDC01`},
		"Go":                         {"ada lovelace", `\x61\U00000064\u0061 lovelace`},
		"no escape":                  {"nancy", `DOMAIN\nancy`},
		"no escape, percent":         {"adam", `%adam`},
		"no escape behind one":       {"adam", `%\u0061dam`},
		"HTML, named":                {"r&d/josé", "r&amp;d/jos&eacute;"},
		"HTML, numeric":              {"alice", "&#97;&#x6C;&#X69;&#99;e"},
		"HTML twice":                 {"alice", "&amp;#97;lice"},
		"percent":                    {"ada lovelace", "Identity=%61da%20lovelace"},
		"plus":                       {"ada lovelace", "Identity=ada+lovelace"},
		"percent, 5 times":           {"alice", "%2525252561lice"},
		"percent, too many times":    {"alice", "%" + strings.Repeat("25", 200) + "61lice"},
		"percent too often, base64":  {"alice", base64Of("%" + strings.Repeat("25", 200) + "61lice")},
		"no escape before one":       {"ada lovelace", "100%ada%252Blovelace"},
		"percent in HTML in JSON":    {"alice", `\u0026#37;61lice`},
		"zero width in an escape":    {"ada lovelace", "ada%\u200b20lovelace"},
		"zero width, escaped":        {"alice", `%\u200b61lice`},
		"space in an escape":         {"jos\u00e9ph", "jos\\u00 e9ph"},
		"escaped secret":             {"a%6Cice", "alice"},
		"escaped secret, plain":      {"100%25er", "100%25er"},
		"escaped secret, encoded":    {"100%25er", "100%2525er"},
		"ampersand and percent":      {"a b&c", "a%2520b%2526c"},
		"number":                     {"+447700900123", "447700900123"},
		"number, formatted":          {"+447700900123", "+44 7700 900123"},
		"number with parentheses":    {"+447700900123", "(447) 700-900123"},
		"number in markup":           {"+447700900123", "<b>447</b>700900123"},
		"number of an address":       {testAddress, "To: +447700900123"},
		"number of an address, hex":  {testAddress, hexOf("447700900123")},
		"formatted number":           {"+44 (7700) 900123", "447700900123"},
		"numeric identity":           {"1234567", "user1234567x"},
		"numeric identity, split":    {"1234567", "12-34-567"},
		"short code":                 {"+20404", "to 20404."},
		"short code with a space":    {"20404", "20 404"},
		"short code in a word":       {"2040", "id2040x"},
		"dotted number":              {"1.1", "user 1.1"},
		"base64":                     {"alice", "YWxpY2U="},
		"base64, other letter case":  {"alice", base64Of("ALICE")},
		"base64, corrupted case":     {"alice@example", strings.ToLower(base64Of("alice@example"))},
		"base64, wrapped":            {"alice@example", "YWxpY2\nVAZXhhb\nXBsZQ"},
		"base64 of percent encoding": {"alice", base64Of("Identity=%61lice")},
		"base64 without a border":    {"alice", "xxxxx" + base64Of("ALICE") + "xxxxx"},
		"base64 in JSON":             {"ÿÿÿal", strings.ReplaceAll(base64Of("ÿÿÿAL"), "/", `\/`)},
		"base64 of a number, lower":  {testAddress, strings.ToLower(base64Of("+447700900123"))},
		"base64 of emoji":            {"🙂🙃", base64Of("x🙂🙃")},
		"base64, URL alphabet":       {"a??>b>>~", base64.RawURLEncoding.EncodeToString([]byte("a??>b>>~"))},
		"base64 of a short one":      {"bob", "user Ym9i"},
		"base64 with a plus sign":    {"bob", base64Of("~~~ bob ~~~")},
		"base64 in a path":           {"bob", "/users/Ym9i/x"},
		"base64 of a short parameter": {
			"bob", "?q=" + base64Of("Identity=bob&PageSize=1"),
		},
		"hexadecimal":              {"alice", "616C696365"},
		"hexadecimal at odd":       {"alice", "f" + hexOf("ALICE") + "6"},
		"hexadecimal dump":         {"alice", "61:6c:69:63:65"},
		"hexadecimal, short":       {"bo", "user 626f"},
		"Authorization header":     {testToken, "Basic " + base64Of("AC00:"+testToken)},
		"credential in capitals":   {testToken, strings.ToUpper(base64Of("AC0:" + testToken))},
		"credential as id":         {testToken, "RQ" + testToken},
		"number as id":             {testAddress, "RQ" + "00000447700900123000000000000000"},
		"hexadecimal as id":        {"Alice", "RQ" + "000" + hexOf("Alice") + "0000000000000000000"},
		"number in hex as id":      {testAddress, "RQ" + hexOf("447700900123") + "00000000"},
		"long one in hex as id":    {"abcdefghijklmnop", "RQ" + hexOf("abcdefghijklmnop")},
		"escaped secret as id":     {"dad%61dad", "RQ" + "0000dadadad000000000000000000000"},
		"colon at the end as id":   {"cafe12:", "RQ" + "00cafe12000000000000000000000000"},
		"base64 as id":             {"i\xb7\x9dy\xa7", "RQ0000" + "abedeaec" + "00000000000000000000"},
		"short word":               {"in", "log in now"},
		"short word, punctuation":  {"in", "user 'IN'!"},
		"short word, percent":      {"in", "Identity%3Din"},
		"short word, split":        {"abc", "a\u200bb\nc"},
		"short word, dashes":       {"abc", "a-b-c"},
		"short word, in an escape": {"in", "Identity%\u200b3Din here"},
		"two Chinese characters":   {"小明", "用户小明不存在"},
		"emoji":                    {"🙂", "user🙂here"},
		"emoji, escaped":           {"🙂", `\ud83d\ude42`},
		"emoji, quote":             {`🙂"🙂`, `🙂\"🙂`},
		"emoji, backslash":         {`🙂\🙂`, `🙂\\🙂`},
		"emoji with a variation":   {"❤\ufe0f", "❤"},
		"emoji with a space":       {"🙂 🙃", "🙂+🙃"},
		"far into the text":        {"alice", strings.Repeat("x ", 4000) + "alice"},
		"beyond the bound":         {"alice", strings.Repeat("x ", maxChecked)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := newRedactor(nil, "", test.secret).printable(test.text); got != redacted {
				t.Errorf("%q is not redacted for %q", got, test.secret)
			}
		})
	}
}

func TestHarmlessTextsStayReadable(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", "Authenticate", "Invalid parameter", "Too Many Requests", "Permission denied", "Page size must be 1 to 1000",
		"The requested resource /v1/Services/IS0123456789abcdef0123456789abcdef/ParticipantConversations was not found",
		"Service is unavailable: 100% of capacity & more", "https://www.twilio.com/docs/errors/20404", testRequestID,
		"dial tcp 10.0.0.1:443: i/o timeout at 2026-05-04T12:34:56Z", `malformed HTTP response "\x00\x00\x12"`,
	}
	for _, secret := range []string{
		"alice", "bob", "ada lovelace", "a@b.example", "jürgen.müller@example.com", "用户", "🙂", "whatsapp:+447700900123",
		"+15005550006", "20", "2", "2040", "123456", "+12345",
		"404", "whatsapp:+0404", "in", "ID", "a b&c", "p", " ", "\u200b", "",
		"6f9619ff-8b86-d011-b42d-00c04fc964ff", "user:12", "cafe", "rq", testToken,
	} {
		t.Run(secret, func(t *testing.T) {
			t.Parallel()
			redactor := newRedactor([]string{testToken}, secret)
			for _, text := range texts {
				if got := redactor.printable(text); got != text {
					t.Errorf("%q becomes %q", text, got)
				}
			}
		})
	}
}

// TestSimilarTextsStayReadable: what looks like the secret and is not.
func TestSimilarTextsStayReadable(t *testing.T) {
	t.Parallel()
	for secret, texts := range map[string][]string{
		"in":      {"Invalid", "login", "aW5", hexOf("\xffin"), hexOf("\x01in")},
		"ne":      {"née", "ne\u0301e"},
		"bob":     {"xym9ix"},
		"20":      {"20404", "1200", "version 2.0", "x20"},
		"2040":    {"20404", "12040", "20:40", "2-040"},
		"room:12": {"12 items"},
		"🙂🙃":      {"🙂 or 🙃"},
	} {
		for _, text := range texts {
			if got := newRedactor(nil, secret).printable(text); got == redacted {
				t.Errorf("%q is redacted for %q", text, secret)
			}
		}
	}
}

func TestPrintableIsOneShortLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" a\r\n\tb\u2028c ":        "a b c",
		"\x1b[31mred\x00":          "[31mred",
		"a\u202eb":                 "a b",
		"a\xffb":                   "a\ufffdb",
		strings.Repeat("é", 300):   strings.Repeat("é", 300),
		strings.Repeat("é\n", 301): strings.Repeat("é ", 150) + "…",
	} {
		if got := newRedactor([]string{testToken}, "alice").printable(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestRequestIDsNeedNoPreparation: a read of one page has no text but its id.
func TestRequestIDsNeedNoPreparation(t *testing.T) {
	t.Parallel()
	for _, participant := range []string{"alice", "jürgen", "用户", "🙂", testAddress, "cafe", "20"} {
		r := newRedactor([]string{testToken}, participant)
		r.forms = func() []form {
			t.Errorf("forms of %q are prepared", participant)
			return nil
		}
		for _, text := range []string{testRequestID, ""} {
			if got := r.printable(text); got != text {
				t.Errorf("%q becomes %q for %q", text, got, participant)
			}
		}
	}
}

func BenchmarkRedactRequestID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newRedactor([]string{testToken}, testAddress).printable(testRequestID)
	}
}

func BenchmarkRedactMessage(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newRedactor([]string{testToken}, testAddress).printable("The requested resource /v1/Services was not found")
	}
}

// encoders are the ways in which a service could quote a secret.
var encoders = map[string]func(string) string{
	"plain":     func(s string) string { return s },
	"upper":     strings.ToUpper,
	"lower":     strings.ToLower,
	"NFD":       norm.NFD.String,
	"NFKC":      norm.NFKC.String,
	"query":     url.QueryEscape,
	"path":      url.PathEscape,
	"query × 3": func(s string) string { return url.QueryEscape(url.QueryEscape(url.QueryEscape(s))) },
	"HTML":      html.EscapeString,
	"HTML, numeric": func(s string) string {
		return mapRunes(s, func(r rune) string { return fmt.Sprintf("&#x%x;", r) })
	},
	"JSON": func(s string) string { b, _ := json.Marshal(s); return string(b[1 : len(b)-1]) },
	"JSON, numeric": func(s string) string {
		return mapRunes(s, func(r rune) string {
			quoted := strconv.QuoteToASCII(string(r))
			return quoted[1 : len(quoted)-1]
		})
	},
	"Go":         func(s string) string { return fmt.Sprintf("%+q", s) },
	"zero width": func(s string) string { return mapRunes(s, func(r rune) string { return string(r) + "\u200b" }) },
	"spaced":     func(s string) string { return mapRunes(s, func(r rune) string { return string(r) + " \n" }) },
	"base64":     base64Of,
	"base64, 1":  func(s string) string { return base64Of(" " + s) },
	"base64, 2":  func(s string) string { return base64Of(" =" + s + "&") },
	"base64 URL": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"hex":        hexOf,
	"HEX":        func(s string) string { return strings.ToUpper(hexOf(s)) },
}

func mapRunes(text string, encode func(rune) string) string {
	var result strings.Builder
	for _, r := range text {
		result.WriteString(encode(r))
	}
	return result.String()
}

func FuzzRedact(f *testing.F) {
	for _, secret := range []string{"alice", "ada lovelace", "bob", "a b&c", "+447700900123", "2040",
		"straße", "🙂", "用户", `a\nb%41c`, "x&amp;y"} {
		f.Add(secret, "", "")
		f.Add(secret, "No such participant: ", "!")
		f.Add(secret, `x\`, "61")
		f.Add(secret, "Ym9i", "YWxpY2U")
		f.Add(secret, "&#", ";")
	}
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		redactor := newRedactor([]string{testToken}, secret)
		if got := redactor.printable(before + after); !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q is not printable", got)
		}
		forms := formOf(fold(secret))
		isBinary := func(r rune) bool { return !unicode.IsPrint(r) }
		if !utf8.ValidString(secret) || strings.ContainsFunc(secret, isBinary) || len(forms) == 0 {
			return
		}
		if strings.ContainsAny(before, escapeStarts) { // An escape that ends in the secret changes it.
			before += " "
		}
		if rule := forms[0].rule; rule == asWord || rule == asNumber || forms[0].short() {
			before, after = before+" ", " "+after
		}
		for name, encode := range encoders {
			if text := before + encode(secret) + after; redactor.printable(text) != redacted {
				t.Errorf("%s: %q is not redacted for %q", name, text, secret)
			}
		}
	})
}
