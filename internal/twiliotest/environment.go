package twiliotest

// SignIn is a kind of credentials that a provider can sign in with.
type SignIn int

// The kinds of credentials.
const (
	WithAuthToken SignIn = iota
	WithAPIKey
	WithOAuthApp
)

// Environment returns the variables, as name=value, that lead a provider to this
// server, with the auth token.
func (s *Server) Environment() []string { return s.EnvironmentFor(WithAuthToken) }

// EnvironmentFor is Environment with the given kind of credentials.
func (s *Server) EnvironmentFor(kind SignIn) []string {
	baseURL := "TWILIO_CONVERSATIONS_BASE_URL=" + s.URL
	switch kind {
	case WithAPIKey:
		return []string{"TWILIO_API_KEY=" + APIKey, "TWILIO_API_SECRET=" + APISecret, baseURL}
	case WithOAuthApp:
		return []string{
			"TWILIO_CLIENT_ID=" + ClientID, "TWILIO_CLIENT_SECRET=" + ClientSecret,
			"TWILIO_TOKEN_URL=" + s.TokenURL(), baseURL,
		}
	case WithAuthToken:
	}
	return []string{"TWILIO_ACCOUNT_SID=" + AccountSID, "TWILIO_AUTH_TOKEN=" + AuthToken, baseURL}
}

// TokenURL is where the server issues access tokens.
func (s *Server) TokenURL() string { return s.URL + TokenPath }
