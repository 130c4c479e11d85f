package twilio

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"golang.org/x/text/unicode/norm"

	"terraform-provider-twilio/internal/twiliotest"
)

var (
	byIdentity = service()
	byAddress  = ParticipantConversations{ChatServiceSID: twiliotest.ServiceSID, Participant: Address("+447700900123"), PageSize: 50}
	byWhatsApp = ParticipantConversations{
		ChatServiceSID: twiliotest.ServiceSID, Participant: Address("whatsapp:+447700900123"), PageSize: 50,
	}
)

// named returns the parameters with another identity.
func named(identity string) ParticipantConversations {
	p := service()
	p.Participant = Identity(identity)
	return p
}

// binding returns a row's field with the members of a participant's binding.
func binding(members string) string { return `"participant_messaging_binding":{` + members + `}` }

func TestRowsMatchTheRequest(t *testing.T) {
	t.Parallel()
	const cafe = "Café Ünïcödé"
	for name, test := range map[string]struct {
		list     List
		row      string // its fields next to the SID
		mismatch bool
	}{
		"identity":                    {list: byIdentity, row: `"participant_identity":"alice.2024@example.com"`},
		"identity, escaped":           {list: byIdentity, row: `"participant_identity":"\u0061lice.2024@ex\u0061mple.com"`},
		"identity in other case":      {list: byIdentity, row: `"participant_identity":"ALICE.2024@Example.com"`},
		"identity with outer space":   {list: byIdentity, row: `"participant_identity":" \talice.2024@example.com\u00a0\r\n"`},
		"identity in NFD":             {list: named(cafe), row: `"participant_identity":"` + norm.NFD.String(cafe) + `"`},
		"identity in NFD and case":    {list: named(cafe), row: `"participant_identity":"` + norm.NFD.String(strings.ToUpper(cafe)) + `"`},
		"identity null":               {list: byIdentity, row: `"participant_identity":null`},
		"identity of another type":    {list: byIdentity, row: `"participant_identity":7`},
		"identity missing":            {list: byIdentity, row: `"x":1`},
		"identity with a backslash":   {list: named(`a\b`), row: `"participant_identity":"a\\b"`},
		"identity that looks escaped": {list: named(`\u0061`), row: `"participant_identity":"\u0061"`, mismatch: true},
		"another identity":            {list: byIdentity, row: `"participant_identity":"bob"`, mismatch: true},
		"another identity first": {
			list: byIdentity, row: `"participant_identity":"bob","participant_identity":"alice.2024@example.com"`,
			mismatch: true,
		},
		"another identity second":       {list: byIdentity, row: `"participant_identity":"alice.2024@example.com","participant_identity":"bob"`},
		"an empty identity":             {list: byIdentity, row: `"participant_identity":""`, mismatch: true},
		"identity without its dot":      {list: byIdentity, row: `"participant_identity":"alice2024@example.com"`, mismatch: true},
		"identity with more":            {list: byIdentity, row: `"participant_identity":"alice.2024@example.com2"`, mismatch: true},
		"identity of the same digits":   {list: named("12.34"), row: `"participant_identity":"1.234"`, mismatch: true},
		"identity of another tenant":    {list: named("5"), row: `"participant_identity":"tenant:5"`, mismatch: true},
		"identity with inner space":     {list: named("ada lovelace"), row: `"participant_identity":"adalovelace"`, mismatch: true},
		"identity without accent":       {list: named("José"), row: `"participant_identity":"Jose"`, mismatch: true},
		"identity that is not UTF-8":    {list: named("a\ufffd"), row: "\"participant_identity\":\"a\xff\""},
		"another one that is not UTF-8": {list: byIdentity, row: "\"participant_identity\":\"b\xff\"", mismatch: true},
		"service":                       {list: byIdentity, row: `"chat_service_sid":"` + twiliotest.ServiceSID + `"`},
		"service in upper case":         {list: byIdentity, row: `"chat_service_sid":"` + strings.ToUpper(twiliotest.ServiceSID) + `"`},
		"service null":                  {list: byIdentity, row: `"chat_service_sid":null`},
		"another service":               {list: byIdentity, row: `"chat_service_sid":"` + twiliotest.DefaultServiceSID + `"`, mismatch: true},
		"the default service":           {list: ParticipantConversations{Participant: Identity("a")}, row: `"chat_service_sid":"` + twiliotest.ServiceSID + `"`},
		"another one, address":          {list: byAddress, row: `"chat_service_sid":"` + twiliotest.DefaultServiceSID + `"`, mismatch: true},
		"a list of all Services":        {list: Services{}, row: `"friendly_name":"bob"`},
		"address":                       {list: byAddress, row: binding(`"address":"+447700900123"`)},
		"address in groups":             {list: byAddress, row: binding(`"address":"+44 7700 900123"`)},
		"address without plus":          {list: byAddress, row: binding(`"address":"447700900123"`)},
		"address with brackets":         {list: byAddress, row: binding(`"address":"+44 (7700) 900-123"`)},
		"address with no-break space":   {list: byAddress, row: binding(`"address":"+44\u00a07700\u00a0900123"`)},
		"WhatsApp":                      {list: byWhatsApp, row: binding(`"address":"whatsapp:+447700900123"`)},
		"WhatsApp in capitals":          {list: byWhatsApp, row: binding(`"address":"WhatsApp:+447700900123"`)},
		"WhatsApp, prefix dropped":      {list: byWhatsApp, row: binding(`"address":"+447700900123"`)},
		"WhatsApp, prefix added":        {list: byAddress, row: binding(`"address":"whatsapp:+44 7700 900123"`)},
		"address projected":             {list: byAddress, row: binding(`"address":null,"projected_address":"+447700900123"`)},
		"address projected, other own":  {list: byAddress, row: binding(`"address":"+15005550006","projected_address":"+447700900123"`)},
		"address own, other projected":  {list: byAddress, row: binding(`"address":"+447700900123","projected_address":"+15005550006"`)},
		"address null":                  {list: byAddress, row: binding(`"address":null,"projected_address":null`)},
		"address missing":               {list: byAddress, row: binding(`"type":"sms"`)},
		"address of another type":       {list: byAddress, row: binding(`"address":{"x":[1]}`)},
		"binding null":                  {list: byAddress, row: `"participant_messaging_binding":null`},
		"binding of another type":       {list: byAddress, row: `"participant_messaging_binding":"+15005550006"`},
		"binding missing":               {list: byAddress, row: `"x":1`},
		"another address":               {list: byAddress, row: binding(`"address":"+447700900124"`), mismatch: true},
		"another address first":         {list: byAddress, row: binding(`"address":"+15005550006","address":"+447700900123"`), mismatch: true},
		"another address projected":     {list: byAddress, row: binding(`"projected_address":"+15005550006"`), mismatch: true},
		"another two":                   {list: byAddress, row: binding(`"address":"+1","projected_address":"+2"`), mismatch: true},
		"an empty address":              {list: byAddress, row: binding(`"address":""`), mismatch: true},
		"another channel":               {list: byWhatsApp, row: binding(`"address":"messenger:447700900123"`), mismatch: true},
		"a country code less":           {list: byAddress, row: binding(`"address":"7700900123"`), mismatch: true},
		"the proxy's address":           {list: byAddress, row: binding(`"address":"+15005550006","proxy_address":"+447700900123"`), mismatch: true},
		"an address that is no number":  {list: byAddress, row: binding(`"address":"+447700900123x"`), mismatch: true},
		"an address by identity":        {list: byIdentity, row: binding(`"address":"+447700900123"`)},
		"an identity by address":        {list: byAddress, row: `"participant_identity":"bob"`},
		"an address that is a name":     {list: ParticipantConversations{Participant: Address("chat:ada")}, row: binding(`"address":"Chat:Ada"`)},
		"another address with no digit": {list: ParticipantConversations{Participant: Address("chat:+")}, row: binding(`"address":"chat:-"`), mismatch: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := test.list.list()
			body := `{"` + l.rows + `":[{"` + l.fields[0] + `":"` + twiliotest.SID(l.sidPrefix, 1) + `",` + test.row + `}],` +
				`"meta":{"next_page_url":null}}`
			page, err := decodePage([]byte(body), l)
			if test.mismatch != errors.Is(err, ErrMismatch) || !test.mismatch && (err != nil || len(page.Rows) != 1) {
				t.Errorf("%v, want a mismatch: %t", err, test.mismatch)
			}
		})
	}
}

