package check

import (
	"strings"
	"testing"
)

func TestSIDProblem(t *testing.T) {
	t.Parallel()
	digits := "0123456789abcdefABCDEF0123456789"
	const (
		service = "takes a Conversation Service SID (IS and 32 hexadecimal digits)"
		account = "takes an Account SID (AC and 32 hexadecimal digits)"
		key     = "takes an API key SID (SK and 32 hexadecimal digits)"
		app     = "takes an OAuth app client ID (OQ and 32 hexadecimal digits)"
	)
	for name, test := range map[string]struct{ prefix, value, want string }{
		"service":              {"IS", "IS" + digits, ""},
		"account":              {"AC", "AC" + digits, ""},
		"key":                  {"SK", "SK" + digits, ""},
		"conversation":         {"IS", "CH" + digits, service + "; this is a Conversation SID (CH…)."},
		"account for service":  {"IS", "AC" + digits, service + "; this is an Account SID (AC…)."},
		"messaging service":    {"IS", "MG" + digits, service + "; this is a Messaging Service SID (MG…)."},
		"key for account":      {"AC", "SK" + digits, account + "; this is an API key SID (SK…)."},
		"account for key":      {"SK", "AC" + digits, key + "; this is an Account SID (AC…)."},
		"account for OAuth":    {"OQ", "AC" + digits, app + "; this is an Account SID (AC…)."},
		"unlisted kind":        {"IS", "QQ" + digits, service + "; this is a SID of another kind (QQ…)."},
		"empty":                {"IS", "", service + "; the value is empty."},
		"short":                {"IS", "IS" + digits[:31], service + "; the value has 33 characters, not 34."},
		"long":                 {"IS", "IS" + digits + "0", service + "; the value has 35 characters, not 34."},
		"short of another":     {"IS", "CH" + digits[:31], service + "; the value has 33 characters, not 34."},
		"wide characters":      {"IS", "ISé", service + "; the value has 3 characters, not 34."},
		"other digits":         {"IS", "IS" + strings.Repeat("z", 32), service + "; the value has other characters after IS."},
		"lower-case prefix":    {"IS", "is" + digits, service + "; the value has another form."},
		"secret of 34 letters": {"IS", strings.Repeat("x", 34), service + "; the value has another form."},
		"hexadecimal secret":   {"IS", "ab" + digits, service + "; the value has another form."},
		"line feed":            {"IS", "IS" + digits + "\n", "has a line feed (U+000A) at the end. Remove it: the argument " + service + "."},
		"space":                {"AC", " AC" + digits, "has a space (U+0020) at the beginning. Remove it: the argument " + account + "."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := SID(test.prefix)(test.value); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
