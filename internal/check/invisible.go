package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// characterNames are the characters that files, web pages and spreadsheets
// usually leave in a value.
var characterNames = map[rune]string{
	0: "a null character", '\t': "a tab", '\n': "a line feed", '\r': "a carriage return", ' ': "a space",
	'\u0085': "a next line character", '\u00A0': "a no-break space", '\u00AD': "a soft hyphen",
	'\u200B': "a zero-width space", '\u200C': "a zero-width non-joiner", '\u200D': "a zero-width joiner",
	'\u200E': "a left-to-right mark", '\u200F': "a right-to-left mark",
	'\u2028': "a line separator", '\u2029': "a paragraph separator", '\u202F': "a narrow no-break space",
	'\u2060': "a word joiner", '\u3000': "an ideographic space", '\u3164': "a Hangul filler", '\uFEFF': "a byte order mark",
}

// neverInside reports whether no name is written with a character. Words and emoji
// are written with joiners, variation selectors and tags, which are not among these.
func neverInside(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) ||
		strings.ContainsRune("\u00AD\u200B\u2060\u2061\u2062\u2063\u2064\u3164\uFEFF\uFFA0", r)
}

// invisible is a character that nobody sees, and where it stands in the value.
type invisible struct {
	character rune
	place     string
	inside    bool
}

// String names the character and its place, never what surrounds it.
func (c invisible) String() string {
	name := characterNames[c.character]
	switch {
	case name != "":
	case unicode.IsControl(c.character):
		name = "a control character"
	case unicode.IsSpace(c.character):
		name = "a white space character"
	default:
		name = "an invisible character"
	}
	return fmt.Sprintf("%s (U+%04X) %s", name, c.character, c.place)
}

// Invisible names white space and invisible characters at the ends of a value, and
// inside it those that no name is written with: the first three, with their places.
func Invisible(value string) string {
	var texts []string
	for _, found := range findInvisible(value) {
		if text := found.String(); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
		if len(texts) > 3 {
			texts[3] = "others"
			break
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return "has " + Enumerate(texts) + "."
}

// InvisibleRemedy gives the usual sources of the invisible characters of a value, and
// the functions that remove them.
func InvisibleRemedy(value string) string {
	var crlf, mark, trim, replace string
	for _, found := range findInvisible(value) {
		switch found.character {
		case '\r':
			crlf = "Lines of a file with CRLF line endings end with a carriage return. "
		case '\uFEFF':
			mark = "Some editors save a byte order mark at the beginning of a file. "
		}
		switch {
		case unicode.IsSpace(found.character) && !found.inside:
			trim = `Remove white space with trimspace, for example [for name in split("\n", file("names.txt")) : trimspace(name)]. `
		case replace == "" && found.character > 0xFFFF:
			replace = fmt.Sprintf(`Remove the character with replace(name, "\U%08X", "").`, found.character)
		case replace == "":
			replace = fmt.Sprintf(`Remove the character with replace(name, "\u%04X", "").`, found.character)
		}
	}
	return strings.TrimSpace(crlf + mark + trim + replace)
}

func findInvisible(value string) (all []invisible) {
	start, end, character := len(value)-len(strings.TrimLeftFunc(value, unseen)), len(strings.TrimRightFunc(value, unseen)), 0
	for i, r := range value {
		character++
		switch {
		case i < start:
			all = append(all, invisible{r, "at the beginning", false})
		case i == end && written(value[:i], r):
			end += utf8.RuneLen(r)
		case i >= end:
			all = append(all, invisible{r, "at the end", false})
		case neverInside(r):
			all = append(all, invisible{r, fmt.Sprintf("at character %d", character), true})
		}
	}
	return all
}

// unseen reports whether a character leaves no mark of its own.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || r == '\u2800' || // the blank of Braille
		unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
			!unicode.Is(unicode.Prepended_Concatenation_Mark, r) // of category Cf, but visible
}

// viramas take a joiner also at a word's end, as in Malayalam. Source: RFC 5892, A.1.
const viramas = "\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA"

// written reports whether an invisible character at the end of a name belongs to its
// spelling: emoji end with variation selectors and tags, words with joiners.
func written(name string, r rune) bool {
	before, _ := utf8.DecodeLastRuneInString(name)
	if unicode.Is(unicode.Join_Control, r) {
		return strings.ContainsRune(viramas, before)
	}
	return before > unicode.MaxASCII && (unicode.Is(unicode.Variation_Selector, r) || r >= 0xE0020 && r <= 0xE007F)
}
