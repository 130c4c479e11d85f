package provider

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

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

// signIn is what the arguments say about credentials.
type signIn struct {
	user, secret string
	tokenURL     *url.URL // nil where the pair signs requests as it is
	// source says which credentials are used and where they come from, and which
	// are not. It holds no value.
	source string
}

// signIn picks the credentials. They are taken as a group: a kind of which the
// configuration holds any part is completed from that kind's own variables, since
// another kind's may be another account's.
func (s *settings) signIn(ctx context.Context, e endpoint) signIn {
	configured := func(a argument) bool { return !s.configured(ctx, a).IsNull() }
	exported := func(a argument) bool { return s.getenv(a.variable) != "" }
	for _, present := range []func(argument) bool{configured, exported} {
		i := slices.IndexFunc(credentialKinds, func(k credentialKind) bool { return slices.ContainsFunc(k.pair(), present) })
		if i >= 0 {
			return s.complete(ctx, credentialKinds[i], e)
		}
	}
	ways := make([]string, len(credentialKinds))
	for i, k := range credentialKinds {
		ways[i] = fmt.Sprintf("  %s and %s (%s and %s): %s", k.user.name, k.secret.name, k.user.variable, k.secret.variable, k.name)
	}
	s.diags.AddError(missingCredentials.summary, "No credentials are configured. Set one of these pairs in the provider block, "+
		"or their environment variables:\n\n"+strings.Join(ways, "\n"))
	return signIn{}
}

// complete reads both halves of a pair.
func (s *settings) complete(ctx context.Context, kind credentialKind, e endpoint) signIn {
	for i, half := range kind.pair() {
		configured := s.configured(ctx, half)
		if !configured.IsNull() || s.getenv(half.variable) != "" {
			continue
		}
		detail := fmt.Sprintf("%s and %s authenticate together, and %s has no value. Set it in the provider block or in the environment variable %s.",
			kind.user.name, kind.secret.name, half.name, half.variable)
		if other := kind.pair()[1-i]; !s.configured(ctx, other).IsNull() {
			detail += fmt.Sprintf(" The variables of other credentials are ignored, since the provider block sets %s: they may belong to another account.",
				other.name)
		}
		s.fail(half, missingCredentials.summary, detail)
	}
	result := signIn{user: s.value(ctx, kind.user), secret: s.value(ctx, kind.secret), source: s.source(ctx, kind)}
	if kind.tokens {
		result.tokenURL = s.tokenEndpoint(ctx, e)
	}
	return result
}

// credentials returns the client's form of the credentials.
func (s signIn) credentials() twilio.Credentials {
	if s.tokenURL != nil {
		return twilio.OAuthApp(s.user, s.secret, s.tokenURL)
	}
	return twilio.BasicAuth(s.user, s.secret)
}

// source names where the credentials of a kind come from, and those of other kinds
// that were not used.
func (s *settings) source(ctx context.Context, kind credentialKind) string {
	parts := []string{"the " + kind.name + " " + s.place(ctx, kind)}
	for _, other := range credentialKinds {
		if place := s.place(ctx, other); other.name != kind.name && place != "" {
			parts = append(parts, fmt.Sprintf("the %s %s was not used", other.name, place))
		}
	}
	return strings.Join(parts, "; ")
}

// place says where the parts of a kind stand, empty where there are none.
func (s *settings) place(ctx context.Context, kind credentialKind) string {
	var block, variables []string
	for _, half := range kind.pair() {
		switch {
		case !s.configured(ctx, half).IsNull():
			block = append(block, half.name)
		case s.getenv(half.variable) != "":
			variables = append(variables, half.variable)
		}
	}
	switch {
	case len(block) > 0 && len(variables) > 0:
		return fmt.Sprintf("of %s in the provider block and %s", enumerate(block), enumerate(variables))
	case len(block) > 0:
		return "in the provider block"
	case len(variables) > 0:
		return "of " + enumerate(variables)
	}
	return ""
}
