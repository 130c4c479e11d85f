package twilio

import (
	"errors"
	"strings"
	"testing"

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

// addressed returns the parameters with an address.
func addressed(address string) ParticipantConversations {
	return ParticipantConversations{ChatServiceSID: twiliotest.ServiceSID, Participant: Address(address), PageSize: 50}
}

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
		"WhatsApp, prefix dropped":      {list: byWhatsApp, row: binding(`"address":"+447700900123"`), mismatch: true},
		"WhatsApp, prefix added":        {list: byAddress, row: binding(`"address":"whatsapp:+44 7700 900123"`), mismatch: true},
		"WhatsApp, projected without":   {list: byWhatsApp, row: binding(`"projected_address":"+447700900123"`), mismatch: true},
		"WhatsApp in groups":            {list: byWhatsApp, row: binding(`"address":"whatsapp:+44 7700 900123"`)},
		"RCS":                           {list: byWhatsApp, row: binding(`"address":"rcs:+447700900123"`), mismatch: true},
		"Mexico":                        {list: addressed("whatsapp:+5215512345678"), row: binding(`"address":"whatsapp:+525512345678"`)},
		"Mexico, back":                  {list: addressed("whatsapp:+525512345678"), row: binding(`"address":"whatsapp:+5215512345678"`)},
		"Mexico, SMS":                   {list: addressed("+525512345678"), row: binding(`"address":"+5215512345678"`), mismatch: true},
		"Mexico, SMS for WhatsApp":      {list: addressed("whatsapp:+5215512345678"), row: binding(`"address":"+525512345678"`), mismatch: true},
		"Mexico, RCS":                   {list: addressed("rcs:+525512345678"), row: binding(`"address":"rcs:+5215512345678"`), mismatch: true},
		"Mexico, a digit less":          {list: addressed("whatsapp:+521551234567"), row: binding(`"address":"whatsapp:+52551234567"`), mismatch: true},
		"Argentina":                     {list: addressed("whatsapp:+541112345678"), row: binding(`"address":"whatsapp:+5491112345678"`)},
		"Argentina, a 1":                {list: addressed("whatsapp:+541112345678"), row: binding(`"address":"whatsapp:+5411112345678"`), mismatch: true},
		"Brazil":                        {list: addressed("whatsapp:+5511987654321"), row: binding(`"address":"whatsapp:+551187654321"`)},
		"Brazil, back":                  {list: addressed("whatsapp:+551187654321"), row: binding(`"address":"whatsapp:+5511987654321"`)},
		"Brazil, a landline":            {list: addressed("whatsapp:+551132345678"), row: binding(`"address":"whatsapp:+5511932345678"`), mismatch: true},
		"Mexico's form elsewhere":       {list: addressed("whatsapp:+5315512345678"), row: binding(`"address":"whatsapp:+535512345678"`), mismatch: true},
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
			body := `{"` + l.member + `":[{"` + l.sid + `":"` + twiliotest.SID(l.sidPrefix, 1) + `",` + test.row + `}],` +
				`"meta":{"next_page_url":null}}`
			page, err := decodeFirst([]byte(body), l)
			if test.mismatch != errors.Is(err, ErrMismatch) || !test.mismatch && (err != nil || len(page.Rows) != 1) {
				t.Errorf("%v, want a mismatch: %t", err, test.mismatch)
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
	})
}
