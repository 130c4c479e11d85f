package twilio

import (
	"net/url"
	"slices"
	"strings"
)

// nextQuery returns the query of the next page: what next_page_url carries, byte for
// byte, but for the parameter that names the participant, which the client writes
// itself. The URL's scheme, host and path are ignored: it names the global host even
// when a regional one was asked, and must not lead the credentials elsewhere.
func (l *list) nextQuery(nextPageURL string) (string, error) {
	if nextPageURL == "" {
		return "", nil
	}
	next, err := url.Parse(nextPageURL)
	if err != nil || next.RawQuery == "" {
		return "", ErrNextPage
	}
	_, ok := l.participant.countIn(next.RawQuery)
	switch {
	case !ok:
		return "", ErrNextPage
	case l.participant == (Participant{}):
		return next.RawQuery, nil
	}
	others := slices.DeleteFunc(strings.Split(next.RawQuery, "&"), func(parameter string) bool {
		name, _, _ := strings.Cut(parameter, "=")
		return name == l.participant.parameter
	})
	return strings.Join(append([]string{l.participant.encode()}, others...), "&"), nil
}
