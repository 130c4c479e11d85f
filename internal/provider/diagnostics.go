package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/twilio"
)

// diagnostic says what happened, the likely cause and the next step, and then gives
// the evidence. It never holds an identity, an address or a credential.
func (f *failure) diagnostic() diag.Diagnostic {
	e, ok := errors.AsType[*twilio.Error](f.err)
	if !ok { // no request failed
		e = &twilio.Error{Cause: f.err}
		for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
			if errors.Is(f.err, ended) {
				e = &twilio.Error{Ended: ended}
			}
		}
	}
	p := f.problem(e)
	if p.host != "" {
		p.remedy += " " + f.checkHost(e, p)
	}
	at := path.Empty()
	if p.attribute != "" {
		at = path.Root(p.attribute)
	}
	if p.attribute == chatServiceSID {
		at = f.serviceArgument
	}
	return p.diagnostic(at, f.happened(e), f.evidence(e, p))
}

// problem returns the first one that fits.
func (f *failure) problem(e *twilio.Error) problem {
	problems := slices.Concat(regionProblems, tokenProblems, f.problems, readProblems)
	return problems[slices.IndexFunc(problems, func(p problem) bool { return p.when(f, e) })] // the last one fits everything
}

// checkHost names the arguments that chose the host.
func (f *failure) checkHost(e *twilio.Error, p problem) string {
	switch {
	case e.Token:
		return "Check token_url too."
	case f.connection.endpoint.replaced:
		return "Check base_url too (" + baseURL.variable + ")."
	}
	return checkRegion + p.host + "."
}

const checkRegion = "Check region and edge too: "

// happened says in one sentence what ended the read.
func (f *failure) happened(e *twilio.Error) string {
	sentence := fmt.Sprintf("Reading page %d failed", f.page)
	switch {
	case f.proving:
		sentence = "Something was not found, and it could not be proven that its Conversation Service exists"
	case e.Token:
		sentence = fmt.Sprintf("Requesting an access token from the token endpoint %s failed", e.Host)
	}
	cause := causeOf(e)
	ended := ""
	switch {
	case errors.Is(e.Ended, context.DeadlineExceeded):
		ended = fmt.Sprintf("the %s for the whole read ran out", f.timeout)
	case errors.Is(e.Ended, twilio.ErrWaitTooLong):
		ended = fmt.Sprintf("the next attempt would come after %s, and the whole read has %s", e.Wait.Round(time.Second), f.timeout)
	}
	switch {
	case ended != "" && cause != "":
		sentence += fmt.Sprintf(": %s (last: %s)", ended, cause)
	case ended+cause != "":
		sentence += ": " + strings.TrimSuffix(ended+cause, ".")
	}
	return sentence + "."
}

// causeOf returns status, code and Twilio's words, and the cause where there is
// more to say.
func causeOf(e *twilio.Error) string {
	var parts []string
	if e.Status != 0 {
		reply := strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
		if e.Code != 0 {
			reply += fmt.Sprintf(" (error %d)", e.Code)
		}
		parts = append(parts, reply)
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
	add("Service", f.service)
	add("Place", f.place)
	if f.pages > 0 {
		progress := fmt.Sprintf("pages read: %d; rows read: %d, all of them discarded", f.pages, f.rows)
		if f.all > 1 {
			progress = fmt.Sprintf("lists read: %d of %d; %s", f.finished, f.all, progress)
		}
		add("Progress", progress)
	}
	if e.Attempts > 0 {
		add("Attempts", fmt.Sprint(e.Attempts))
	}
	add("Request ID", e.RequestID)
	add("More info", e.MoreInfo)
	if p.credentials {
		add("Credentials", f.connection.signIn.source)
	}
	return strings.Join(lines, "\n")
}
