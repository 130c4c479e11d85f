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

// maxRowsBytes is where a read stops. Terraform takes messages of up to
// maxMessageBytes; past that the user would see a bare gRPC error after everything
// was fetched.
const (
	maxRowsBytes    = 192 << 20
	maxMessageBytes = 256 << 20
)

// is fits where one of the errors ended the read.
func is(causes ...error) func(*failure, *twilio.Error) bool {
	return func(_ *failure, e *twilio.Error) bool {
		return slices.ContainsFunc(causes, func(cause error) bool { return errors.Is(e, cause) })
	}
}

func status(statuses ...int) func(*failure, *twilio.Error) bool {
	return func(_ *failure, e *twilio.Error) bool { return slices.Contains(statuses, e.Status) }
}

func code(codes ...int) func(*failure, *twilio.Error) bool {
	return func(_ *failure, e *twilio.Error) bool { return slices.Contains(codes, e.Code) }
}

// allOf fits where each of the conditions does.
func allOf(conditions ...func(*failure, *twilio.Error) bool) func(*failure, *twilio.Error) bool {
	return func(f *failure, e *twilio.Error) bool {
		return !slices.ContainsFunc(conditions, func(fits func(*failure, *twilio.Error) bool) bool { return !fits(f, e) })
	}
}

// forAccount fits where account_sid is set.
func forAccount(f *failure, _ *twilio.Error) bool { return f.connection.signIn.account != "" }

// notAPI fits a success that is none of the API's.
func notAPI(_ *failure, e *twilio.Error) bool {
	return errors.Is(e, twilio.ErrNotAPI) || e.Cause == nil && e.Status > 0 && e.Status < http.StatusMultipleChoices
}

// pageSizeMessage finds an error's message about the page size.
var pageSizeMessage = regexp.MustCompile(`(?i)page[ _]?size`)

// aboutPageSize reports whether a page size beyond what Twilio serves today may be
// to blame, or Twilio says that it is.
func aboutPageSize(f *failure, e *twilio.Error) bool {
	return f.pageSize > f.defaultPageSize || e.Code == 20007 || pageSizeMessage.MatchString(e.Message)
}

const (
	report     = "If it persists, report it to Twilio with the request ID."
	oneAccount = "An API key belongs to one account: one of a main account does not reach its subaccounts, and each subaccount needs its own."
	oneRegion  = "credentials and data belong to one region"
	chosenHost = "they choose the host"
)

// regionProblems come before a list's own: the code says more than the status.
var regionProblems = []problem{{
	when: code(50385), codes: []int{50385}, attribute: "region", summary: "Region Does Not Serve Conversations",
	cause:  "Twilio does not serve the Conversations API in the region that processed the request.",
	remedy: "Check region (TWILIO_REGION), or the gateway where base_url is set. By Twilio's pages of 2026, us1 serves it, and ie1 chat alone.",
}}

