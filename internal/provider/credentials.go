package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

// credentialKind is a way to authenticate: a pair of arguments.
type credentialKind struct {
	name         string
	user, secret argument
	// tokens reports that the pair is exchanged for access tokens.
	tokens bool
}

// credentialKinds in order of precedence.
var credentialKinds = []credentialKind{
	{name: "OAuth app", user: clientID, secret: clientSecret, tokens: true},
	{name: "API key", user: apiKey, secret: apiSecret},
	{name: "auth token", user: accountSID, secret: authToken},
}

func (k credentialKind) pair() []argument { return []argument{k.user, k.secret} }

// signIn picks the credentials. They are taken as a group: a kind of which the
// configuration holds any part is completed from that kind's own variables, since
// another kind's may be another account's.
func (s *settings) signIn(ctx context.Context, e endpoint) signIn {
	kind := s.kind(ctx)
	if kind == nil {
		ways := make([]string, len(credentialKinds))
		for i, k := range credentialKinds {
			ways[i] = fmt.Sprintf("  %s and %s (%s and %s): %s", k.user.name, k.secret.name, k.user.variable, k.secret.variable, k.name)
		}
		s.diags.Append(missingCredentials.diagnostic(path.Empty(), "No credentials are configured.", "The pairs:\n\n"+strings.Join(ways, "\n")))
		return signIn{}
	}
	s.checkHalves(ctx, *kind)
	signed := signIn{user: s.value(ctx, kind.user), secret: s.value(ctx, kind.secret), source: s.source(ctx, *kind)}
	switch {
	case kind.user.name == accountSID.name:
		signed.account = signed.user
	case s.namesAccount(ctx, *kind):
		signed.account = s.value(ctx, accountSID)
	}
	if kind.tokens {
		signed.tokenURL = s.tokenEndpoint(ctx, e, signed.account)
	}
	return signed
}

// kind returns the kind of credentials to use, nil where there are none. An account
// SID in the configuration goes with every kind, and chooses none but to complete an
// auth token of the environment.
func (s *settings) kind(ctx context.Context) *credentialKind {
	configured := func(a argument) bool { return a.name != accountSID.name && s.isConfigured(ctx, a) }
	completed := func(a argument) bool {
		return a.name == authToken.name && s.isConfigured(ctx, accountSID) && s.isExported(a)
	}
	alone := func(a argument) bool { return a.name == accountSID.name && s.isConfigured(ctx, a) }
	for _, present := range []func(argument) bool{configured, completed, s.isExported, alone} {
		for i := range credentialKinds {
			if slices.ContainsFunc(credentialKinds[i].pair(), present) {
				return &credentialKinds[i]
			}
		}
	}
	return nil
}

// namesAccount reports whether account_sid goes with credentials of another kind
// than its own. People export TWILIO_ACCOUNT_SID for other tools: it goes with
// credentials of the environment alone, and never to a token endpoint.
func (s *settings) namesAccount(ctx context.Context, kind credentialKind) bool {
	inBlock := func(a argument) bool { return s.isConfigured(ctx, a) }
	return inBlock(accountSID) || s.isExported(accountSID) && !kind.tokens && !slices.ContainsFunc(kind.pair(), inBlock)
}

// checkHalves reports the half of a pair that is missing.
func (s *settings) checkHalves(ctx context.Context, kind credentialKind) {
	for i, half := range kind.pair() {
		if s.isConfigured(ctx, half) || s.isExported(half) {
			continue
		}
		happened := fmt.Sprintf("%s and %s authenticate together, and %s (environment variable %s) has no value.",
			kind.user.name, kind.secret.name, half.name, half.variable)
		if other := kind.pair()[1-i]; other.name != accountSID.name && s.isConfigured(ctx, other) {
			happened += fmt.Sprintf(" The variables of other credentials are ignored, since the provider block sets %s: they may belong to another account.",
				other.name)
		}
		s.fail(missingCredentials, half, happened)
	}
}

// credentials returns the client's form of the credentials.
func (s signIn) credentials() twilio.Credentials {
	if s.tokenURL != nil {
		return twilio.OAuthApp(s.user, s.secret, s.tokenURL)
	}
	return twilio.BasicAuth(s.user, s.secret)
}

// source names where the credentials of a kind come from and which account goes with
// them, and what was not used.
func (s *settings) source(ctx context.Context, kind credentialKind) string {
	used := fmt.Sprintf("the %s %s", kind.name, s.place(ctx, kind.pair()...))
	isPair, named := kind.user.name == accountSID.name, s.namesAccount(ctx, kind)
	if !isPair && named {
		used += ", for the account " + strings.Replace(s.place(ctx, accountSID), "in the", "of account_sid in the", 1)
	}
	parts := []string{used}
	for _, other := range credentialKinds {
		halves := slices.DeleteFunc(other.pair(), func(a argument) bool { return a.name == accountSID.name })
		if place := s.place(ctx, halves...); other.name != kind.name && place != "" {
			parts = append(parts, fmt.Sprintf("the %s %s was not used", other.name, place))
		}
	}
	if !isPair && !named && s.isExported(accountSID) {
		parts = append(parts, accountSID.variable+" was not used")
	}
	return strings.Join(parts, "; ")
}

// place says where arguments have their values, empty where they have none.
func (s *settings) place(ctx context.Context, group ...argument) string {
	var block, variables []string
	for _, a := range group {
		switch {
		case s.isConfigured(ctx, a):
			block = append(block, a.name)
		case s.isExported(a):
			variables = append(variables, a.variable)
		}
	}
	switch {
	case len(block) > 0 && len(variables) > 0:
		return fmt.Sprintf("of %s in the provider block and %s", check.Enumerate(block), check.Enumerate(variables))
	case len(block) > 0:
		return "in the provider block"
	case len(variables) > 0:
		return "of " + check.Enumerate(variables)
	}
	return ""
}
