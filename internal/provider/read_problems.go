package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"

	"terraform-provider-twilio/internal/splice"
	"terraform-provider-twilio/internal/twilio"
)

// is fits where one of the errors is the cause.
func is(causes ...error) func(*failure, *twilio.Error) bool {
	return func(f *failure, _ *twilio.Error) bool {
		return slices.ContainsFunc(causes, func(cause error) bool { return errors.Is(f.err, cause) })
	}
}

// token fits requests for an access token.
func token(_ *failure, e *twilio.Error) bool { return e.Token }

func status(statuses ...int) func(*failure, *twilio.Error) bool {
	return func(_ *failure, e *twilio.Error) bool {
		return slices.Contains(statuses, e.Status)
	}
}

func both(a, b func(*failure, *twilio.Error) bool) func(*failure, *twilio.Error) bool {
	return func(f *failure, e *twilio.Error) bool { return a(f, e) && b(f, e) }
}

// pageSizeMessage finds an error's message about the page size.
var pageSizeMessage = regexp.MustCompile(`(?i)page[ _]?size`)

// aboutPageSize reports whether a page size beyond what Twilio serves today may be
// to blame, or Twilio says that it is.
func aboutPageSize(f *failure, e *twilio.Error) bool {
	return f.pageSize > f.list.pageSize || pageSizeMessage.MatchString(e.Message)
}

const report = "If it persists, report it to Twilio with the request ID."

// tokenProblems are those of requests for an access token. They come before a list's
// own, which know of the list's requests alone.
var tokenProblems = []problem{
	{
		when: both(token, status(http.StatusBadRequest, http.StatusUnauthorized)), attribute: "client_secret", summary: "OAuth App Rejected",
		cause: "The token endpoint rejected client_id or client_secret: a wrong secret, an app that was deleted, or the app of another account.",
		remedy: "Check client_id, client_secret and token_url (TWILIO_CLIENT_ID, TWILIO_CLIENT_SECRET, TWILIO_TOKEN_URL). " +
			"Without token_url, region and edge choose the token endpoint, and an app belongs to one region.",
		credentials: true,
	},
	{
		when: both(token, status(http.StatusNotFound)), attribute: "token_url", summary: "Token Endpoint Not Found",
		cause: "The URL of the token endpoint is wrong.", remedy: "Check token_url (TWILIO_TOKEN_URL).",
	},
	{
		when: both(token, is(twilio.ErrNotAPI, twilio.ErrPageTooLarge)), attribute: "token_url", summary: "Reply Is Not From the Token Endpoint",
		cause:  "The status is that of a success, but something else answered: a proxy, a portal or another API.",
		remedy: "Check token_url and the proxy settings (HTTPS_PROXY, NO_PROXY).",
	},
	{
		when: both(token, is(twilio.ErrRedirect)), attribute: "token_url", summary: "Unexpected Redirect",
		cause:  "Redirects are not followed, so that credentials go nowhere else.",
		remedy: "Check token_url and the proxy settings (HTTPS_PROXY, NO_PROXY).",
	},
}

