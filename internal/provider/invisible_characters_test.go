package provider

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
		"inner tab":                 {"ada\tlovelace", "has a tab (U+0009) at character 4."},
		"null":                      {"a\x00da", "has a null character (U+0000) at character 2."},
		"bell":                      {"ada\alovelace", "has a control character (U+0007) at character 4."},
		"delete":                    {"ad\x7fa", "has a control character (U+007F) at character 3."},
		"next line":                 {"ada\u0085l", "has a next line character (U+0085) at character 4."},
		"line separator":            {"ada\u2028l", "has a line separator (U+2028) at character 4."},
		"after wide characters":     {"äö🙂\u200Bx", "has a zero-width space (U+200B) at character 4."},
		"zero-width space":          {"ada\u200B", "has a zero-width space (U+200B) at the end."},
		"inner byte order mark":     {"a\uFEFFda", "has a byte order mark (U+FEFF) at character 2."},
		"zero-width joiner":         {"a\u200Dda", "has a zero-width joiner (U+200D) at character 2."},
		"zero-width non-joiner":     {"a\u200Cda", "has a zero-width non-joiner (U+200C) at character 2."},
		"joiner after an emoji":     {"🙂\u200D", "has a zero-width joiner (U+200D) at the end."},
		"joiner before an emoji":    {"a\u200D🙂", "has a zero-width joiner (U+200D) at character 2."},
		"non-joiner after Persian":  {"علی\u200C", "has a zero-width non-joiner (U+200C) at the end."},
		"non-joiner before a space": {"می\u200C خواهم", "has a zero-width non-joiner (U+200C) at character 3."},
		"word joiner":               {"ada\u2060l", "has a word joiner (U+2060) at character 4."},
		"soft hyphen":               {"ada\u00ADl", "has a soft hyphen (U+00AD) at character 4."},
		"right-to-left override":    {"ada\u202Elove", "has an invisible character (U+202E) at character 4."},
		"isolate": {
			"\u2066ada\u2069",
			"has an invisible character (U+2066) at the beginning and an invisible character (U+2069) at the end.",
		},
		"left-to-right mark":        {"ada\u200E", "has a left-to-right mark (U+200E) at the end."},
		"Arabic letter mark":        {"ada\u061C", "has an invisible character (U+061C) at the end."},
		"Hangul filler":             {"\u3164", "has a Hangul filler (U+3164) at the beginning."},
		"Hangul choseong filler":    {"ada\u115F", "has an invisible character (U+115F) at the end."},
		"halfwidth Hangul filler":   {"ada\uFFA0l", "has an invisible character (U+FFA0) at character 4."},
		"Mongolian vowel separator": {"ada\u180El", "has an invisible character (U+180E) at character 4."},
		"grapheme joiner":           {"ada\u034Fl", "has an invisible character (U+034F) at character 4."},
		"variation selector":        {"ada\uFE0Fl", "has an invisible character (U+FE0F) at character 4."},
		"variation selector, digit": {"ada1\uFE0F", "has an invisible character (U+FE0F) at the end."},
		"two variation selectors":   {"❤\uFE0F\uFE0Fx", "has an invisible character (U+FE0F) at character 3."},
		"supplementary selector":    {"a\U000E0101da", "has an invisible character (U+E0101) at character 2."},
		"Mongolian selector":        {"a\u180Bda", "has an invisible character (U+180B) at character 2."},
		"tag":                       {"a\U000E0041da", "has an invisible character (U+E0041) at character 2."},
		"tags without an end": {
			"🏴\U000E0067\U000E0062x",
			"has an invisible character (U+E0067) at character 2 " +
				"and an invisible character (U+E0062) at character 3.",
		},
		"flag without a region": {"🏴\U000E007Fx", "has an invisible character (U+E007F) at character 2."},
		"tag after a flag": {
			scotland + "\U000E0061x",
			"has an invisible character (U+E0061) at character 8.",
		},
		"more than three": {
			"\uFEFF a\u200Bb\r\n",
			"has a byte order mark (U+FEFF) at the beginning, a space (U+0020) at the beginning, " +
				"a zero-width space (U+200B) at character 4 and others.",
		},
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
			if got := invisibleProblem(test.value); got != test.want {
				t.Errorf("%q %s\nwant %s", test.value, got, test.want)
			}
		})
	}
}

const scotland = "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"
