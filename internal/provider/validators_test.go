package provider

import (
	"strings"
	"testing"
)

func TestLengthProblem(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"":                         "must have 1 to 256 characters; the value is empty.",
		"a":                        "",
		strings.Repeat("🙂", 256):   "",
		strings.Repeat("é", 257):   "must have 1 to 256 characters; the value has 257.",
		strings.Repeat("ada", 100): "must have 1 to 256 characters; the value has 300.",
	} {
		if got := lengthProblem(1, 256)(value); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
