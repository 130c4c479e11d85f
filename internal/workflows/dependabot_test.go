package workflows_test

import (
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// modules are the folders of the Go modules, as dependabot.yml writes them.
func modules(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && file != root && strings.HasPrefix(name, ".") {
			return fs.SkipDir
		}
		if entry.Name() == "go.mod" {
			dir, err := filepath.Rel(root, filepath.Dir(file))
			found = append(found, path.Join("/", filepath.ToSlash(dir)))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var (
	updates = regexp.MustCompile(`(?m)^  - package-ecosystem: `)
	listed  = regexp.MustCompile(`(?m)^      - (/.*)$`)
	inline  = regexp.MustCompile(`(?m)^    directories: \[(.*)\]$`)
)

func TestDependabotSeesEveryModule(t *testing.T) {
	t.Parallel()
	text := read(t, filepath.Join(root, ".github", "dependabot.yml"))
	var seen []string
	for _, line := range listed.FindAllStringSubmatch(text, -1) {
		seen = append(seen, line[1])
	}
	for _, line := range inline.FindAllStringSubmatch(text, -1) {
		seen = append(seen, strings.Split(line[1], ", ")...)
	}
	slices.Sort(seen)
	want := modules(t)
	slices.Sort(want)
	if !slices.Equal(seen, want) {
		t.Errorf("it sees %v, want %v", seen, want)
	}
	waiting := strings.Count(text, "    cooldown:\n      default-days: 7\n")
	if all := len(updates.FindAllString(text, -1)); waiting != all {
		t.Errorf("%d of %d updates wait a week", waiting, all)
	}
}

var (
	tool    = regexp.MustCompile(`(?m)^tool (\S+)$`)
	require = regexp.MustCompile(`(?m)^(?:require|\t)\s*(\S+) v\S+`)
)

// Dependabot updates a tool only where its module is named.
func TestDependabotUpdatesEveryTool(t *testing.T) {
	t.Parallel()
	text := read(t, filepath.Join(root, ".github", "dependabot.yml"))
	tools := 0
	for _, dir := range modules(t) {
		gomod := read(t, filepath.Join(root, filepath.FromSlash(dir), "go.mod"))
		for _, tool := range tool.FindAllStringSubmatch(gomod, -1) {
			tools++
			module := ""
			for _, require := range require.FindAllStringSubmatch(gomod, -1) {
				if strings.HasPrefix(tool[1]+"/", require[1]+"/") && len(require[1]) > len(module) {
					module = require[1]
				}
			}
			if module == "" || !strings.Contains(text, "      - dependency-name: "+module+"\n        dependency-type: all\n") {
				t.Errorf("%s: the module %q of %s is not named", dir, module, tool[1])
			}
			if want := path.Join("/tools", path.Base(dir)); dir != want {
				t.Errorf("%s is not in %s", tool[1], want)
			}
		}
	}
	if tools != 4 {
		t.Errorf("found %d tools, want 4", tools)
	}
}
