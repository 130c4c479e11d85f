// Package workflows_test holds the tests of what is in .github.
package workflows_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// workflows are the texts of the workflows, by name of the file.
func workflows(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d workflows: %v", len(files), err)
	}
	texts := map[string]string{}
	for _, file := range files {
		texts[filepath.Base(file)] = read(t, file)
	}
	return texts
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var jobName = regexp.MustCompile(`(?m)^  ([\w-]+):\n`)

// jobs splits the text of a workflow at the keys of its jobs.
func jobs(t *testing.T, workflow string) map[string]string {
	t.Helper()
	_, text, found := strings.Cut(workflow, "\njobs:\n")
	names := jobName.FindAllStringSubmatchIndex(text, -1)
	if !found || len(names) == 0 {
		t.Fatal("the workflow has no jobs")
	}
	parts := map[string]string{}
	for i, name := range names {
		end := len(text)
		if i+1 < len(names) {
			end = names[i+1][0]
		}
		parts[text[name[2]:name[3]]] = text[name[1]:end]
	}
	return parts
}

var (
	usesLine = regexp.MustCompile(`(?m)^ +(?:- )?uses: (.*)$`)
	pinned   = regexp.MustCompile(`^([\w.-]+/[\w./-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
)

func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	commits := map[string]string{}
	for file, text := range workflows(t) {
		if got, want := len(usesLine.FindAllString(text, -1)), strings.Count(text, "uses:"); got != want {
			t.Errorf("%s: this test reads %d of %d uses", file, got, want)
		}
		for _, uses := range usesLine.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(uses[1], "./") {
				continue
			}
			action := pinned.FindStringSubmatch(uses[1])
			if action == nil {
				t.Errorf("%s: %s is not pinned by commit, with the version in a comment", file, uses[1])
				continue
			}
			if commit, known := commits[action[1]]; known && commit != action[2] {
				t.Errorf("%s: %s differs from %s elsewhere", file, uses[1], commit)
			}
			commits[action[1]] = action[2]
		}
	}
}

var writes = regexp.MustCompile(`(?m)^ *[\w-]+: write\b`)

func TestWorkflowsHoldNoMoreThanTheyNeed(t *testing.T) {
	t.Parallel()
	for file, text := range workflows(t) {
		if !strings.Contains(text, "\npermissions:\n  contents: read\n\n") {
			t.Errorf("%s: the default is more than to read the contents", file)
		}
		// They run a pull request's code with this repository's secrets.
		for _, trigger := range []string{"pull_request_target", "workflow_run", "issue_comment"} {
			if strings.Contains(text, trigger) {
				t.Errorf("%s: it has the trigger %s", file, trigger)
			}
		}
		if checkouts, without := strings.Count(text, "actions/checkout@"),
			strings.Count(text, "persist-credentials: false"); checkouts != without {
			t.Errorf("%s: %d of %d checkouts leave no token behind", file, without, checkouts)
		}
		for job, text := range jobs(t, text) {
			if file == "release.yml" && job == "publish" {
				continue
			}
			if writes.MatchString(text) || strings.Contains(text, "secrets") || strings.Contains(text, "write-all") {
				t.Errorf("%s: job %s has secrets or may write", file, job)
			}
		}
	}
}

func TestPublishCompilesNothing(t *testing.T) {
	t.Parallel()
	publish := jobs(t, workflows(t)["release.yml"])["publish"]
	if !strings.Contains(publish, "\n    environment: release\n") {
		t.Error("it is not in the protected environment")
	}
	for _, command := range []string{"checkout", "setup-", "install", "make", "cache"} {
		if strings.Contains(publish, command) {
			t.Errorf("where the signing key is, %s runs", command)
		}
	}
	var actions []string
	for _, uses := range usesLine.FindAllStringSubmatch(publish, -1) {
		name, _, _ := strings.Cut(uses[1], "@")
		actions = append(actions, name)
	}
	if want := []string{"actions/download-artifact", "actions/attest"}; !slices.Equal(actions, want) {
		t.Errorf("it uses %v, want %v", actions, want)
	}
	// The hash comes from the build by another way than the files.
	steps := []string{"needs.build.outputs.sha256", "--detach-sign", "gh release create"}
	for i, step := range steps {
		at := strings.Index(publish, step)
		if at < 0 || i > 0 && at < strings.Index(publish, steps[i-1]) {
			t.Errorf("%s is missing or too early", step)
		}
	}
}

var condition = regexp.MustCompile(`(?m)^ +(?:- )?(?:if|continue-on-error):`)

func TestReleaseWaitsForMainAndTests(t *testing.T) {
	t.Parallel()
	release := jobs(t, workflows(t)["release.yml"])
	for job, want := range map[string]string{
		"main":    "/compare/main...$GITHUB_SHA",
		"test":    "    needs: main\n    uses: ./.github/workflows/test.yml\n",
		"build":   "    needs: main\n",
		"publish": "    needs: [test, build]\n",
	} {
		if !strings.Contains(release[job], want) {
			t.Errorf("job %s lacks %q", job, want)
		}
		if condition.MatchString(release[job]) {
			t.Errorf("job %s may run after a failure, or hide one", job)
		}
	}
	if len(release) != 4 {
		t.Errorf("there are %d jobs, want 4", len(release))
	}
}
