package check

import "testing"

// TestInvisibleCharacters: each is named with its place, and the value is not
// repeated.
func TestInvisibleCharacters(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ value, want string }{
		"carriage return": {"ada\r", "has a carriage return (U+000D) at the end."},
		"line feed":       {"ada\n", "has a line feed (U+000A) at the end."},
		"CRLF": {
			"ada\r\n",
			"has a carriage return (U+000D) at the end and a line feed (U+000A) at the end.",
		},
		"byte order mark": {"\uFEFFada", "has a byte order mark (U+FEFF) at the beginning."},
		"byte order mark and CR": {
			"\uFEFFada\r",
			"has a byte order mark (U+FEFF) at the beginning and a carriage return (U+000D) at the end.",
		},
		"leading space":       {" ada", "has a space (U+0020) at the beginning."},
		"two trailing spaces": {"ada  ", "has a space (U+0020) at the end."},
		"tab":                 {"\tada", "has a tab (U+0009) at the beginning."},
		"no-break space":      {"ada\u00A0", "has a no-break space (U+00A0) at the end."},
		"en quad":             {"ada\u2000", "has a white space character (U+2000) at the end."},
		"ideographic space":   {"\u3000ada", "has an ideographic space (U+3000) at the beginning."},
		"Braille blank":       {"ada\u2800", "has an invisible character (U+2800) at the end."},
		"white space alone": {
			" \t",
			"has a space (U+0020) at the beginning and a tab (U+0009) at the beginning.",
		},
		"inner tab":                         {"ada\tlovelace", "has a tab (U+0009) at character 4."},
		"null":                              {"a\x00da", "has a null character (U+0000) at character 2."},
		"bell":                              {"ada\alovelace", "has a control character (U+0007) at character 4."},
		"delete":                            {"ad\x7fa", "has a control character (U+007F) at character 3."},
		"next line":                         {"ada\u0085l", "has a next line character (U+0085) at character 4."},
		"line separator":                    {"ada\u2028l", "has a line separator (U+2028) at character 4."},
		"after wide characters":             {"äö🙂\u200Bx", "has a zero-width space (U+200B) at character 4."},
		"zero-width space":                  {"ada\u200B", "has a zero-width space (U+200B) at the end."},
		"inner byte order mark":             {"a\uFEFFda", "has a byte order mark (U+FEFF) at character 2."},
		"inside: zero-width joiner":         {"a\u200Dda", ""},
		"inside: zero-width non-joiner":     {"a\u200Cda", ""},
		"joiner after an emoji":             {"🙂\u200D", "has a zero-width joiner (U+200D) at the end."},
		"inside: joiner before an emoji":    {"a\u200D🙂", ""},
		"non-joiner after Persian":          {"علی\u200C", "has a zero-width non-joiner (U+200C) at the end."},
		"inside: non-joiner before a space": {"می\u200C خواهم", ""},
		"word joiner":                       {"ada\u2060l", "has a word joiner (U+2060) at character 4."},
		"soft hyphen":                       {"ada\u00ADl", "has a soft hyphen (U+00AD) at character 4."},
		"right-to-left override":            {"ada\u202Elove", "has an invisible character (U+202E) at character 4."},
		"isolate": {
			"\u2066ada\u2069",
			"has an invisible character (U+2066) at the beginning and an invisible character (U+2069) at the end.",
		},
		"left-to-right mark":                {"ada\u200E", "has a left-to-right mark (U+200E) at the end."},
		"Arabic letter mark":                {"ada\u061C", "has an invisible character (U+061C) at the end."},
		"Hangul filler":                     {"\u3164", "has a Hangul filler (U+3164) at the beginning."},
		"Hangul choseong filler":            {"ada\u115F", "has an invisible character (U+115F) at the end."},
		"halfwidth Hangul filler":           {"ada\uFFA0l", "has an invisible character (U+FFA0) at character 4."},
		"inside: Mongolian vowel separator": {"ada\u180El", ""},
		"inside: grapheme joiner":           {"ada\u034Fl", ""},
		"inside: variation selector":        {"ada\uFE0Fl", ""},
		"variation selector, digit":         {"ada1\uFE0F", "has an invisible character (U+FE0F) at the end."},
		"inside: two variation selectors":   {"❤\uFE0F\uFE0Fx", ""},
		"inside: supplementary selector":    {"a\U000E0101da", ""},
		"inside: Mongolian selector":        {"a\u180Bda", ""},
		"inside: tag":                       {"a\U000E0041da", ""},
		"inside: tags without an end":       {"🏴\U000E0067\U000E0062x", ""},
		"inside: flag without a region":     {"🏴\U000E007Fx", ""},
		"inside: tag after a flag":          {scotland + "\U000E0061x", ""},
		"more than three": {
			"\uFEFF a\u200Bb\r\n",
			"has a byte order mark (U+FEFF) at the beginning, a space (U+0020) at the beginning, " +
				"a zero-width space (U+200B) at character 4 and others.",
		},
		"joiner at the beginning":    {"\u200Dada", "has a zero-width joiner (U+200D) at the beginning."},
		"selector at the beginning":  {"\uFE0Fada", "has an invisible character (U+FE0F) at the beginning."},
		"joiner at the end":          {"ada\u200D", "has a zero-width joiner (U+200D) at the end."},
		"two joiners after a virama": {"രാജന്\u200D\u200D", "has a zero-width joiner (U+200D) at the end."},
		"grapheme joiner at the end": {"adé\u034F", "has an invisible character (U+034F) at the end."},
		"selector after a space":     {"ada \uFE0F", "has a space (U+0020) at the end and an invisible character (U+FE0F) at the end."},
		"space after a selector":     {"❤\uFE0F ", "has a space (U+0020) at the end."},
		"tags at the end":            {"ada\U000E0041\U000E0042", "has an invisible character (U+E0041) at the end and an invisible character (U+E0042) at the end."},
		"every bidi mark":            {"a\u202Ab\u2069c\u061Cd", "has an invisible character (U+202A) at character 2, an invisible character (U+2069) at character 4 and an invisible character (U+061C) at character 6."},
		"name":                       {"ada.lovelace@example.com", ""},
		"inner spaces":               {"Ada  King Lovelace", ""},
		"inner no-break space":       {"Ada\u00A0Lovelace", ""},
		"family":                     {"👩\u200D👩\u200D👧", ""},
		"profession with skin tone":  {"👩🏽\u200D🚀", ""},
		"heart on fire":              {"❤\uFE0F\u200D🔥", ""},
		"head shaking":               {"🙂\u200D↔\uFE0F", ""},
		"trailing variation":         {"ada ❤\uFE0F", ""},
		"copyright":                  {"©\uFE0F and ‼\uFE0F", ""},
		"keycap":                     {"1\uFE0F\u20E3", ""},
		"new emoji":                  {"🧑\u200D\U0001FAEA", ""},
		"flag":                       {"🇩🇪", ""},
		"flag of Scotland":           {scotland, ""},
		"two flags":                  {scotland + scotland, ""},
		"combining marks":            {"e\u0301 Ada\u0308", ""},
		"Persian":                    {"می\u200Cخواهم", ""},
		"Persian after a vowel sign": {"مِ\u200Cن", ""},
		"Hindi":                      {"क्\u200Dष", ""},
		"Bengali":                    {"র\u200D্যাব", ""},
		"Malayalam":                  {"രാജന്\u200D", ""},
		"Mongolian":                  {"ᠬᠠᠨ\u180Eᠠ ᠭ\u180B", ""},
		"Hebrew with a joined mark":  {"ש\u05C1\u034F\u05B0", ""},
		"Japanese name variant":      {"葛\U000E0100城", ""},
		"Arabic number sign":         {"\u0600١", ""},
		"empty":                      {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Invisible(test.value); got != test.want {
				t.Errorf("%q %s\nwant %s", test.value, got, test.want)
			}
		})
	}
}

const scotland = "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"

func TestInvisibleRemedy(t *testing.T) {
	t.Parallel()
	const (
		crlf = "Lines of a file with CRLF line endings end with a carriage return."
		mark = "Some editors save a byte order mark at the beginning of a file."
		trim = `Remove white space with trimspace, for example [for name in split("\n", file("names.txt")) : trimspace(name)].`
	)
	for name, test := range map[string]struct {
		value, want string
	}{
		"none":          {"ada", ""},
		"space":         {"ada ", trim},
		"CR":            {"ada\r", crlf + " " + trim},
		"mark":          {"\uFEFFada", mark + ` Remove the character with replace(name, "\uFEFF", "").`},
		"mark, then CR": {"\uFEFFada\r", crlf + " " + mark + " " + trim + ` Remove the character with replace(name, "\uFEFF", "").`},
		"one each":      {"a\u200Bda ", trim + ` Remove the character with replace(name, "\u200B", "").`},
		"inner tab":     {"a\tda", `Remove the character with replace(name, "\u0009", "").`},
		"tag":           {"ada\U000E0041", `Remove the character with replace(name, "\U000E0041", "").`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := InvisibleRemedy(test.value); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
		})
	}
}
