package provider

import (
	"context"
	"errors"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/twilio"
)

// proveAccount asks the service where no row has shown the account. The error says that
// it is another one, or could not be asked; a client asks once.
func (c *connection) proveAccount(ctx context.Context) (diags diag.Diagnostics, err error) {
	if c.proof == nil || c.client.AccountProven() {
		return nil, nil
	}
	select {
	case c.proof.asking <- struct{}{}:
		defer func() { <-c.proof.asking }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if !c.proof.refused && !c.client.AccountProven() {
		for _, err := range c.client.Pages(ctx, twilio.Configuration{}) {
			if c.proof.refused = mayNotRead(err); err != nil && !c.proof.refused {
				return nil, err
			}
		}
	}
	if c.proof.refused {
		diags.Append(accountNotProven.diagnostic(path.Root(accountSID.name), "Whose account this is could not be found out."))
	}
	return diags, nil
}

// mayNotRead reports whether the service does not let the credentials read something.
func mayNotRead(err error) bool {
	e, ok := errors.AsType[*twilio.Error](err)
	return ok && !e.Token && e.Ended == nil &&
		(e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden || e.Status == http.StatusNotFound)
}