func TestPageURLMatchesTheRequest(t *testing.T) {
	t.Parallel()
	const (
		host  = "https://conversations.twilio.com"
		path  = "/v1/Services/" + twiliotest.ServiceSID + "/ParticipantConversations"
		query = "?Identity=alice.2024%40example.com&PageSize=50&Page=0"
	)
	plus := func(number string) string { return `"` + host + path + "?Address=" + number + `&Page=0"` }
	for name, test := range map[string]struct {
		list     List
		url      string // JSON
		mismatch bool
	}{
		"the same":                {list: byIdentity, url: `"` + host + path + query + `"`},
		"another host":            {list: byIdentity, url: `"https://elsewhere.invalid` + path + query + `"`},
		"a path alone":            {list: byIdentity, url: `"` + path + query + `"`},
		"behind a gateway":        {list: byIdentity, url: `"` + host + "/twilio" + path + query + `"`},
		"a trailing slash":        {list: byIdentity, url: `"` + host + path + "/" + query + `"`},
		"in other case":           {list: byIdentity, url: `"` + host + strings.ToUpper(path) + query + `"`},
		"identity in other case":  {list: byIdentity, url: `"` + host + path + `?Identity=ALICE.2024%40EXAMPLE.com"`},
		"identity not encoded":    {list: byIdentity, url: `"` + host + path + `?Identity=alice.2024@example.com"`},
		"identity twice":          {list: byIdentity, url: `"` + host + path + query + `&Identity=alice.2024@example.com"`},
		"null":                    {list: byIdentity, url: `null`},
		"empty":                   {list: byIdentity, url: `""`},
		"a number":                {list: byIdentity, url: `7`},
		"an object":               {list: byIdentity, url: `{"Identity":"bob"}`},
		"an encoded plus":         {list: byAddress, url: plus("%2B447700900123")},
		"a raw plus":              {list: byAddress, url: plus("+447700900123")},
		"no plus":                 {list: byAddress, url: plus("447700900123")},
		"Services":                {list: Services{}, url: `"` + host + `/v1/Services?PageSize=50&Page=0"`},
		"another identity":        {list: byIdentity, url: `"` + host + path + `?Identity=bob&Page=0"`, mismatch: true},
		"another one as well":     {list: byIdentity, url: `"` + host + path + query + `&Identity=bob"`, mismatch: true},
		"another one before":      {list: byIdentity, url: `"` + host + path + `?Identity=bob&Identity=alice.2024@example.com"`, mismatch: true},
		"an address":              {list: byIdentity, url: `"` + host + path + `?Address=%2B15005550006&Page=0"`, mismatch: true},
		"an address as well":      {list: byIdentity, url: `"` + host + path + query + `&Address=%2B15005550006"`, mismatch: true},
		"the same as an address":  {list: byIdentity, url: `"` + host + path + `?Address=alice.2024@example.com"`, mismatch: true},
		"an identity for address": {list: byAddress, url: `"` + host + path + `?Identity=%2B447700900123"`, mismatch: true},
		"another address":         {list: byAddress, url: plus("%2B15005550006"), mismatch: true},

		"no participant":      {list: byIdentity, url: `"` + host + path + `?PageSize=50&Page=0"`, mismatch: true},
		"no query":            {list: byIdentity, url: `"` + host + path + `"`, mismatch: true},
		"a damaged value":     {list: byIdentity, url: `"` + host + path + `?Identity=%zz"`, mismatch: true},
		"another Service":     {list: byIdentity, url: `"` + host + strings.Replace(path, "IS0", "IS1", 1) + query + `"`, mismatch: true},
		"the default Service": {list: byIdentity, url: `"` + host + "/v1/ParticipantConversations" + query + `"`, mismatch: true},
		"another resource":    {list: byIdentity, url: `"` + host + path + "s" + query + `"`, mismatch: true},
		"no URL":              {list: byIdentity, url: `"http://[::1"`, mismatch: true},
		"Services for a list": {list: byIdentity, url: `"` + host + `/v1/Services?PageSize=50"`, mismatch: true},
		"a list for Services": {list: Services{}, url: `"` + host + path + query + `"`, mismatch: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := test.list.list()
			_, err := decodePage([]byte(`{"`+l.rows+`":[],"meta":{"url":`+test.url+`,"next_page_url":null}}`), l)
			if test.mismatch != errors.Is(err, ErrMismatch) || !test.mismatch && err != nil {
				t.Errorf("%v, want a mismatch: %t", err, test.mismatch)
			}
		})
	}
}

