package twilio

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

const (
	host        = "https://conversations.twilio.com"
	servicePath = "/v1/Services/" + twiliotest.ServiceSID + "/ParticipantConversations"
)

// checkMeta decodes an empty page, which has nothing else to be known by.
func checkMeta(t *testing.T, asked question, meta string, mismatch bool) {
	t.Helper()
	_, err := decodePage(t.Context(), []byte(`{"`+asked.list.member+`":[],"meta":{`+meta+`,"next_page_url":null}}`), asked)
	if mismatch != errors.Is(err, ErrMismatch) || !mismatch && err != nil {
		t.Errorf("%v, want a mismatch: %t", err, mismatch)
	}
}

func TestPageURLIsTheQuestion(t *testing.T) {
	t.Parallel()
	const (
		path  = servicePath
		query = "?Identity=alice.2024%40example.com&PageSize=50&Page=0"
	)
	plus := func(number string) string { return `"` + host + path + "?Address=" + number + `&Page=0"` }
	for name, test := range map[string]struct {
		list     List
		url      string // JSON
		mismatch bool
	}{
		"the same":             {list: byIdentity, url: `"` + host + path + query + `"`},
		"another host":         {list: byIdentity, url: `"https://elsewhere.invalid` + path + query + `"`},
		"a path alone":         {list: byIdentity, url: `"` + path + query + `"`},
		"behind a gateway":     {list: byIdentity, url: `"` + host + "/twilio" + path + query + `"`},
		"a trailing slash":     {list: byIdentity, url: `"` + host + path + "/" + query + `"`},
		"escaped as JSON":      {list: byIdentity, url: `"` + strings.ReplaceAll(host+path+query, "/", `\/`) + `"`},
		"identity not encoded": {list: byIdentity, url: `"` + host + path + `?Identity=alice.2024@example.com"`},
		"identity encoded":     {list: byIdentity, url: `"` + host + path + `?Identity=%61lice%2E2024%40example.com"`},
		"another page size":    {list: byIdentity, url: `"` + host + path + query + `&PageSize=20"`},
		"a parameter more":     {list: byIdentity, url: `"` + host + path + query + `&x=1"`},
		"an encoded plus":      {list: byAddress, url: plus("%2B447700900123")},
		"a raw plus":           {list: byAddress, url: plus("+447700900123")},
		"a plus for a space":   {list: named("a b"), url: `"` + path + `?Identity=a+b"`},
		"a plus for itself":    {list: named("a+b"), url: `"` + path + `?Identity=a+b"`},
		"a raw semicolon":      {list: named("a;b"), url: `"` + path + `?Identity=a;b"`},
		"Services":             {list: Services{}, url: `"` + host + `/v1/Services?PageSize=50&Page=0"`},

		"null":      {list: byIdentity, url: `null`, mismatch: true},
		"empty":     {list: byIdentity, url: `""`, mismatch: true},
		"a number":  {list: byIdentity, url: `7`, mismatch: true},
		"an object": {list: byIdentity, url: `{"Identity":"bob"}`, mismatch: true},
		"damaged":   {list: byIdentity, url: `"` + path + query + `\ud800"`, mismatch: true},

		"path in other case":      {list: byIdentity, url: `"` + host + strings.ToUpper(path) + query + `"`, mismatch: true},
		"name in other case":      {list: byIdentity, url: `"` + path + `?identity=alice.2024%40example.com"`, mismatch: true},
		"identity in other case":  {list: byIdentity, url: `"` + host + path + `?Identity=ALICE.2024%40EXAMPLE.com"`, mismatch: true},
		"both cases":              {list: byIdentity, url: `"` + host + path + query + `&identity=bob"`, mismatch: true},
		"encoded twice":           {list: byIdentity, url: `"` + path + `?Identity=alice.2024%2540example.com"`, mismatch: true},
		"NFD":                     {list: named("é"), url: `"` + path + `?Identity=e%CC%81"`, mismatch: true},
		"white space":             {list: named("ada"), url: `"` + path + `?Identity=ada%20"`, mismatch: true},
		"identity twice":          {list: byIdentity, url: `"` + host + path + query + `&Identity=alice.2024@example.com"`, mismatch: true},
		"a fragment":              {list: byIdentity, url: `"` + host + path + query + `#&Identity=bob"`, mismatch: true},
		"a name that is encoded":  {list: byIdentity, url: `"` + host + path + query + `&%49dentity=bob"`, mismatch: true},
		"no plus":                 {list: byAddress, url: plus("447700900123"), mismatch: true},
		"spaces":                  {list: byAddress, url: plus("%2B44%207700%20900123"), mismatch: true},
		"WhatsApp for SMS":        {list: byAddress, url: plus("whatsapp:%2B447700900123"), mismatch: true},
		"SMS for WhatsApp":        {list: byWhatsApp, url: plus("%2B447700900123"), mismatch: true},
		"WhatsApp in capitals":    {list: byWhatsApp, url: plus("WhatsApp:%2B447700900123"), mismatch: true},
		"another identity":        {list: byIdentity, url: `"` + host + path + `?Identity=bob&Page=0"`, mismatch: true},
		"another one as well":     {list: byIdentity, url: `"` + host + path + query + `&Identity=bob"`, mismatch: true},
		"another one before":      {list: byIdentity, url: `"` + host + path + `?Identity=bob&Identity=alice.2024@example.com"`, mismatch: true},
		"an address as well":      {list: byIdentity, url: `"` + host + path + query + `&Address=%2B15005550006"`, mismatch: true},
		"the same as an address":  {list: byIdentity, url: `"` + host + path + `?Address=alice.2024@example.com"`, mismatch: true},
		"an identity for address": {list: byAddress, url: `"` + host + path + `?Identity=%2B447700900123"`, mismatch: true},
		"another address":         {list: byAddress, url: plus("%2B15005550006"), mismatch: true},

		"no participant":            {list: byIdentity, url: `"` + host + path + `?PageSize=50&Page=0"`, mismatch: true},
		"no query":                  {list: byIdentity, url: `"` + host + path + `"`, mismatch: true},
		"a damaged value":           {list: byIdentity, url: `"` + host + path + `?Identity=%zz"`, mismatch: true},
		"another Service":           {list: byIdentity, url: `"` + host + strings.Replace(path, "IS0", "IS1", 1) + query + `"`, mismatch: true},
		"the default Service":       {list: byIdentity, url: `"` + host + "/v1/ParticipantConversations" + query + `"`, mismatch: true},
		"a Service for the default": {list: ParticipantConversations{Participant: Identity("a")}, url: `"` + path + `?Identity=a"`, mismatch: true},
		"another resource":          {list: byIdentity, url: `"` + host + path + "s" + query + `"`, mismatch: true},
		"a resource below":          {list: byIdentity, url: `"` + host + path + "/x" + query + `"`, mismatch: true},
		"part of a segment":         {list: byIdentity, url: `"` + host + path[1:] + query + `"`, mismatch: true},
		"no URL":                    {list: byIdentity, url: `"http://[::1"`, mismatch: true},
		"Services for a list":       {list: byIdentity, url: `"` + host + `/v1/Services?PageSize=50"`, mismatch: true},
		"a list for Services":       {list: Services{}, url: `"` + host + path + query + `"`, mismatch: true},
		"Services of somebody":      {list: Services{}, url: `"` + host + `/v1/Services?Identity=bob"`, mismatch: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkMeta(t, firstQuestion(test.list.list()), `"url":`+test.url, test.mismatch)
		})
	}
}

