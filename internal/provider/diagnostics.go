package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/twilio"
)

// failure is a read that failed, with what its diagnostic needs in addition to the
// error.
type failure struct {
	err        error
	list       *list
	connection *connection
	pageSize   int // of the first request
	timeout    time.Duration
	// place says which of many participants failed, and page at which page.
	place string
	page  int
	// finished participants, pages and rows of all of them, before the failure.
	finished, pages, rows int64
}

// diagnostic says what happened, the likely cause and the next step, and then gives
// the evidence. It never holds an identity, an address or a credential.
func (f *failure) diagnostic() diag.Diagnostic {
	e, ok := errors.AsType[*twilio.Error](f.err)
	if !ok { // the provider itself found something wrong
		e = &twilio.Error{Cause: f.err}
	}
	p := f.problem(e)
	detail := strings.Join([]string{f.happened(e), f.advice(e, p), f.evidence(e, p)}, "\n\n")
	if p.attribute == "" {
		return diag.NewErrorDiagnostic(p.summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(p.attribute), p.summary, detail)
}

// problem returns the first one that fits.
func (f *failure) problem(e *twilio.Error) problem {
	for _, problems := range [][]problem{tokenProblems, f.list.problems, readProblems} {
		for _, p := range problems {
			if p.when(f, e) {
				return p
			}
		}
	}
	return problem{} // the last of readProblems fits everything
}

// advice returns cause and remedy, and which arguments choose the host that failed.
func (f *failure) advice(e *twilio.Error, p problem) string {
	text := p.cause + " " + p.remedy
	switch {
	case !p.hosts:
		return text
	case e.Token:
		return text + " " + checkTokenURL
	case f.connection.baseURL:
		return text + " " + checkBaseURL
	}
	return text + " " + checkRegion
}

const (
	checkTokenURL = "Check token_url too." //nolint:gosec // no credential
	checkBaseURL  = "Check base_url too."
	checkRegion   = "Check region and edge too: credentials and data belong to one region."
)

// happened says in one sentence what ended the read.
func (f *failure) happened(e *twilio.Error) string {
	doing := fmt.Sprintf("Reading page %d", f.page)
	if e.Token {
		doing = "Requesting an access token from the token endpoint " + e.Host
	}
	cause := causeOf(e)
	if errors.Is(e.Ended, context.DeadlineExceeded) {
		cause = fmt.Sprintf("the %s for the whole read ran out (last: %s)", f.timeout, cause)
	}
	if errors.Is(e.Ended, twilio.ErrWaitTooLong) {
		cause = fmt.Sprintf("the next attempt would come after %s, and the whole read has %s (last: %s)", e.Wait.Round(time.Second), f.timeout, cause)
	}
	return doing + " failed: " + strings.TrimSuffix(cause, ".") + "."
}

// causeOf returns status, code and Twilio's words, and the cause where there is
// more to say.
func causeOf(e *twilio.Error) string {
	var parts []string
	if e.Status >= http.StatusMultipleChoices || e.Code != 0 {
		text := strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
		if e.Code != 0 {
			text += fmt.Sprintf(" (error %d)", e.Code)
		}
		parts = append(parts, text)
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	if e.Cause != nil {
		parts = append(parts, e.Cause.Error())
	}
	return strings.Join(parts, ": ")
}

// evidence is what the reader, or Twilio's support, needs to look further.
func (f *failure) evidence(e *twilio.Error, p problem) string {
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, fmt.Sprintf("  %-13s%s", name+":", value))
		}
	}
	if e.URL != "" {
		add("Request", e.Method+" "+e.URL)
	}
	add("Participant", f.place)
	if f.pages > 0 {
		progress := fmt.Sprintf("pages read: %d; rows read: %d, all of them discarded", f.pages, f.rows)
		if f.place != "" {
			progress = fmt.Sprintf("participants finished: %d; %s", f.finished, progress)
		}
		add("Progress", progress)
	}
	if e.Attempts > 0 {
		add("Attempts", fmt.Sprint(e.Attempts))
	}
	add("Request ID", e.RequestID)
	add("More info", e.MoreInfo)
	if p.credentials {
		add("Credentials", f.connection.credentials)
	}
	return strings.Join(lines, "\n")
}