// TestMismatchIsRetriedOnce: on a new connection, whatever the number of retries, and
// no value of either participant is in the error.
func TestMismatchIsRetriedOnce(t *testing.T) {
	t.Parallel()
	theirs := twiliotest.Body(http.StatusOK, "application/json", `{"conversations":[{"conversation_sid":"`+twiliotest.SID("CH", 9)+
		`","participant_identity":"bob.2025@example.com"}],"meta":{"next_page_url":null}}`)
	down := twiliotest.Refuse(http.StatusServiceUnavailable, 20503, "Down")
	for name, test := range map[string]struct {
		maxRetries            int
		faults                []twiliotest.Fault
		requests, connections int
		failure               error
	}{
		"once":                   {10, []twiliotest.Fault{theirs}, 2, 2, nil},
		"once, without retries":  {0, []twiliotest.Fault{theirs}, 2, 2, nil},
		"twice":                  {10, []twiliotest.Fault{theirs, theirs}, 2, 2, ErrMismatch},
		"twice, without retries": {0, []twiliotest.Fault{theirs, theirs}, 2, 2, ErrMismatch},
		"before an outage":       {1, []twiliotest.Fault{theirs, down}, 3, 3, nil},
		"after an outage":        {1, []twiliotest.Fault{down, theirs}, 3, 2, nil},
		"around an outage":       {9, []twiliotest.Fault{theirs, down, theirs}, 3, 3, ErrMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := apiWith(3)
				api.Fault = faults(test.faults...)
				server := twiliotest.NewPipeServer(api)
				client := newClient(t, server, func(o *Options) { o.MaxRetries = test.maxRetries })
				if test.failure == nil {
					mustRead(t, client, service(), 3)
				} else {
					failure := mustFail(t, client, service(), test.failure)
					if text := failure.Error(); strings.Contains(text, "bob") || strings.Contains(text, "alice") {
						t.Errorf("the error repeats a value: %s", text)
					}
					if failure.Attempts != test.requests {
						t.Errorf("%d attempts reported, want %d", failure.Attempts, test.requests)
					}
				}
				if n := len(api.Requests()); n != test.requests || server.Connections() != test.connections {
					t.Errorf("%d requests over %d connections, want %d over %d",
						n, server.Connections(), test.requests, test.connections)
				}
			})
		})
	}
}

