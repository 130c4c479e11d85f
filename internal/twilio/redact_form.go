package twilio

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is the normal form of a text.
type folded struct {
	letters string // letters and digits alone
	gaps    []gap  // what was dropped in front of each byte of letters, and at the end
	digits  string // ASCII digits alone
	symbols string // what is visible and neither, with an "a" for letters and digits
}

// gap is what separates two letters.
type gap byte

const (
	none gap = iota
	space
	punctuation // also where the text begins and ends
)

// fold returns the normal form of a text: compatibility characters replaced
// (NFKD), case folded, accents and invisible characters dropped. The composed form
// NFKC would keep "e", a zero-width joiner and an accent apart from "é".
func fold(text string) folded {
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
		// By way of upper case, "ı" and "ſ" meet "i" and "s". Only "ß" has a longer fold
		// that NFKD does not know.
		text = strings.ToUpper(norm.NFKD.String(text))
		text = strings.ReplaceAll(strings.ToLower(text), "ß", "ss")
	}
	text = strings.ToLower(text)

	letters, gaps := make([]byte, 0, len(text)), make([]gap, 0, len(text)+1)
	var digits, symbols []byte
	before, inWord := punctuation, false
	for _, r := range text {
		switch {
		case unicode.IsMark(r) || isInvisible(r):
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			letters = utf8.AppendRune(letters, r)
			gaps = append(append(gaps, before), make([]gap, utf8.RuneLen(r)-1)...)
			if isDigit(r) {
				digits = utf8.AppendRune(digits, r)
			}
			if !inWord {
				symbols = append(symbols, 'a')
			}
			before, inWord = none, true
		case unicode.IsSpace(r) || unicode.IsControl(r) || r == '+': // in a query, a plus sign is a space
			before = max(before, space)
		default:
			symbols = utf8.AppendRune(symbols, r)
			before, inWord = punctuation, false
		}
	}
	return folded{string(letters), append(gaps, punctuation), string(digits), string(symbols)}
}

func isInvisible(r rune) bool {
	return r > unicode.MaxASCII && unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isAlphanumeric(r rune) bool {
	return isDigit(r) || 'a' <= r|0x20 && r|0x20 <= 'z' && r <= unicode.MaxASCII
}

// form is a normal form of a secret, and where in a text it counts.
type form struct {
	text string
	rule rule
	// split: punctuation can stand inside.
	split bool
}

type rule byte

const (
	anywhere rule = iota
	// asWord: "in" counts as a word of its own, and not in "Invalid".
	asWord
	// asNumber: the short code 2040 counts in "id2040" and "20 40", and neither in
	// the error code 20404 nor in "20:40".
	asNumber
	// amongDigits: digits alone are compared.
	amongDigits
	// amongSymbols: an identity of emoji only.
	amongSymbols
)

const (
	// maxShort is in bytes: three Latin letters turn up in many words, three Chinese
	// characters do not, and stand between others without a space.
	maxShort = 3
	// minPhoneNumber is the number of digits from which a number is not part of a
	// longer one by chance.
	minPhoneNumber = 7
	// minAddressNumber and minEncoded keep short parts of secrets from being taken
	// for the secret.
	minAddressNumber = 4
	minEncoded       = 6
)

func (f form) short() bool { return len(f.text) <= maxShort }

// formsOf returns the forms in which a text can contain the secret. Base64 is among
// them for the sake of texts that changed their letter case, which cannot be decoded.
func formsOf(secret string) []form {
	var forms []form
	views, _ := unescapings(secret)
	for _, view := range views {
		forms = append(forms, formOf(fold(view))...)
	}
	encoded := []string{secret}
	// Of whatsapp:+15005550006, the number alone is secret as well.
	number := fold(secret[strings.LastIndex(secret, ":")+1:])
	if number.letters == number.digits && len(number.digits) >= minAddressNumber {
		forms = append(forms, formOf(number)...)
		encoded = append(encoded, number.digits)
	}
	for _, text := range encoded {
		for alignment := range 3 {
			core := fold(string(base64Core(nil, text, alignment))).letters
			if len(core) >= minEncoded {
				forms = append(forms, form{text: core})
			}
		}
	}
	return forms
}

// formOf returns the form of one folded secret, none where nothing is left.
func formOf(secret folded) []form {
	split := secret.letters != "" && secret.splits(0, len(secret.letters))
	result := form{secret.letters, anywhere, split}
	numeric := secret.letters == secret.digits
	switch {
	case secret.letters == "" && secret.symbols == "":
		return nil
	case secret.letters == "":
		result.text, result.rule = secret.symbols, amongSymbols
	case result.short():
		result.rule, result.split = asWord, split || !numeric
	case numeric && len(result.text) < minPhoneNumber:
		result.rule = asNumber
	case numeric:
		result.rule = amongDigits
	}
	return []form{result}
}

// contains reports whether the text contains the form.
func (t folded) contains(f form) bool {
	switch f.rule {
	case anywhere:
		return strings.Contains(t.letters, f.text)
	case amongDigits:
		return strings.Contains(t.digits, f.text)
	case amongSymbols:
		return strings.Contains(t.symbols, f.text)
	}
	for start := 0; ; start++ {
		i := strings.Index(t.letters[start:], f.text)
		if i < 0 {
			return false
		}
		start += i
		end := start + len(f.text)
		if t.separates(start, f.rule) && t.separates(end, f.rule) && (f.split || !t.splits(start, end)) {
			return true
		}
	}
}

// separates reports whether a word or a number ends at the index.
func (t folded) separates(i int, rule rule) bool {
	if t.gaps[i] != none {
		return true
	}
	return rule == asNumber && (!isDigit(rune(t.letters[i-1])) || !isDigit(rune(t.letters[i])))
}

// splits reports whether punctuation stands between start and end.
func (t folded) splits(start, end int) bool {
	return slices.Contains(t.gaps[start+1:end], punctuation)
}
