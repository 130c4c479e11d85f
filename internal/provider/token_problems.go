package provider

import (
	"errors"
	"net/http"

	"terraform-provider-twilio/internal/twilio"
)

// token fits requests for an access token.
func token(_ *failure, e *twilio.Error) bool { return e.Token }

// notToken fits a success that brings no token.
func notToken(f *failure, e *twilio.Error) bool {
	return notAPI(f, e) || errors.Is(e, twilio.ErrPageTooLarge)
}

// tokenProblems are those of requests for an access token.
var tokenProblems = []problem{
	{
		when:      allOf(token, forAccount, status(http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound)),
		attribute: "account_sid", summary: "OAuth App Rejected for the Account",
		cause: "The token endpoint gave no token that acts for the account of account_sid. The usual causes: an account that the app may not act for, " +
			"a wrong or rotated secret, or an app of another account or region.",
		remedy: "Check account_sid; then client_id, client_secret and token_url (TWILIO_CLIENT_ID, TWILIO_CLIENT_SECRET, TWILIO_TOKEN_URL). " +
			"Without account_sid, the token is for the app's own account.",
		credentials: true,
	},
	{
		when: allOf(token, status(http.StatusBadRequest, http.StatusUnauthorized)), attribute: "client_secret", summary: "OAuth App Rejected",
		cause: "The token endpoint rejected the request. The usual causes: a wrong or rotated secret, an app that was deleted, or an app of another account or region.",
		remedy: "Check client_id, client_secret and token_url (TWILIO_CLIENT_ID, TWILIO_CLIENT_SECRET, TWILIO_TOKEN_URL). " +
			"Without token_url, region and edge choose the token endpoint.",
		credentials: true, symptom: "reads fail after the secret of the OAuth app was rotated",
	},
	{
		when: allOf(token, status(http.StatusNotFound)), attribute: "token_url", summary: "Token Endpoint Not Found",
		cause: "The URL of the token endpoint is wrong.", remedy: "Check token_url (TWILIO_TOKEN_URL).",
	},
	{
		when: allOf(token, notToken), attribute: "token_url", summary: "Reply Is Not From the Token Endpoint",
		cause:  "The response was 2xx but did not come from Twilio: a proxy, a portal or another API answered.",
		remedy: "Check token_url and the proxy settings (HTTPS_PROXY, NO_PROXY).",
	},
	{
		when: allOf(token, is(twilio.ErrRedirect)), attribute: "token_url", summary: "Unexpected Redirect",
		cause:  "Redirects are not followed, so that credentials go nowhere else.",
		remedy: "Check token_url and the proxy settings (HTTPS_PROXY, NO_PROXY).",
	},
}
