package provider

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const (
	byteOrderMark    = '\uFEFF'
	zeroWidthNonJoin = '\u200C'
	zeroWidthJoiner  = '\u200D'
	graphemeJoiner   = '\u034F'
	mongolianVowel   = '\u180E'
	brailleBlank     = '\u2800'
)

// characterNames are the characters that files, web pages and spreadsheets
// usually leave in a value.
var characterNames = map[rune]string{
	0: "a null character", '\t': "a tab", '\n': "a line feed", '\r': "a carriage return", ' ': "a space",
	'\u0085': "a next line character", '\u00A0': "a no-break space", '\u00AD': "a soft hyphen",
	'\u200B': "a zero-width space", zeroWidthNonJoin: "a zero-width non-joiner", zeroWidthJoiner: "a zero-width joiner",
	'\u200E': "a left-to-right mark", '\u200F': "a right-to-left mark",
	'\u2028': "a line separator", '\u2029': "a paragraph separator", '\u202F': "a narrow no-break space",
	'\u2060': "a word joiner", '\u3000': "an ideographic space", '\u3164': "a Hangul filler", byteOrderMark: "a byte order mark",
}

// invisibleCharacter is one that a reader of the configuration cannot see, and
// where it stands in the value.
type invisibleCharacter struct {
	character rune
	place     string
}

// String names the character and its place, never what surrounds it.
func (c invisibleCharacter) String() string {
	name, known := characterNames[c.character]
	switch {
	case known:
	case unicode.IsControl(c.character):
		name = "a control character"
	case unicode.IsSpace(c.character):
		name = "a white space character"
	default:
		name = "an invisible character"
	}
	return fmt.Sprintf("%s (U+%04X) %s", name, c.character, c.place)
}

// invisibleProblem names the invisible characters of a value and their places,
// the first three of them; empty where there are none.
func invisibleProblem(value string) string {
	var texts []string
	for _, found := range invisibleCharacters(value) {
		if text := found.String(); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if len(texts) > 3 {
		texts = append(texts[:3], "others")
	}
	if len(texts) == 0 {
		return ""
	}
	return "has " + enumerate(texts) + "."
}

// invisibleCharacters finds white space at both ends, and control and format
// characters anywhere. It leaves alone what belongs to a name: inner spaces,
// and format characters that emoji and some scripts are written with.
func invisibleCharacters(value string) []invisibleCharacter {
	text := []rune(value)
	visible := func(i int) bool {
		return !unicode.IsSpace(text[i]) && text[i] != brailleBlank && !hidden(text, i)
	}
	first, last := 0, len(text)-1
	for first < len(text) && !visible(first) {
		first++
	}
	for last > first && !visible(last) {
		last--
	}
	var found []invisibleCharacter
	for i, r := range text {
		switch {
		case i < first:
			found = append(found, invisibleCharacter{r, "at the beginning"})
		case i > last:
			found = append(found, invisibleCharacter{r, "at the end"})
		case hidden(text, i):
			found = append(found, invisibleCharacter{r, fmt.Sprintf("at character %d", i+1)})
		}
	}
	return found
}

// hidden reports whether a character leaves no mark of its own where it stands.
func hidden(text []rune, i int) bool {
	r := text[i]
	switch {
	case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
		return true
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r), unicode.Is(unicode.Egyptian_Hieroglyphs, r):
		return false // of general category Cf, but visible
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) && !spelled(text, i)
}

// spelled reports whether an invisible character is part of how an emoji or a
// word is written.
func spelled(text []rune, i int) bool {
	r, before, after := text[i], runeAt(text, i-1), runeAt(text, i+1)
	switch {
	case r == zeroWidthJoiner:
		return joinsEmoji(text, i) || joinsLetters(text, i)
	case r == zeroWidthNonJoin:
		return joinsLetters(text, i)
	case r == graphemeJoiner:
		return unicode.IsMark(after)
	case r == mongolianVowel:
		return unicode.Is(unicode.Mongolian, before) && unicode.Is(unicode.Mongolian, after)
	case unicode.Is(unicode.Variation_Selector, r):
		return selectsVariant(r, before, after)
	case tag(r):
		return inFlag(text, i)
	}
	return false
}

// runeAt returns the null character outside the text.
func runeAt(text []rune, i int) rune {
	if i < 0 || i >= len(text) {
		return 0
	}
	return text[i]
}

// pictograph reports whether emoji are made of the character. Go has no table
// of the property, so symbols that have no emoji form are among them.
func pictograph(r rune) bool {
	return unicode.Is(unicode.So, r) || r >= '\u2190' && unicode.Is(unicode.Sm, r) ||
		r >= 0x1F000 && r <= 0x1FAFF || strings.ContainsRune("‼⁉ℹ〰", r)
}

func joinsEmoji(text []rune, i int) bool {
	before := i - 1
	if runeAt(text, before) == '\uFE0F' {
		before--
	}
	return pictograph(runeAt(text, before)) && pictograph(runeAt(text, i+1))
}

// joinedScripts change a letter's form, or keep it from changing, with the
// zero-width joiner and non-joiner.
var joinedScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko, unicode.Mongolian, unicode.Phags_Pa, unicode.Adlam,
	unicode.Hanifi_Rohingya, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Myanmar, unicode.Khmer,
	unicode.Tibetan, unicode.Balinese, unicode.Javanese,
}

// viramas take a joiner also at the end of a word: Malayalam names end so.
// Source: RFC 5892, appendix A.
const viramas = "\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA"

func joinsLetters(text []rune, i int) bool {
	before := i - 1
	for unicode.Is(unicode.Inherited, runeAt(text, before)) && unicode.IsMark(runeAt(text, before)) {
		before-- // vowel signs that Arabic shares with other scripts
	}
	if strings.ContainsRune(viramas, runeAt(text, before)) {
		return true
	}
	for _, r := range []rune{runeAt(text, before), runeAt(text, i+1)} {
		if !unicode.In(r, joinedScripts...) || !unicode.In(r, unicode.L, unicode.M) {
			return false
		}
	}
	return true
}

// selectsVariant reports whether a variation selector follows what it can vary:
// an emoji, a keycap's digit, or a character of a script with variants, which
// Japanese names are written with.
func selectsVariant(selector, before, after rune) bool {
	switch {
	case selector < '\uFE00':
		return unicode.Is(unicode.Mongolian, before)
	case selector == '\uFE0E' || selector == '\uFE0F':
		return pictograph(before) || strings.ContainsRune("0123456789#*", before) && after == '\u20E3'
	}
	return unicode.In(before, unicode.Han, unicode.Myanmar, unicode.Phags_Pa)
}

func tag(r rune) bool { return r >= 0xE0020 && r <= 0xE007F }

// regionalFlag is the flag of a part of a country, such as Scotland: a black
// flag, the tags of its code, and the tag that ends them.
var regionalFlag = regexp.MustCompile(`^\x{1F3F4}[\x{E0030}-\x{E0039}\x{E0061}-\x{E007A}]{3,6}\x{E007F}`)

func inFlag(text []rune, i int) bool {
	const longest = 8
	start := i
	for start > 0 && i-start < longest && tag(text[start]) {
		start--
	}
	flag := regionalFlag.FindString(string(text[start:min(start+longest, len(text))]))
	return i < start+len([]rune(flag))
}
