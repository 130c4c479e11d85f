package twilio

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeStarts are the characters that begin an escape sequence.
const escapeStarts = `%&\`

const hexDigits = "0123456789abcdefABCDEF"

// maxUnescapings is how many layers of escapes are removed.
const maxUnescapings = 10

// unescapings returns the text and all that it becomes as layers of escapes are
// removed. Each is to be checked: in DOMAIN\nancy, the name is gone once \n is
// taken for a line break. It is not complete where escapes are nested deeper than
// the bound.
func unescapings(text string) (views []string, complete bool) {
	views = []string{text}
	if !strings.ContainsAny(text, escapeStarts) {
		return views, true
	}
	for range maxUnescapings {
		before := len(views)
		for _, unescape := range []func(string) string{unescapeBackslash, unescapePercent, html.UnescapeString} {
			if next := unescape(text); next != text {
				text = next
				views = append(views, text)
			}
		}
		if len(views) == before {
			return views, true
		}
	}
	return views, false
}

// unescapePercent decodes percent encoding where it is one. url.PathUnescape fails
// at the first that is none.
func unescapePercent(text string) string {
	var result strings.Builder
	for {
		plain, rest, ok := strings.Cut(text, "%")
		result.WriteString(plain)
		if !ok {
			return result.String()
		}
		if code, ok := hexadecimal(rest, 2); ok {
			result.WriteByte(byte(code)) //nolint:gosec // two digits
			text = rest[2:]
		} else {
			result.WriteByte('%')
			text = rest
		}
	}
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
			run = run[min(offset, len(run)):]
			if len(run)%width == 1 { // holds no whole byte
				run = run[:len(run)-1]
			}
			decoded, _ := decode(run)
			result.Write(decoded)
			result.WriteByte('\n')
		}
		guesses[offset] = result.String()
	}
	return guesses
}

// base64Cores returns what a text becomes in base64 at each of the three
// alignments, without the characters that depend on what stands before or behind.
func base64Cores(text string) []string {
	cores := make([]string, 3)
	for before := range cores {
		encoded := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00"[:before] + text))
		cores[before] = encoded[(8*before+5)/6 : 8*(before+len(text))/6]
	}
	return cores
}