func TestPageIsTheQuestion(t *testing.T) {
	t.Parallel()
	first := firstQuestion(service().list())
	later := func(query string) question { return nextQuestion(service().list(), query) }
	second := later("PageSize=50&Page=1&PageToken=PT%2B1%2F")
	pageURL := func(query string) string {
		return `"url":"` + servicePath + `?Identity=alice.2024%40example.com` + query + `"`
	}
	for name, test := range map[string]struct {
		asked    question
		meta     string
		mismatch bool
	}{
		"first":                    {first, pageURL("&Page=0") + `,"page":0`, false},
		"first says nothing":       {first, pageURL(""), false},
		"first, a null":            {first, pageURL("") + `,"page":null`, false},
		"first, a text":            {first, pageURL("") + `,"page":"0"`, false},
		"first, an empty text":     {first, pageURL("") + `,"page":""`, false},
		"first, a fraction":        {first, pageURL("") + `,"page":0.0`, false},
		"first, minus":             {first, pageURL("") + `,"page":-0`, false},
		"first, no page at all":    {first, pageURL("") + `,"page":[7]`, false},
		"first, an empty token":    {first, pageURL("&PageToken="), false},
		"the second first":         {first, pageURL("") + `,"page":1`, true},
		"the second first, text":   {first, pageURL("") + `,"page":"1"`, true},
		"the last first":           {first, pageURL("&Page=2"), true},
		"the last first, encoded":  {first, pageURL("&Page=%32"), true},
		"the last first, in case":  {first, pageURL("&page=2"), true},
		"both first":               {first, pageURL("&Page=0&Page=2"), true},
		"both in two places":       {first, pageURL("&Page=0") + `,"page":2`, true},
		"two pages":                {first, pageURL("&Page=0") + `,"page":0,"page":2`, true},
		"two URLs":                 {first, pageURL("&Page=0") + `,` + pageURL("&Page=2"), true},
		"a token first":            {first, pageURL("&PageToken=PT1"), true},
		"a token first, page 0":    {first, pageURL("&Page=0&PageToken=PT1") + `,"page":0`, true},
		"first, no number":         {first, pageURL("") + `,"page":"first"`, true},
		"first, half a page":       {first, pageURL("") + `,"page":0.5`, true},
		"second":                   {second, pageURL("&Page=1&PageToken=PT%2B1%2F") + `,"page":1`, false},
		"second, encoded":          {second, pageURL("&Page=%31&PageToken=PT+1/") + `,"page":1.0`, false},
		"second says nothing":      {second, pageURL(""), false},
		"second, no token":         {second, pageURL("&Page=1"), false},
		"second, token alone":      {second, pageURL("&PageToken=PT%2B1%2F"), false},
		"the first second":         {second, pageURL("&Page=0"), true},
		"the first second, meta":   {second, pageURL("") + `,"page":0`, true},
		"the third second":         {second, pageURL("&Page=2&PageToken=PT%2B1%2F"), true},
		"the third's token":        {second, pageURL("&Page=1&PageToken=PT%2B2%2F"), true},
		"a token in other case":    {second, pageURL("&PageToken=pt%2B1%2F"), true},
		"no token at all":          {second, pageURL("&PageToken="), true},
		"a token of spaces":        {later("PageToken=a+b"), pageURL("&PageToken=a%20b"), false},
		"a token of pluses":        {later("PageToken=a+b"), pageURL("&PageToken=a%2Bb"), false},
		"another token":            {later("PageToken=a+b"), pageURL("&PageToken=ab"), true},
		"a damaged token":          {later("PageToken=%zz"), pageURL("&PageToken=%zz"), false},
		"another damaged token":    {later("PageToken=%zz"), pageURL("&PageToken=%zy"), true},
		"a page by other means":    {later("cursor=7"), pageURL("&cursor=7&Page=3&PageToken=x") + `,"page":3`, false},
		"a page by a word":         {later("Page=last"), pageURL("&Page=last") + `,"page":"last"`, false},
		"a page by another word":   {later("Page=last"), pageURL("&Page=first"), true},
		"someone else's second":    {second, `"url":"` + servicePath + `?Identity=bob&Page=1"`, true},
		"second, last and unnamed": {second, `"page":1`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkMeta(t, test.asked, test.meta, test.mismatch)
		})
	}
}

