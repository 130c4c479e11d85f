// Command troubleshooting writes the troubleshooting guide, whose table is that of
// the provider's messages.
package main

import (
	_ "embed"
	"fmt"
	"os"
	"strings"

	"terraform-provider-twilio/internal/provider"
)

// guide is the guide around its table.
//
//go:embed guide.md
var guide string

func main() {
	text := strings.Replace(guide, "<!-- table -->\n", provider.Troubleshooting(), 1)
	if err := os.WriteFile("templates/guides/troubleshooting.md", []byte(text), 0o644); err != nil { //nolint:gosec // a document
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
