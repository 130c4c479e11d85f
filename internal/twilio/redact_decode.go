package twilio

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeStarts are the characters that begin an escape sequence.
const escapeStarts = `%&\`

const hexDigits = "0123456789abcdefABCDEF"

// maxViews bounds what one text can become. Escaped twice in each of three ways, it
// has 27 views, and as many without its white space.
const maxViews = 64

// unescapings returns the text, without invisible characters, and all that it
// becomes as layers of escapes and white space are removed, in any order. Each is
// to be checked: in DOMAIN\nancy, the name is gone once \n is taken for a line
// break. It is not complete where there are too many.
func unescapings(text string) (views []string, complete bool) {
	text = strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, text)
	views = []string{text}
	for i := 0; i < len(views); i++ {
		for _, unescape := range []func(string) string{unescapeBackslash, unescapePercent, html.UnescapeString, dropSpace} {
			if next := unescape(views[i]); !slices.Contains(views, next) {
				views = append(views, next)
			}
		}
		if len(views) > maxViews {
			return views, false
		}
	}
	return views, true
}

// dropSpace drops what could have been inserted into an encoding or an escape.
func dropSpace(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || isInvisible(r) { // the last can have been escaped
			return -1
		}
		return r
	}, text)
}

var percentEncoded = regexp.MustCompile(`(?:%[[:xdigit:]]{2})+`)

// unescapePercent decodes percent encoding where it stands for UTF-8. The rest
// stays, as the start of the name in 100%ada.
func unescapePercent(text string) string {
	return percentEncoded.ReplaceAllStringFunc(text, func(encoded string) string {
		decoded, _ := hex.DecodeString(strings.ReplaceAll(encoded, "%", ""))
		var result strings.Builder
		for i := 0; i < len(decoded); {
			r, n := utf8.DecodeRune(decoded[i:])
			if r == utf8.RuneError && n == 1 {
				result.WriteString(encoded[3*i : 3*i+3])
			} else {
				result.Write(decoded[i : i+n])
			}
			i += n
		}
		return result.String()
	})
}

// unescapeBackslash decodes the escapes of JSON and of Go's %q, which net/http
// quotes with, in any letter case.
func unescapeBackslash(text string) string {
	var result strings.Builder
	for {
		plain, rest, ok := strings.Cut(text, `\`)
		result.WriteString(plain)
		if !ok {
			return result.String()
		}
		decoded, n := unescapeOne(rest)
		result.WriteString(decoded)
		text = rest[n:]
	}
}

// unescapeOne returns what a backslash and the first n bytes behind it stand for.
func unescapeOne(text string) (decoded string, n int) {
	if text == "" {
		return `\`, 0
	}
	switch text[0] {
	case '\\', '/', '"':
		return text[:1], 1
	case 'n', 'r', 't', 'b', 'f', 'N', 'R', 'T', 'B', 'F':
		return "\n", 1 // white space all of them
	case 'x', 'X':
		if code, ok := hexadecimal(text[1:], 2); ok {
			return string([]byte{byte(code)}), 3 //nolint:gosec // two digits
		}
	case 'u', 'U':
		if code, ok := hexadecimal(text[1:], 8); ok && text[0] == 'U' && code <= unicode.MaxRune {
			return string(rune(code)), 9
		}
		code, ok := hexadecimal(text[1:], 4)
		if !ok {
			break
		}
		if next, ok := strings.CutPrefix(strings.ToLower(text[5:min(len(text), 11)]), `\u`); ok {
			low, _ := hexadecimal(next, 4)
			if r := utf16.DecodeRune(rune(code), rune(low)); r != utf8.RuneError { //nolint:gosec // four digits
				return string(r), 11
			}
		}
		return string(rune(code)), 5 //nolint:gosec // four digits
	}
	return `\`, 0
}

// hexadecimal returns the value of the first n characters.
func hexadecimal(text string, n int) (uint64, bool) {
	if len(text) < n || strings.Trim(text[:n], hexDigits) != "" {
		return 0, false
	}
	value, err := strconv.ParseUint(text[:n], 16, 64)
	return value, err == nil
}

var base64Standard = strings.NewReplacer("-", "+", "_", "/")

// decode decodes what could be base64 or hexadecimal. Whole are the words that are
// encoded text from end to end. The guesses decode everything, from each character
// at which an encoding could begin.
func decode(text string) (whole string, guesses []string) {
	text = base64Standard.Replace(text)
	words := strings.FieldsFunc(text, func(r rune) bool { return !isAlphanumeric(r) })
	runs := strings.FieldsFunc(text, func(r rune) bool { return !isAlphanumeric(r) && r != '+' && r != '/' })
	hexRuns := strings.FieldsFunc(text, func(r rune) bool { return !strings.ContainsRune(hexDigits, r) })

	var found strings.Builder
	add := func(decoded []byte, err error) {
		if err == nil && utf8.Valid(decoded) && !strings.ContainsFunc(string(decoded), isBinary) {
			found.Write(decoded)
			found.WriteByte('\n')
		}
	}
	for _, word := range words {
		add(hex.DecodeString(word))
		add(base64.RawStdEncoding.Strict().DecodeString(word))
	}
	for _, run := range runs {
		add(base64.RawStdEncoding.Strict().DecodeString(run))
	}
	guesses = append(guess(runs, 4, base64.RawStdEncoding.DecodeString), guess(hexRuns, 2, hex.DecodeString)...)
	return found.String(), guesses
}

func isBinary(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }

// guess decodes runs of an encoding whose groups have width characters, from each
// character of a group.
func guess(runs []string, width int, decode func(string) ([]byte, error)) []string {
	guesses := make([]string, width)
	for offset := range guesses {
		var result strings.Builder
		for _, run := range runs {
			decoded, _ := decode(run[min(offset, len(run)):]) // all bytes before an error
			result.Write(decoded)
			result.WriteByte('\n')
		}
		guesses[offset] = result.String()
	}
	return guesses
}

// base64Core returns what a text becomes in base64 behind 0, 1 or 2 other bytes,
// without the characters that depend on its neighbors. It uses the buffer.
func base64Core(buffer []byte, text string, before int) []byte {
	encoded := base64.RawStdEncoding.AppendEncode(buffer[:0], append(make([]byte, before, 64), text...))
	first := (8*before + 5) / 6
	return encoded[first:max(first, 8*(before+len(text))/6)]
}