// readProblems are what every other failed read ends with; the first that fits counts.
var readProblems = []problem{
	{
		when: is(context.Canceled), summary: "Read Interrupted",
		cause: "Terraform was interrupted.", remedy: "Run it again.",
	},
	{
		when: is(splice.ErrTooLarge), attribute: "limit", summary: "Too Many Rows",
		cause:  fmt.Sprintf("The rows exceed %d MiB, and Terraform takes at most %d MiB at once.", maxRowsBytes>>20, maxMessageBytes>>20),
		remedy: "Read fewer at once: name less in one block, set states where the list has it, or set limit.",
	},
	{
		when: is(twilio.ErrWaitTooLong), summary: "Retry Would Exceed the Timeout",
		cause:  "The wait before the next attempt, which Twilio may have asked for, is longer than the time that the read has left.",
		remedy: "Run it later, run fewer reads at once (terraform plan -parallelism=2), set max_requests_per_second, or raise timeouts.read.",
	},
	{
		when: allOf(is(context.DeadlineExceeded), is(twilio.ErrNoReply)), attribute: "timeouts", summary: "Read Timed Out",
		cause:  "No reply came: a network, firewall or proxy may drop the requests, or the service is slow.",
		remedy: "Check the network, the firewall and the proxy settings (HTTPS_PROXY, NO_PROXY). If the service is only slow, raise timeouts.read.",
	},
	{
		when: is(context.DeadlineExceeded), attribute: "timeouts", summary: "Read Timed Out",
		cause:  "The whole read took longer than it may.",
		remedy: "Raise timeouts.read, or read less at once: name less in one block, or set states where the list has it.",
	},
	{
		when: notAPI, summary: "Reply Is Not From Twilio's API",
		cause:  "The response was 2xx but did not come from Twilio: a proxy, a portal or another API answered.",
		remedy: "Check base_url and the proxy settings (HTTPS_PROXY, NO_PROXY).", symptom: "a reply is HTML: a captive portal, or a proxy's page",
	},
	{
		when: is(twilio.ErrMismatch), summary: "Reply Belongs to Another Request",
		cause:  "A cache, gateway or proxy between Terraform and Twilio mixes up replies: the reply is not about what was requested.",
		remedy: "Let requests to Twilio bypass it, or disable its cache. The result would be somebody else's.",
	},
	{
		when: allOf(is(twilio.ErrAccount), forAccount), attribute: "account_sid", summary: "Reply Belongs to Another Account",
		cause:  "A reply is about another account than account_sid (TWILIO_ACCOUNT_SID) names. " + oneAccount,
		remedy: "Correct account_sid, or use credentials of that account.", credentials: true,
		symptom: "the rows are the main account's, not the subaccount's",
	},
	{
		when: is(twilio.ErrAccount), attribute: "account_sid", summary: "Replies of Two Accounts",
		cause: "Replies to the same credentials are about different accounts, and no account_sid says which one is meant. " +
			"A cache, gateway or proxy between Terraform and Twilio may mix up accounts.",
		remedy: "Set account_sid, and let requests to Twilio bypass the cache, gateway or proxy.", credentials: true,
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
		cause:   "The server's certificate is not trusted, has expired, or is for another host. A proxy that inspects TLS presents a certificate of its own.",
		symptom: "an error about TLS or x509, behind a proxy that inspects TLS",
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
		when: is(twilio.ErrNoSuchHost), summary: "Host Not Found", symptom: "the DNS does not know the host", host: chosenHost,
		cause: "The DNS does not know the host.", remedy: "Check the network's DNS. Where only a proxy resolves names, set HTTPS_PROXY.",
	},
	{
		when: is(twilio.ErrConnect), summary: "Twilio Not Reachable", host: chosenHost,
		cause:  "Could not connect: nothing listens at the host, the DNS does not answer, or a network or firewall rejects connections.",
		remedy: "Check the network, its DNS, the firewall and the proxy settings (HTTPS_PROXY, NO_PROXY).",
	},
	{
		when: status(0), summary: "Twilio Not Reachable", symptom: "connections are reset, or replies cut off", host: chosenHost,
		cause:  "No usable reply came.",
		remedy: "Check the network, the firewall and the proxy settings (HTTPS_PROXY, NO_PROXY).",
	},
	{
		when: allOf(status(http.StatusBadRequest), aboutPageSize), attribute: "page_size", summary: "Request Rejected",
		cause: "Twilio rejected the request, most likely because of its page size.", remedy: "Lower page_size, or leave it out.", codes: []int{20007},
	},
	{
		when: status(http.StatusBadRequest), summary: "Request Rejected",
		cause: "Twilio rejected the request.", remedy: "Check the arguments of this block.", codes: []int{20001, 70002},
	},
	{
		when: status(http.StatusUnauthorized), summary: "Credentials Rejected", host: oneRegion, credentials: true, codes: []int{20003},
		cause: "The usual causes: a wrong or revoked secret, credentials of another kind than the argument takes, test credentials, " +
			"a suspended account, or a proxy that removes the Authorization header.",
		remedy: "Check the credentials that the message names.",
	},
	{
		when: status(http.StatusForbidden), summary: "Access Denied", host: oneRegion, credentials: true,
		codes: []int{20003, 20005, 20006, 20008, 20403},
		cause: "The usual causes: a restricted API key or a token without the permission, a suspended or closed account, test credentials (error 20008), " +
			"or a token that was rotated a minute ago.",
		remedy: "Check the credentials that the message names, their permissions, and the state of the account.",
	},
	{
		when: status(http.StatusNotFound), summary: "Not Found", host: oneRegion, codes: []int{20404},
		cause: "The path does not exist at this host, or a gateway answered in Twilio's place. Only Twilio's own words say that something is missing.", remedy: "Check the credentials.",
	},
	{
		when: is(twilio.ErrRefusedAlone), summary: "Request Refused Alone", codes: []int{20429},
		cause:  "This request was refused with 429 again and again, also after pauses in which other requests got through: a firewall's rule, or a limit of its own.",
		remedy: "Run it later, or read the others without it. If base_url names a gateway, check its rules. " + report,
	},
	{
		when: status(http.StatusTooManyRequests), summary: "Rate Limit Exceeded", codes: []int{20429},
		cause: "Twilio, or a gateway before it, refused every request with 429. A 429 counts only while no request gets through.",
		remedy: "Run it later, or run fewer reads at once (terraform plan -parallelism=2). For a limit per second or per window set max_requests_per_second, " +
			"for a limit on concurrent requests lower max_concurrent_requests. To wait longer, raise max_retries.",
	},
	{
		when: allOf(), summary: "Twilio Request Failed", codes: []int{20004, 20500, 20503},
		cause: "The service, or a gateway before it, has a problem.", remedy: "Run it again later. " + report,
	},
}
