package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/splice"
	"terraform-provider-twilio/internal/twilio"
)

// failed is a read that ended with an error.
func failed(err error) *failure {
	return &failure{err: err, connection: &connection{}, defaultPageSize: defaultPageSize, page: 1, timeout: time.Minute}
}

// TestEveryStatusIsNamed, whatever a server thinks of.
func TestEveryStatusIsNamed(t *testing.T) {
	t.Parallel()
	for status := 100; status < 600; status++ {
		for _, token := range []bool{false, true} {
			d := failed(&twilio.Error{Status: status, Token: token}).diagnostic()
			if want := " failed: " + strings.TrimSpace(strconv.Itoa(status)+" "+http.StatusText(status)) + "."; !strings.Contains(d.Detail(), want) {
				t.Errorf("%d is told as %s", status, d.Detail())
			}
			if success := status < 300; success != strings.HasPrefix(d.Summary(), "Reply Is Not From") {
				t.Errorf("%d is a %s", status, d.Summary())
			}
		}
	}
}

// TestOrderOfCauses: what ended a read decides before what its last attempt failed
// with, and in which order errors are joined decides nothing.
func TestOrderOfCauses(t *testing.T) {
	t.Parallel()
	ends := map[error]string{
		context.Canceled: "Read Interrupted", context.DeadlineExceeded: "Read Timed Out", twilio.ErrWaitTooLong: "Retry Would Exceed the Timeout",
	}
	causes := []error{
		nil, twilio.ErrNotAPI, twilio.ErrMismatch, twilio.ErrAccount, twilio.ErrConnect, twilio.ErrNoSuchHost, twilio.ErrProxy, twilio.ErrNoReply,
		twilio.ErrRefusedAlone, twilio.ErrCertificate, twilio.ErrRow, twilio.ErrNextPage,
	}
	for ended, summary := range ends {
		for i, cause := range causes {
			e := &twilio.Error{Status: http.StatusBadGateway, Ended: ended, Cause: cause}
			want := failed(e).diagnostic()
			if want.Summary() != summary {
				t.Errorf("%v after %v is %s, want %s", ended, cause, want.Summary(), summary)
			}
			last := "502 Bad Gateway"
			if cause != nil {
				last += ": " + cause.Error()
			}
			if cause != nil && !strings.Contains(want.Detail(), last) {
				t.Errorf("%v after %v does not say %s: %s", ended, cause, last, want.Detail())
			}
			for _, err := range []error{errors.Join(e, ended), errors.Join(ended, e), errors.Join(e, causes[1]), errors.Join(causes[1], e), fmt.Errorf("read: %w", e)} {
				if got := failed(err).diagnostic(); !got.Equal(want) {
					t.Errorf("another order of %v gives %s: %s", err, got.Summary(), got.Detail())
				}
			}
			other := causes[(i+1)%len(causes)]
			first := failed(&twilio.Error{Cause: errors.Join(cause, other)}).diagnostic()
			if second := failed(&twilio.Error{Cause: errors.Join(other, cause)}).diagnostic(); first.Summary() != second.Summary() {
				t.Errorf("%v and %v are %s or %s", cause, other, first.Summary(), second.Summary())
			}
		}
	}
}

// TestFailuresWithoutARequest: what ends a read between its requests.
func TestFailuresWithoutARequest(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{
		context.Canceled:         "Read Interrupted: Reading page 1 failed.\n",
		context.DeadlineExceeded: "Read Timed Out: Reading page 1 failed: the 1m0s for the whole read ran out.\n",
		splice.ErrTooLarge:       "Too Many Rows: Reading page 1 failed: " + splice.ErrTooLarge.Error() + ".\n",
	} {
		if d := failed(err).diagnostic(); !strings.HasPrefix(d.Summary()+": "+d.Detail(), want) {
			t.Errorf("%s: %s, want %s", d.Summary(), d.Detail(), want)
		}
	}
}

