package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"mime"
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// encoders are ways in which a server quotes a name. What they make of it is printed
// only where it is made of harmless words.
var encoders = []func(string) string{
	func(s string) string { return s },
	strings.ToUpper,
	strings.ToLower,
	norm.NFD.String,
	norm.NFKC.String,
	url.QueryEscape,
	url.PathEscape,
	func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	html.EscapeString,
	each("&#x%x;"), each("&#%d;"), each(`\u%04x`), each(`\x%x`), each(`\%03o`), each("%%%02X"), each("=%02X"), each("%x"), each("%02x:"),
	each("%c\u200b"), each("%c\u00ad"), each("%c \n"), each("%c."), each("%c-"), each("%c_"), each("%c/"), each("%d"), each("%d "), each("%d, "),
	func(s string) string { text, _ := json.Marshal(s); return string(text) },
	func(s string) string { return fmt.Sprintf("%+q", s) },
	func(s string) string { return fmt.Sprintf("%x", s) },
	func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(" =" + s + "&")) },
	func(s string) string { return hex.Dump([]byte(s)) },
	func(s string) string { return mime.QEncoding.Encode("utf-8", s) },
	func(s string) string { return mime.BEncoding.Encode("utf-8", s) },
	func(s string) string { text, _ := charmap.Windows1252.NewDecoder().String(s); return text }, // mojibake
	func(s string) string { text, _ := charmap.ISO8859_1.NewEncoder().String(s); return text },
	func(s string) string {
		var text strings.Builder
		w := quotedprintable.NewWriter(&text)
		_, _ = w.Write([]byte(s))
		_ = w.Close()
		return text.String()
	},
	func(s string) string { // full width
		return strings.Map(func(r rune) rune {
			if '!' <= r && r <= '~' {
				r += 0xfee0
			}
			return r
		}, s)
	},
	func(s string) string { // upside down
		runes := []rune(strings.NewReplacer("a", "ɐ", "e", "ǝ", "r", "ɹ", "n", "u", "1", "Ɩ", "2", "ᄅ", "3", "Ɛ", "6", "9", "9", "6").Replace(s))
		slices.Reverse(runes)
		return string(runes)
	},
	func(s string) string { return s[:len(s)/2] + "\r\n" + s[len(s)/2:] },
	func(s string) string { return s[len(s)/3:] },
}

// each encodes each character for itself.
func each(format string) func(string) string {
	return func(s string) string {
		var text strings.Builder
		for _, r := range s {
			fmt.Fprintf(&text, format, r)
		}
		return text.String()
	}
}

var (
	printedForm  = regexp.MustCompile(`^[A-Za-z0-9("'\[.,:;!?)\]_/ …-]*$`)
	wordOrNumber = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9']*`)
	onlyDigits   = regexp.MustCompile(`^[0-9]+$`)
	wholeSID     = regexp.MustCompile(`(^|[ ("'\[/])[A-Z]{2}[0-9a-f]{32}($|[ .,:;!?)\]"'/])`)
	anySID       = regexp.MustCompile(`\b[A-Z]{2}[0-9a-f]{32}\b`)
	docsLink     = regexp.MustCompile(`https://www\.twilio\.com/docs/((?:[a-z_-]+/)*)(?:20404|404)`)
	wordsOfWords = func() map[string]bool {
		words := map[string]bool{}
		for word := range strings.FieldsFuncSeq(wordList, func(r rune) bool { return r == '\n' || r == '_' }) {
			words[word] = true
		}
		return words
	}()
)

// checkPrinted holds what was printed of a text against the promise, without the code
// that keeps it.
func checkPrinted(t *testing.T, participant, text, printed string) {
	t.Helper()
	if len(printed) > maxPrinted+len(" "+Redacted) || printed != strings.Join(strings.Fields(printed), " ") || strings.Contains(printed, "… …") {
		t.Errorf("%q becomes %q", text, printed)
	}
	rest := printed
	for range 2 { // separators of neighbors overlap
		rest = wholeSID.ReplaceAllString(rest, "$1$2")
	}
	rest = strings.ReplaceAll(docsLink.ReplaceAllString(rest, "$1"), documentation, "")
	if !printedForm.MatchString(rest) {
		t.Errorf("%q becomes %q", text, printed)
	}
	name := strings.ToLower(participant)
	parts := strings.FieldsFunc(name, func(r rune) bool { return r < 'a' || r > 'z' })
	sent := numeral.FindAllString(anySID.ReplaceAllString(text, ""), 2)
	for _, word := range wordOrNumber.FindAllString(rest, -1) {
		word = strings.ToLower(strings.TrimRight(word, "'"))
		if onlyDigits.MatchString(word) {
			only := len(sent) == 1 && sent[0] == word && len(word) <= 5
			if !only && word != "404" && word != "20404" || strings.Contains(name, word) {
				t.Errorf("%q of %q is printed for %q", word, text, participant)
			}
			continue
		}
		holds := func(part string) bool { return part == word || len(part) >= 5 && strings.Contains(word, part) }
		if !wordsOfWords[word] || len(word) > 2 && strings.Contains(name, word) || slices.ContainsFunc(parts, holds) {
			t.Errorf("%q of %q is printed for %q", word, text, participant)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	texts := []string{
		"", "Account is suspended", "The requested resource /v1/Services/" + serviceSID + "/Users was not found", "Code 404: at most 12",
		`("Not found"); https://www.twilio.com/docs/errors/20404.`, strings.Repeat("Not found 12345 ", 70), "Not found: ",
	}
	names := []string{
		"bob", "ada lovelace", "bad gateway", "søren", "Jürgen.Müller@example.com", "(500) 555-0006", "07700 900123", "+44 (0)7700 900123",
		"whatsapp:+15005550006", "2040", "用户", "🙂", "404 20404", authToken, accessToken, serviceSID, "x" + requestID, "don't", "client_id",
		"https://www.twilio.com/docs/errors/20404", "v1/v2", "\xff\x00", "page-size",
	}
	for i := range 4 * len(encoders) { // each encoding of four names
		f.Add(names[i%len(names)], texts[i%len(texts)], uint8(i/4))
	}
	f.Fuzz(func(t *testing.T, name, text string, encoding uint8) {
		quoted := encoders[int(encoding)%len(encoders)](name)
		alice, themselves := New("alice", "secret-of-alice"), New(name, "secret-of-alice")
		for _, text := range []string{text, text + quoted, quoted + text, text + " " + quoted + " " + text} {
			checkPrinted(t, "alice", text, alice.Printable(text, 404, 20404))
			printed := themselves.Printable(text, 404, 20404)
			checkPrinted(t, name, text, printed)
			if again := themselves.Printable(printed, 404, 20404); again != printed && !strings.HasSuffix(printed, Redacted) {
				t.Errorf("%q becomes %q", printed, again)
			}
		}
		around := alice.Printable("Not found: "+quoted+" is invalid", 404, 20404)
		if len(quoted) < maxPrinted-30 && (!strings.HasPrefix(around, "Not found:") || !strings.HasSuffix(around, "is invalid")) {
			t.Errorf("around %q: %q", quoted, around)
		}
		if id := themselves.RequestID(quoted); id != "" && (id != quoted || id == name || !wholeSID.MatchString(id)) {
			t.Errorf("the request id %q becomes %q", quoted, id)
		}
		if state := themselves.State(quoted); state != Redacted && (state != quoted || strings.EqualFold(state, name) || !plainState.MatchString(state)) {
			t.Errorf("the state %q becomes %q", quoted, state)
		}
	})
}
