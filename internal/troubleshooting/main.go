// Command troubleshooting writes the troubleshooting guide, whose tables are
// those of the provider's messages.
package main

import (
	_ "embed"
	"fmt"
	"os"

	"terraform-provider-twilio/internal/provider"
)

// guide is the guide around its tables.
//
//go:embed guide.md
var guide string

func main() {
	text := provider.Troubleshooting(guide)
	if err := os.WriteFile("templates/guides/troubleshooting.md", []byte(text), 0o644); err != nil { //nolint:gosec // a document
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
