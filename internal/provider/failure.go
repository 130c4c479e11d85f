package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/twilio"
)

// failure is a read that failed, with what its diagnostic tells beside the
// error.
type failure struct {
	err     error
	host    string
	params  twilio.ParticipantConversationsParams
	timeout time.Duration
	pages   int // read so far
	rows    int
}

// diagnostic tells what happened, the likely cause and the next step. It never
// holds an identity, an address or a credential.
func (f failure) diagnostic() diag.Diagnostic {
	cause, ok := errors.AsType[*twilio.Error](f.err)
	if !ok { // the provider itself found something wrong
		cause = &twilio.Error{Err: f.err}
	}
	attribute, summary, advice := f.explain(cause)
	detail := strings.Join([]string{f.happened(cause), advice, evidence(cause)}, "\n\n")
	if attribute == "" {
		return diag.NewErrorDiagnostic(summary, strings.TrimSpace(detail))
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(attribute), summary, strings.TrimSpace(detail))
}

// happened tells how far the read got and what ended it. Nothing of a read that
// failed is kept.
func (f failure) happened(cause *twilio.Error) string {
	text := fmt.Sprintf("Reading from %s failed on the first page", f.host)
	if f.pages > 0 {
		text = fmt.Sprintf("Reading from %s failed after page %d (conversations so far: %d, none of them kept)", f.host, f.pages, f.rows)
	}
	if cause.Tries > 0 {
		text += fmt.Sprintf(" (tries: %d)", cause.Tries)
	}
	return text + ": " + f.err.Error() + "."
}

// evidence holds what Twilio's support would ask for.
func evidence(cause *twilio.Error) string {
	var lines []string
	if cause.Code != 0 {
		lines = append(lines, fmt.Sprintf("Twilio error code: %d", cause.Code))
	}
	if cause.MoreInfo != "" {
		lines = append(lines, "More info: "+cause.MoreInfo)
	}
	if cause.RequestID != "" {
		lines = append(lines, "Twilio request id: "+cause.RequestID)
	}
	return strings.Join(lines, "\n")
}

// explain returns the argument at fault, where there is one, the summary, and
// the likely cause with the next step.
func (f failure) explain(cause *twilio.Error) (attribute, summary, advice string) {
	for _, known := range []struct {
		err                        error
		attribute, summary, advice string
	}{
		{errTooManyRows, "limit", "Too Many Conversations",
			fmt.Sprintf("The conversations exceed %d MiB, and Terraform takes at most 256 MiB at once. Set limit to read fewer of them.", maxRowsBytes>>20)},
		{twilio.ErrWaitTooLong, "", "Not Enough Time to Try Again",
			fmt.Sprintf("Before the next try there would be a wait of %s, longer than what is left of the %s that this read has, so it ends now. "+
				"Run it later, run fewer reads at once (terraform -parallelism=…), or raise timeouts.read.", rounded(cause.Wait), f.timeout)},
		{context.DeadlineExceeded, "timeouts", "Read Timed Out",
			fmt.Sprintf("The whole read may take %s. Raise timeouts.read, or set limit to read less.", f.timeout)},
		{context.Canceled, "", "Read Interrupted", "Terraform was interrupted. Run it again when you are ready."},
		{twilio.ErrNotAPI, "", "Reply Is Not From Twilio's API",
			"The status was 200, but something else answered: a proxy's or portal's page, or another API. Check base_url and the proxy settings (HTTPS_PROXY, NO_PROXY)."},
		{twilio.ErrRedirect, "", "Unexpected Redirect",
			"Redirects are not followed, so that credentials go nowhere else. Check base_url (scheme, host and path) and the proxy settings."},
		{twilio.ErrRepeatedPage, "", "Endless List",
			"The service's pages repeat or bring nothing new, so the list would never end. Check base_url if a gateway is in between; otherwise try again, and report it to Twilio with the request id."},
		{twilio.ErrNextPage, "", "Next Page Not Known",
			"The page's meta.next_page_url is missing, damaged or about another participant, so the rest of the list can't be read. Check base_url if a gateway is in between; otherwise report it to Twilio."},
		{twilio.ErrPageTooLarge, "page_size", "Page Too Large", "Set a smaller page_size."},
		{twilio.ErrRow, "", "Unusable Row From Twilio",
			"Each row must be an object with a conversation_sid: without it the row can't be told from others. Report it to Twilio with the request id."},
	} {
		if errors.Is(cause.Err, known.err) {
			return known.attribute, known.summary, known.advice
		}
	}
	switch cause.Status {
	case 0:
		return "", "Twilio Not Reachable", "No reply came from " + f.host + ". Check the network, the proxy settings (HTTPS_PROXY, NO_PROXY), and region, edge or base_url."
	case http.StatusBadRequest:
		if f.params.FirstPageSize() > defaultPageSize || pageSize.MatchString(cause.Message) {
			return "page_size", "Request Refused", fmt.Sprintf("Twilio found the request wrong, most likely its page size. Set page_size to %d or less, or leave it out.", defaultPageSize)
		}
		return "", "Request Refused", "Twilio found the request wrong. Check identity, address and page_size."
	case http.StatusUnauthorized:
		return "", "Credentials Refused", fmt.Sprintf("The host asked was %s, and keys belong to one region: the right key at the wrong region is refused too. "+
			"Check account_sid and auth_token, or api_key and api_secret, their environment variables, and region and edge.", f.host)
	case http.StatusForbidden:
		return "", "Permission Missing", "The credentials are right, but the key lacks the permission to list participant conversations. Give it that permission, or use another key."
	case http.StatusNotFound:
		if f.params.ChatServiceSID == "" {
			return "", "Default Conversation Service Not Found", "The account has no default Conversation Service in this region, or it belongs to another account. Check the credentials, region and edge."
		}
		return "chat_service_sid", "Conversation Service Not Found",
			fmt.Sprintf("No such service at %s: the service belongs to another account or to another region, or was deleted. Check chat_service_sid, the credentials, region and edge.", f.host)
	case http.StatusTooManyRequests:
		return "", "Rate Limit Exceeded", "Twilio refused the request because its rate limit was reached. Run it later, run fewer reads at once (terraform -parallelism=…), or raise max_retries."
	}
	return "", "Twilio Request Failed", "The service or something in between has a problem. Try again later; if it persists, report it to Twilio with the request id."
}

// pageSize finds an error's message about the page size.
var pageSize = regexp.MustCompile(`(?i)page[ _]?size`)

// rounded keeps a day's wait readable.
func rounded(wait time.Duration) time.Duration { return wait.Round(time.Second) }