// TestIndexOfCodes: the guide leads from Twilio's code to the message that a read with
// it ends with.
func TestIndexOfCodes(t *testing.T) {
	t.Parallel()
	guide := Troubleshooting("<!-- codes -->\n")
	for code, status := range map[int]int{
		20001: 400, 20003: 401, 20004: 405, 20005: 403, 20006: 403, 20007: 400, 20008: 403, 20403: 403, 20404: 404, 20429: 429,
		20500: 500, 20503: 503, 50385: 400, 70002: 400,
	} {
		d := failed(&twilio.Error{Status: status, Code: code}).diagnostic()
		row := regexp.MustCompile(fmt.Sprintf(`(?m)^\| %d \| (.*;)? ?%s(;.*)? \|$`, code, d.Summary()))
		if !row.MatchString(guide) || !strings.Contains(d.Detail(), fmt.Sprintf("(error %d)", code)) {
			t.Errorf("%d with %d is %s: %s\nin\n%s", code, status, d.Summary(), d.Detail(), guide)
		}
	}
	if rows := strings.Count(guide, "\n"); rows != 14 {
		t.Errorf("%d codes, want 14:\n%s", rows, guide)
	}
	d := failed(&twilio.Error{Status: 400, Code: 20007}).diagnostic()
	if at, ok := d.(diag.DiagnosticWithPath); !ok || !at.Path().Equal(path.Root("page_size")) {
		t.Errorf("20007 is not about page_size: %v", d)
	}
	symptoms := Troubleshooting("<!-- symptoms -->\n")
	for _, want := range []string{"rotated | OAuth App Rejected |", "DNS does not know the host | Host Not Found |", "an empty list"} {
		if !strings.Contains(symptoms, want) {
			t.Errorf("no symptom has %q:\n%s", want, symptoms)
		}
	}
}

// TestOneVoice: every message comes from a problem that the guide has, and nothing else
// makes one.
func TestOneVoice(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		written += strings.Count(string(text), `summary: "`)
		own := regexp.MustCompile(`diag\.New|\.Add(Attribute)?(Error|Warning)\(`).FindAllString(string(text), -1)
		if file != "problems.go" && len(own) > 0 {
			t.Errorf("%s makes messages of its own: %v", file, own)
		}
	}
	problems := slices.Concat(argumentProblems, defects, regionProblems, tokenProblems, readProblems)
	for _, l := range lists {
		problems = append(problems, l.problems...)
	}
	causes := map[string]bool{} // lists share some
	for _, p := range problems {
		causes[p.summary+p.advice()] = true
	}
	if written != len(causes) {
		t.Errorf("%d problems are written, and the guide has %d", written, len(causes))
	}
	guide := Troubleshooting("<!-- messages -->\n<!-- defects -->\n")
	for _, p := range problems {
		row := fmt.Sprintf(" | %s | %s", p.cause, p.remedy)
		if !strings.Contains(guide, "| "+p.summary+" | ") || !strings.Contains(guide, row) {
			t.Errorf("the guide lacks %s:%s", p.summary, row)
		}
	}
}

// TestHostNotFound: the message is about what chose the host, and no credential.
func TestHostNotFound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		e          twilio.Error
		connection connection
		want       string
	}{
		"region":    {want: "Check region and edge too"},
		"base_url":  {connection: connection{resolved: resolved{endpoint: endpoint{replaced: true}}}, want: "Check base_url too"},
		"token_url": {e: twilio.Error{Token: true}, want: "Check token_url too"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.e.Cause = twilio.ErrNoSuchHost
			f := failed(&test.e)
			f.connection = &test.connection
			d := f.diagnostic()
			if text := d.Detail(); d.Summary() != "Host Not Found" || !strings.Contains(text, test.want) || !strings.Contains(text, "network's DNS") ||
				strings.Contains(strings.ToLower(text), "credential") {
				t.Errorf("%s: %s", d.Summary(), text)
			}
		})
	}
}
