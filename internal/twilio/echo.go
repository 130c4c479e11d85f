package twilio

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A gateway that is one reply behind on a connection, or a cache whose key leaves
// out the query, answers with another list or another page. So each page is held
// against the request, as a DNS resolver compares the question section of an answer.

// question is what a page has to be the answer to.
type question struct {
	list  *list
	first bool
	// pages and tokens are the values of Page and PageToken in the query, as encoded
	// there: what the page may say that it is. Without any, it may say anything.
	pages, tokens []string
}

// firstQuestion is that for a list's first page, which has no token.
func firstQuestion(l *list) question {
	return question{list: l, first: true, pages: []string{"0"}, tokens: []string{""}}
}

// nextQuestion is that for the page of a query that next_page_url gave.
func nextQuestion(l *list, query string) question {
	return question{list: l, pages: valuesIn(query, "Page"), tokens: valuesIn(query, "PageToken")}
}

// isEchoedBy reports whether a page's own URL, meta.url, is the question: its path,
// participant and page. A gateway may put a prefix before the path.
func (q *question) isEchoedBy(pageURL string) bool {
	echo, err := url.Parse(pageURL)
	if err != nil || echo.Fragment != "" || !strings.HasSuffix(strings.TrimSuffix(echo.EscapedPath(), "/"), q.list.path) {
		return false
	}
	n, ok := q.list.participant.countIn(echo.RawQuery)
	return ok && (n == 1 || q.list.participant == (Participant{})) &&
		allAsked(valuesIn(echo.RawQuery, "Page"), q.pages) && allAsked(valuesIn(echo.RawQuery, "PageToken"), q.tokens)
}

// isPage reports whether meta.page is that of the question. What is no number and no
// text says nothing.
func (q *question) isPage(value jsontext.Value) bool {
	text, isText := textOf(value)
	switch {
	case value.Kind() == '0':
		text = string(value)
	case !isText || text == "":
		return isText || value.Kind() != '"'
	}
	sent, err := strconv.ParseFloat(text, 64)
	return len(q.pages) == 0 || slices.ContainsFunc(q.pages, func(asked string) bool {
		askedNumber, askedErr := strconv.ParseFloat(asked, 64)
		return encodes(asked, text) || err == nil && askedErr == nil && sent == askedNumber
	})
}

// isStored reports whether a cache has answered from its memory, by any header Age,
// however large. What has no digit but zeros says nothing.
func isStored(header http.Header) bool {
	return strings.ContainsAny(strings.Join(header.Values("Age"), ","), "123456789")
}

// miss finds out whether the body of a 404 names what was requested. Twilio's does:
// "The requested resource /Services/IS…/Users/ada was not found". One that names
// something else is about another request.
func (l *list) miss(body []byte) error {
	plain, _ := url.PathUnescape(l.path) // it is escaped
	message := wordsOf(body).Message
	for _, path := range []string{l.path, plain} {
		rest, isEnd := strings.CutSuffix(message, strings.TrimPrefix(path, "/v1")+" was not found")
		if isEnd && (strings.HasSuffix(rest, " ") || strings.HasSuffix(rest, " /v1")) {
			return nil
		}
	}
	named := missingPath.FindStringSubmatch(message)
	if named == nil {
		return errUnproven
	}
	if !strings.Contains(plain, "/Services/") { // the default service can be named
		named[1] = namedService.ReplaceAllString(named[1], "")
	}
	if !strings.Contains(strings.ToLower(plain+"/"), strings.ToLower(named[1]+"/")) { // it is no part of the path, such as the service
		return ErrMismatch
	}
	return errUnproven
}

var (
	// missingPath leaves out names with characters that servers print in several ways.
	missingPath  = regexp.MustCompile(`requested resource (?:\S*/v1)?(/[\w.@/-]+) was not found$`)
	namedService = regexp.MustCompile(`^/Services/IS[0-9a-fA-F]{32}`)
)

// valuesIn returns the values of a parameter, in any letter case, as encoded.
func valuesIn(query, parameter string) (values []string) {
	for field := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(field, "="); strings.EqualFold(name, parameter) {
			values = append(values, value)
		}
	}
	return values
}

// allAsked reports whether each value is one of those that were asked for, if any was.
func allAsked(values, asked []string) bool {
	return len(asked) == 0 || !slices.ContainsFunc(values, func(value string) bool {
		return !slices.ContainsFunc(asked, func(other string) bool {
			space, err := url.QueryUnescape(other)
			plus, _ := url.PathUnescape(other)
			return value == other || err == nil && (encodes(value, space) || encodes(value, plus))
		})
	})
}

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
