package check

import (
	"strings"
	"testing"
)

func TestLength(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"":                         "must have 1 to 256 characters; the value is empty.",
		"a":                        "",
		strings.Repeat("🙂", 256):   "",
		strings.Repeat("é", 257):   "must have 1 to 256 characters; the value has 257.",
		strings.Repeat("ada", 100): "must have 1 to 256 characters; the value has 300.",
	} {
		if got := Length(1, 256)(value); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	const digits = "0123456789abcdef0123456789abcdef"
	for value, want := range map[string]string{
		digits:            "",
		"hunter2":         "",
		"two words":       "",
		"QQ" + digits:     "", // no kind of SID that is known
		"":                "is empty",
		"hunter2\n":       "white space",
		" hunter2":        "white space",
		"SK" + digits:     "takes a secret; this is an API key SID (SK…).",
		"AC" + digits:     "takes a secret; this is an Account SID (AC…).",
		"AC" + digits[1:]: "",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			got := Secret(value)
			if !strings.Contains(got, want) || (got == "") != (want == "") || strings.Contains(got, "hunter2") || strings.Contains(got, digits) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

func TestNotEmpty(t *testing.T) {
	t.Parallel()
	if NotEmpty(" ") != "" || !strings.Contains(NotEmpty(""), "is empty") {
		t.Error("only an empty text is empty")
	}
}

// TestUserIdentity: a client or server resolves these segments of a path.
func TestUserIdentity(t *testing.T) {
	t.Parallel()
	for value, refused := range map[string]bool{
		".": true, "..": true, "...": false, "a": false, "a/b?c#d e": false, "%2F": false, "%2E": false, "./a": false, ". ": false,
	} {
		if got := UserIdentity(value); (got != "") != refused {
			t.Errorf("%q %q", value, got)
		}
	}
}

func TestEnumerate(t *testing.T) {
	t.Parallel()
	for want, names := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := Enumerate(names); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