// TestUnprovenPages: an empty page without its own URL proves nothing, unless another
// one follows. Rows prove themselves.
func TestUnprovenPages(t *testing.T) {
	t.Parallel()
	first := firstQuestion(service().list())
	second := nextQuestion(service().list(), "Page=1")
	for name, test := range map[string]struct {
		asked    question
		rows     string
		next     string
		mismatch bool
	}{
		"first and only":    {first, ``, `null`, true},
		"first":             {first, ``, `"?Page=1"`, true},
		"in between":        {second, ``, `"?Page=2"`, false},
		"last":              {second, ``, `null`, true},
		"last, empty text":  {second, ``, `""`, true},
		"only, with a row":  {first, rowOf(1), `null`, false},
		"first, with a row": {first, rowOf(1), `"?Page=1"`, false},
		"last, with a row":  {second, rowOf(1), `null`, false},
	} {
		_, err := decodePage(t.Context(), []byte(`{"conversations":[`+test.rows+`],"meta":{"next_page_url":`+test.next+`}}`), test.asked)
		if test.mismatch != errors.Is(err, ErrMismatch) || !test.mismatch && err != nil {
			t.Errorf("%s: %v, want a mismatch: %t", name, err, test.mismatch)
		}
	}
}

// TestLongPageURL: what is too long to be read is not the question either.
func TestLongPageURL(t *testing.T) {
	t.Parallel()
	l := service().list()
	body := `{"conversations":[` + rowOf(1) + `],"meta":{"url":"` + l.path + `?Identity=` + strings.Repeat("x", maxTextBytes) + `","next_page_url":null}}`
	if _, err := decodeFirst([]byte(body), l); !errors.Is(err, ErrMismatch) {
		t.Errorf("%v, want a mismatch", err)
	}
}

