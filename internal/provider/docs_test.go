package provider

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twilio"
)

func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEveryErrorIsDocumented looks for the summaries of errors and warnings, the
// texts in title case of this package, in the tables for troubleshooting.
func TestEveryErrorIsDocumented(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	summary := regexp.MustCompile(`^[A-Z][A-Za-z'-]+( a| to| [A-Z][A-Za-z'-]+)+$`)
	summaries := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, err := strconv.Unquote(literal.Value); err == nil && summary.MatchString(text) {
					summaries[text] = true
				}
			}
			return true
		})
	}
	if !summaries["Not Enough Time to Try Again"] || !summaries["Edge Without a Region"] {
		t.Fatalf("the summaries are not found as they should be: %v", summaries)
	}
	documented := map[string]bool{} // the first column of every table
	pages := document(t, "index.md") + document(t, "data-sources/service_participant_conversations.md")
	for _, row := range regexp.MustCompile(`(?m)^\| ([^|]+) \|`).FindAllStringSubmatch(pages, -1) {
		for text := range strings.SplitSeq(strings.TrimSuffix(row[1], " (warning)"), ", ") {
			documented[text] = true
		}
	}
	for text := range summaries {
		if !documented[text] {
			t.Errorf("%q is in no table for troubleshooting", text)
		}
	}
}

func TestDefaultEdgesAreDocumented(t *testing.T) {
	t.Parallel()
	page := document(t, "index.md")
	for region, edge := range twilio.DefaultEdges {
		if row := "\n| `" + region + "` | `" + edge + "` |\n"; !strings.Contains(page, row) {
			t.Errorf("the table of default edges lacks %s", row)
		}
	}
	if rows := len(regexp.MustCompile("\n\\| `[a-z]+[0-9]+` \\|").FindAllString(page, -1)); rows != len(twilio.DefaultEdges) {
		t.Errorf("the table of default edges has %d rows, want %d", rows, len(twilio.DefaultEdges))
	}
}

// TestTheTableOfFaults: the tests that DESIGN.md names exist.
func TestTheTableOfFaults(t *testing.T) {
	t.Parallel()
	design, err := os.ReadFile("../../DESIGN.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../*/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	names := regexp.MustCompile("`(?:twilio\\.|provider\\.)?((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(string(design), -1)
	if len(names) < 30 {
		t.Errorf("DESIGN.md names %d tests, too few to be the table", len(names))
	}
	for _, name := range names {
		if !strings.Contains(code.String(), "func "+name[1]+"(") {
			t.Errorf("DESIGN.md names %s, which does not exist", name[1])
		}
	}
}
