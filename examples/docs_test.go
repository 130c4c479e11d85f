package examples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/terraformtest"
)

// documents are the files of the repository that people read.
func documents(t *testing.T, patterns ...string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join("..", pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no documents match %s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[file] = string(text)
		}
	}
	return texts
}

// block is a Terraform configuration in a document.
var block = regexp.MustCompile("(?s)\n```terraform\n(.*?)```")

const requiredProviders = `terraform {
  required_providers {
    twilio = {
      source = "terraform.local/local/twilio"
    }
  }
}
`

// TestBlocksOfDocumentsAreValid: those of the pages of types are the examples.
func TestBlocksOfDocumentsAreValid(t *testing.T) {
	t.Parallel()
	for file, text := range documents(t, "docs/index.md", "docs/guides/*.md", "README.md") {
		for i, found := range block.FindAllStringSubmatch(text, -1) {
			t.Run(fmt.Sprintf("%s %d", filepath.Base(file), i+1), func(t *testing.T) {
				t.Parallel()
				configuration := found[1]
				if !strings.Contains(configuration, "required_providers") {
					configuration = requiredProviders + configuration
				}
				configuration = strings.NewReplacer(`"twilio/twilio"`, `"terraform.local/local/twilio"`, `"0.0.1"`, `"0.1.0"`).Replace(configuration)
				w := terraformtest.Workspace(t, map[string]string{"main.tf": configuration})
				if _, err := w.Run(t.Context(), "validate"); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	anchor  = regexp.MustCompile(`<a id="([^"]+)">`)
)

// TestLinksResolve: to files of the repository, and to headings in them.
func TestLinksResolve(t *testing.T) {
	t.Parallel()
	all := documents(t, "*.md", "docs/*.md", "docs/*/*.md")
	for file, text := range all {
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			target, fragment, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			path := file
			if target != "" {
				path = filepath.Join(filepath.Dir(file), target)
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s links to %s, which is not there", file, found[1])
				continue
			}
			if fragment != "" && !anchors(all[path])[fragment] {
				t.Errorf("%s links to %s, where no such heading is", file, found[1])
			}
		}
	}
}

// anchors are the fragments of a document's headings, as Markdown readers make them.
func anchors(text string) map[string]bool {
	fragments := map[string]bool{}
	for _, found := range heading.FindAllStringSubmatch(text, -1) {
		fragment := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-_", r):
				return r
			}
			return -1
		}, strings.ToLower(found[1]))
		fragments[fragment] = true
	}
	for _, found := range anchor.FindAllStringSubmatch(text, -1) {
		fragments[found[1]] = true
	}
	return fragments
}

// TestPagesOfTypes: the schema comes early, and the notes are few.
func TestPagesOfTypes(t *testing.T) {
	t.Parallel()
	for file, text := range documents(t, "docs/data-sources/*.md", "docs/ephemeral-resources/*.md") {
		before, after, found := strings.Cut(text, "\n## Schema\n")
		if lines := strings.Count(before, "\n"); !found || lines >= 90 {
			t.Errorf("%s: the schema comes after %d lines", file, lines)
		}
		_, notes, found := strings.Cut(after, "\n## Notes\n")
		if lines := strings.Count(strings.TrimSpace(notes), "\n") + 1; !found || lines > 10 {
			t.Errorf("%s: %d lines of notes", file, lines)
		}
	}
}

// TestTableOfRegions: it has the regions of the code.
func TestTableOfRegions(t *testing.T) {
	t.Parallel()
	page := documents(t, "docs/guides/network.md")["../docs/guides/network.md"]
	for region, edge := range check.DefaultEdges {
		if row := "\n| `" + region + "` | `" + edge + "` |"; !strings.Contains(page, row) {
			t.Errorf("the table of default edges lacks %s", row)
		}
	}
	if rows := len(regexp.MustCompile("\n\\| `[a-z]+[0-9]+` \\|").FindAllString(page, -1)); rows != len(check.DefaultEdges) {
		t.Errorf("the table of default edges has %d rows, want %d", rows, len(check.DefaultEdges))
	}
}