// readProblems are what every other failed read ends with; the first that fits counts.
var readProblems = []problem{
	{
		when: is(context.Canceled), summary: "Read Interrupted",
		cause: "Terraform was interrupted.", remedy: "Run it again.",
	},
	{
		when: is(splice.ErrTooLarge), attribute: "limit", summary: "Too Many Rows",
		cause:  fmt.Sprintf("The rows exceed %d MiB, and Terraform takes at most %d MiB at once.", maxRowsBytes>>20, maxMessageBytes>>20),
		remedy: "Read fewer at once: set states, name fewer participants, or set limit.",
	},
	{
		when: is(twilio.ErrWaitTooLong), summary: "Retry Would Exceed the Timeout",
		cause:  "The wait before the next attempt, which Twilio may have asked for, is longer than the time that the read has left.",
		remedy: "Run it later, run fewer reads at once (terraform plan -parallelism=2), lower max_concurrent_requests, or raise timeouts.read.",
	},
	{
		when: both(is(context.DeadlineExceeded), is(twilio.ErrNoReply)), attribute: "timeouts", summary: "Read Timed Out",
		cause:  "No reply came: a network, firewall or proxy may drop the requests, or the service is slow.",
		remedy: "Check the network, the firewall and the proxy settings (HTTPS_PROXY, NO_PROXY). If the service is only slow, raise timeouts.read.",
	},
	{
		when: is(context.DeadlineExceeded), attribute: "timeouts", summary: "Read Timed Out",
		cause:  "The whole read took longer than it may.",
		remedy: "Raise timeouts.read, or read less at once: set states, or name fewer participants.",
	},
	{
		when: is(twilio.ErrNotAPI), summary: "Reply Is Not From Twilio's API",
		cause:  "The status is that of a success, but something else answered: a proxy, a portal or another API.",
		remedy: "Check base_url and the proxy settings (HTTPS_PROXY, NO_PROXY).",
	},
	{
		when: is(twilio.ErrMismatch), summary: "Reply Belongs to Another Request",
		cause:  "A cache, gateway or proxy between Terraform and Twilio mixes up replies: the reply names another participant or Conversation Service.",
		remedy: "Let requests to Twilio bypass it, or disable its cache. The result would be somebody else's.",
	},
	{
		when: is(twilio.ErrRedirect), summary: "Unexpected Redirect",
		cause:  "Redirects are not followed, so that credentials go nowhere else.",
		remedy: "Check base_url (scheme, host and path) and the proxy settings (HTTPS_PROXY, NO_PROXY).",
	},
	{
		when: is(twilio.ErrRepeatedPage), summary: "Endless List",
		cause:  "The pages repeat or bring no new rows, so the list would never end.",
		remedy: "Run it again. Check the gateway if base_url names one. " + report,
	},
	{
		when: is(twilio.ErrNextPage), summary: "Next Page Not Known",
		cause:  "The page's meta.next_page_url is missing, damaged, or names another participant, so the rest of the list cannot be read.",
		remedy: "Check the gateway if base_url names one. " + report,
	},
	{
		when: is(twilio.ErrPageTooLarge), attribute: "page_size", summary: "Page Too Large",
		cause: "A page has more rows or bytes than the provider reads at once.", remedy: "Set a smaller page_size.",
	},
	{
		when: is(twilio.ErrRow), summary: "Unusable Row From Twilio",
		cause:  "A row is not an object with a valid SID, so that it cannot be distinguished from others.",
		remedy: "Report it to Twilio with the request ID.",
	},
	{
		when: is(twilio.ErrContentEncoding), summary: "Unexpected Content Encoding",
		cause:  "A gateway or proxy compressed the reply in a way that was not requested.",
		remedy: "Disable that compression, or let requests to Twilio bypass it.",
	},
	{
		when: is(twilio.ErrCertificate), summary: "Certificate Not Trusted",
		cause: "The server's certificate is not trusted, has expired, or is for another host. A proxy that inspects TLS presents a certificate of its own.",
		remedy: "Add the certificate of its issuer to the system's trust store, or name it in SSL_CERT_FILE or SSL_CERT_DIR. " +
			"If no such proxy is in use, do not continue.",
	},
	{
		when: is(twilio.ErrProxy), summary: "Proxy Failed",
		cause: "The proxy of HTTPS_PROXY rejected or dropped the connection.",
		remedy: "Check HTTPS_PROXY, the proxy's user name and password, and whether the proxy allows the host. " +
			"To reach the host without it, add the host to NO_PROXY.",
	},
	{
		when: is(twilio.ErrConnect), summary: "Twilio Not Reachable",
		cause:  "No connection came about: nothing listens at the host, or a network or firewall rejects connections.",
		remedy: "Check the network, the firewall and the proxy settings (HTTPS_PROXY, NO_PROXY).", hosts: true,
	},
	{
		when: status(0), summary: "Twilio Not Reachable",
		cause:  "No usable reply came.",
		remedy: "Check the network, the firewall and the proxy settings (HTTPS_PROXY, NO_PROXY).", hosts: true,
	},
	{
		when: both(status(http.StatusBadRequest), aboutPageSize), attribute: "page_size", summary: "Request Rejected",
		cause: "Twilio rejected the request, most likely because of its page size.", remedy: "Lower page_size, or leave it out.",
	},
	{
		when: status(http.StatusBadRequest), summary: "Request Rejected",
		cause: "Twilio rejected the request.", remedy: "Check the arguments of this block.",
	},
	{
		when: status(http.StatusUnauthorized), summary: "Credentials Rejected", hosts: true, credentials: true,
		cause: "The usual causes: a wrong or revoked secret, credentials of another kind than the argument takes, test credentials, " +
			"a suspended account, or a proxy that removes the Authorization header.",
		remedy: "Check the credentials that the message names.",
	},
	{
		when: status(http.StatusForbidden), summary: "Access Denied", hosts: true, credentials: true,
		cause: "The usual causes: a restricted API key or a token without the permission, a suspended or closed account, test credentials (error 20008), " +
			"or a token that was rotated a minute ago.",
		remedy: "Check the credentials that the message names, their permissions, and the state of the account.",
	},
	{
		when: status(http.StatusNotFound), summary: "Not Found", hosts: true,
		cause: "The path does not exist at this host.", remedy: "Check the credentials.",
	},
	{
		when: status(http.StatusTooManyRequests), summary: "Rate Limit Exceeded",
		cause:  "Twilio's rate limit let no request through.",
		remedy: "Run it later, run fewer reads at once (terraform plan -parallelism=2), lower max_concurrent_requests, or raise max_retries.",
	},
	{
		when: func(*failure, *twilio.Error) bool { return true }, summary: "Twilio Request Failed",
		cause: "The service, or a gateway before it, has a problem.", remedy: "Run it again later. " + report,
	},
}
