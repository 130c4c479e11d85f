package twiliotest

// Environment returns the variables, as name=value, that lead a provider to this
// server, with the auth token.
func (s *Server) Environment() []string {
	return []string{"TWILIO_ACCOUNT_SID=" + AccountSID, "TWILIO_AUTH_TOKEN=" + AuthToken, s.baseURL()}
}

// APIKeyEnvironment is Environment with the API key.
func (s *Server) APIKeyEnvironment() []string {
	return []string{"TWILIO_API_KEY=" + APIKey, "TWILIO_API_SECRET=" + APISecret, s.baseURL()}
}

// OAuthAppEnvironment is Environment with the OAuth app.
func (s *Server) OAuthAppEnvironment() []string {
	return []string{
		"TWILIO_CLIENT_ID=" + ClientID, "TWILIO_CLIENT_SECRET=" + ClientSecret,
		"TWILIO_TOKEN_URL=" + s.TokenURL(), s.baseURL(),
	}
}

func (s *Server) baseURL() string { return "TWILIO_CONVERSATIONS_BASE_URL=" + s.URL }

// TokenURL is where the server issues access tokens.
func (s *Server) TokenURL() string { return s.URL + TokenPath }