// TestGatewaysThatMixUpReplies: no read gets the rows of another participant, or a
// page in place of another one.
func TestGatewaysThatMixUpReplies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		gateway twiliotest.Gateway
		rows    int   // of each participant
		failure error // of every read but the first
	}{
		"one reply behind, one page":     {twiliotest.LaggingGateway(), 3, nil},
		"a cache whose key has no query": {twiliotest.CacheWithoutQuery(), 3, ErrMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			reads := []ParticipantConversations{named("alice"), named("bob"), byAddress, named("alice")}
			for _, p := range []Participant{Identity("alice"), Identity("bob"), byAddress.Participant} {
				api.Add(twiliotest.ServiceSID, p.parameter, p.value,
					twiliotest.Conversations(twiliotest.ServiceSID, p.parameter, p.value, test.rows)...)
			}
			api.Gateway = test.gateway
			client := newClient(t, twiliotest.NewPipeServer(api))
			for i, read := range reads {
				if i%3 == 0 || test.failure == nil { // the cache holds the page of the first one
					mustRead(t, client, read, test.rows)
				} else {
					mustFail(t, client, read, test.failure)
				}
			}
		})
	}
}

func FuzzSameParticipant(f *testing.F) {
	for _, name := range []string{"ada", "", "é", "whatsapp:+1", "\xff", "İ", "5:5"} {
		f.Add(name, name+" ")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if !sameName(a, a) || sameName(a, b) != sameName(b, a) || sameAddress(a, b) != sameAddress(b, a) {
			t.Errorf("%q and %q are compared differently in turn", a, b)
		}
		if sameName(a, b) && !sameAddress(a, b) {
			t.Errorf("%q and %q are the same name and not the same address", a, b)
		}
		// What a server writes into meta.url is what was requested.
		if l := named(a).list(); a != "" && !l.describes(l.path+"?"+l.participant.encode()) {
			t.Errorf("%q is not found in its own query %s", a, url.QueryEscape(a))
		}
	})
}

func TestRequestsBypassCaches(t *testing.T) {
	t.Parallel()
	api := apiWith(51)
	mustRead(t, newClient(t, twiliotest.NewPipeServer(api)), service(), 51)
	if slices.ContainsFunc(api.Requests(), func(r twiliotest.Request) bool { return r.Header.Get("Cache-Control") != "no-cache" }) {
		t.Error("a request comes without Cache-Control: no-cache")
	}
}