// FuzzEcho builds the URL of a page from a question, right or wrong in one thing.
func FuzzEcho(f *testing.F) {
	for kind := range uint8(16) {
		f.Add("ada", "ADA", "PT+/1=", uint16(1), kind, kind%2 == 0)
		f.Add("whatsapp:+15005550006", "+15005550006", "", uint16(0), kind, true)
		f.Add("a b&c=d#e+f%41;é", "a%20b", "x y", uint16(300), kind, false)
	}
	f.Fuzz(func(t *testing.T, name, other, token string, page uint16, kind uint8, byAddress bool) {
		own, foreign := Identity(name), Address(name)
		if byAddress {
			own, foreign = foreign, own
		}
		if other == name {
			other += "x"
		}
		stranger := Participant{own.parameter, other}
		l := ParticipantConversations{ChatServiceSID: twiliotest.ServiceSID, Participant: own, PageSize: 50}.list()
		asked := nextQuestion(l, pagedQuery(own.encode(), int(page), token))
		n := int(page)
		otherPage, otherToken := n, token+"x"
		switch {
		case page == 0:
			asked, token = firstQuestion(l), ""
		case token == "": // no token was asked for, the number tells
			otherPage, otherToken = n+1, ""
		}
		good := host + "/gateway" + servicePath + "?"
		right, wrong := []string{
			good + pagedQuery(own.encode(), n, token),
			good + pagedQuery(own.parameter+"="+url.QueryEscape(name), n, token), // a space is a plus
			good + pagedQuery("x="+escape(other)+"&"+own.encode(), n, token),
			servicePath + "?" + own.encode(),
		}, []string{
			good + pagedQuery(stranger.encode(), n, token),
			good + pagedQuery(foreign.encode(), n, token),
			good + pagedQuery(own.encode()+"&"+stranger.encode(), n, token),
			good + pagedQuery(own.encode()+"&"+foreign.encode(), n, token),
			good + pagedQuery(own.encode()+"&"+own.encode(), n, token),
			good + pagedQuery(strings.ToLower(own.parameter)+"="+escape(name), n, token),
			good + pagedQuery(own.encode(), n+1, token),
			good + pagedQuery(own.encode(), otherPage, otherToken),
			good + pagedQuery(own.encode(), n, token) + "#" + escape("x"+other),
			good + "Page=" + url.QueryEscape(own.encode()),
			host + strings.ToLower(servicePath) + "?" + own.encode(),
			host + "/v1/ParticipantConversations?" + own.encode(),
		}
		if got := right[int(kind)%len(right)]; !asked.isEchoedBy(got) {
			t.Errorf("%q is not the question of %q, page %d, %q", got, own, page, token)
		}
		if got := wrong[int(kind)%len(wrong)]; asked.isEchoedBy(got) {
			t.Errorf("%q is the question of %q, page %d, %q", got, own, page, token)
		}
	})
}

// pagedQuery is a query as the service writes it: without a token where there is none.
func pagedQuery(participant string, page int, token string) string {
	values := url.Values{"Page": {strconv.Itoa(page)}}
	if token != "" {
		values.Set("PageToken", token)
	}
	return participant + "&PageSize=50&" + values.Encode()
}
