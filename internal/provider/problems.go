package provider

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/twilio"
)

// problem is one thing that can go wrong: its message and its row of the
// troubleshooting guide say the same.
type problem struct {
	summary string
	warning bool
	// attribute that the message of a failed read stands on, empty where none is to
	// blame.
	attribute string
	// cause and remedy are the likely cause and the next step.
	cause, remedy string
	// symptom is how else somebody may come upon it, and codes are Twilio's codes that
	// lead to it; both are indexes of the guide.
	symptom string
	codes   []int
	// when tells the failed reads that it is about; nil for other problems.
	when func(f *failure, e *twilio.Error) bool
	// host says why the wrong host may be to blame, empty where it is not.
	host string
	// credentials reports that it matters which credentials were used.
	credentials bool
}

// diagnostic is the one form of every message: what happened, which never holds
// a value, cause and remedy, and what else there is to know.
func (p problem) diagnostic(at path.Path, happened string, more ...string) diag.Diagnostic {
	paragraphs := append([]string{happened, p.advice()}, more...)
	detail := strings.Join(slices.DeleteFunc(paragraphs, func(paragraph string) bool { return paragraph == "" }), "\n\n")
	whole := len(at.Steps()) == 0
	switch {
	case p.warning && whole:
		return diag.NewWarningDiagnostic(p.summary, detail)
	case p.warning:
		return diag.NewAttributeWarningDiagnostic(at, p.summary, detail)
	case whole:
		return diag.NewErrorDiagnostic(p.summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(at, p.summary, detail)
}

func (p problem) advice() string { return p.cause + " " + p.remedy }

// failure is a read that failed, with what its message needs in addition to the
// error.
type failure struct {
	err        error
	connection *connection
	// problems are the list's own, and defaultPageSize is its page size where none is
	// set.
	problems        []problem
	defaultPageSize int
	pageSize        int // of the first request
	timeout         time.Duration
	// service is the SID of the Conversation Service that was asked, empty for a list
	// of none, and serviceArgument is where the SID stands.
	service         string
	serviceArgument path.Path
	// inPath reports that a 404 may be about a name.
	inPath bool
	// proving reports that the service itself was asked, which a 404 made necessary.
	proving bool
	// place says which of many requests failed, and page at which page.
	place string
	page  int
	// finished of all requests, and pages and rows of all of them, before the failure.
	finished, all, pages, rows int64
}
