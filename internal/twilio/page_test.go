package twilio

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"terraform-provider-twilio/internal/lenientjson"
	"terraform-provider-twilio/internal/twiliotest"
)

// rowOf returns a row with the SID of the n-th conversation.
func rowOf(n int) string { return `{"conversation_sid":"` + twiliotest.SID("CH", n) + `"}` }

// echo is the meta.url of the first page of service().
const echo = `"url":"https://conversations.twilio.com/v1/Services/` + twiliotest.ServiceSID +
	`/ParticipantConversations?Identity=alice.2024%40example.com&PageSize=50&Page=0"`

// emptyPage is the only page of a list without rows.
const emptyPage = `{"conversations":[],"meta":{` + echo + `,"next_page_url":null}}`

// decodeFirst decodes the first page of a list.
func decodeFirst(body []byte, l *list) (*Page, error) {
	return decodePage(context.Background(), body, firstQuestion(l))
}

// jsonBody answers 200 with JSON.
func jsonBody(body string) twiliotest.Fault {
	return twiliotest.Body(http.StatusOK, "application/json", body)
}

// checkFailure reads a list whose server answers every request alike, with one retry,
// and expects so many requests.
func checkFailure(t *testing.T, list List, fault twiliotest.Fault, cause error, requests int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		api := twiliotest.New()
		api.Fault = always(fault)
		client := newClient(t, twiliotest.NewPipeServer(api), func(o *Options) { o.MaxRetries = 1 })
		failure := mustFail(t, client, list, cause)
		if n := len(api.Requests()); n != requests || failure.Attempts != requests {
			t.Errorf("%d requests, %d attempts reported, want %d", n, failure.Attempts, requests)
		}
		if want := fmt.Sprintf("RQ%032x", requests); failure.RequestID != want {
			t.Errorf("request ID %q, want %q", failure.RequestID, want)
		}
	})
}

func TestDecodePage(t *testing.T) {
	t.Parallel()
	ch := func(n int) string { return twiliotest.SID("CH", n) }
	rows := []string{
		`{"participant_sid":"MB1","conversation_sid":"` + ch(1) + `","x":{"conversation_sid":"no"}}`,
		`{"conversation_sid":"\u0043` + ch(2)[1:] + `","conversation_sid":"` + ch(3) + `","participant_sid":7,"participant_sid":8}`,
		`{"\u0063onversation_sid":"` + ch(4) + `"}`,
		`{"conversation_sid":"CHABCDEF` + ch(5)[8:] + `"}`,
	}
	body := "\ufeff" + ` {"new":[{"conversations":[]}],
		"conversations" : [ ` + strings.Join(rows, " ,\r\n") + `],
		"meta":{"page":0,"next_page_url":null,"new":{"next_page_url":"?no"}}}` + " \t\r\n"
	page, err := decodeFirst([]byte(body), service().list())
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Rows) != len(rows) || page.next != "" || page.Received != len(rows) {
		t.Fatalf("decoded %+v", page)
	}
	for i, want := range []struct{ sid, participant string }{
		{ch(1), `"MB1"`}, {ch(2), `7`}, {ch(4), ``}, {"CHABCDEF" + ch(5)[8:], ``},
	} {
		row := page.Rows[i]
		if row.SID != want.sid || row.Key != sha256.Sum256([]byte(want.sid+want.participant)) || string(row.JSON) != rows[i] {
			t.Errorf("row %d: %s %x %s", i, row.SID, row.Key, row.JSON)
		}
	}
}

// TestNamesSentTwice: a page is damaged where a name comes twice that decides what it
// is, whatever stands there, and it is retried.
func TestNamesSentTwice(t *testing.T) {
	t.Parallel()
	const meta = `{"next_page_url":null}`
	odd := []string{`null`, `7`, `"x"`, `true`, `{}`, `[]`, `[null]`, `[{}]`, `{"next_page_url":7}`, `{"url":"https://x.invalid/","next_page_url":1}`}
	for name, test := range map[string]struct {
		good string
		body func(first, second string) string
	}{
		"conversations": {`[` + rowOf(1) + `]`, func(first, second string) string {
			return `{"conversations":` + first + `,"meta":` + meta + `,"conversations":` + second + `}`
		}},
		"meta": {meta, func(first, second string) string {
			return `{"meta":` + first + `,"conversations":[` + rowOf(1) + `],"meta":` + second + `}`
		}},
		"next_page_url": {`"?Page=1"`, func(first, second string) string {
			return `{"meta":{"next_page_url":` + first + `,"page":1,"next_page_url":` + second + `},"conversations":[` + rowOf(1) + `]}`
		}},
		"next_page_url of two metas": {`"?Page=1"`, func(first, second string) string {
			return `{"meta":{"next_page_url":` + first + `},"meta":{"next_page_url":` + second + `},"conversations":[` + rowOf(1) + `]}`
		}},
		"escaped": {`[` + rowOf(1) + `]`, func(first, second string) string {
			return `{"convers\u0061tions":` + first + `,"meta":` + meta + `,"\u0063onversations":` + second + `}` //nolint:misspell // half of a name
		}},
	} {
		for _, value := range append(slices.Clone(odd), test.good) {
			t.Run(name+" "+value, func(t *testing.T) {
				t.Parallel()
				checkFailure(t, service(), jsonBody(test.body(value, test.good)), errDamaged, 2)
				checkFailure(t, service(), jsonBody(test.body(test.good, value)), errDamaged, 2)
			})
		}
	}
}

func TestDamagedPages(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":                    ``,
		"white space":              " \r\n",
		"text":                     `upstream error`,
		"cut off":                  `{"conversations":[` + rowOf(1) + `,`,
		"cut off behind a bad row": `{"conversations":[7,` + rowOf(1) + `,`,
		"cut off in a row":         `{"conversations":[{"conversation_sid":"CH`,
		"no end":                   emptyPage[:len(emptyPage)-1],
		"a bare word":              `{"conversations":[{"conversation_sid":CH1}],"meta":{"next_page_url":null}}`,
		"a comma too many":         `{"conversations":[` + rowOf(1) + `,],"meta":{"next_page_url":null}}`,
		"a brace behind it":        emptyPage + `}`,
		"garbage behind it":        emptyPage + `<html>`,
		"a zero byte behind it":    emptyPage + "\x00",
		"half a page behind it":    emptyPage + `{"conversations":[`,
		"a name without a value":   `{"conversations"}`,
		"a control character":      "{\"conversations\":[],\"meta\":{\"next_page_url\":\"?a\nb\"}}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFailure(t, service(), jsonBody(body), errDamaged, 2)
		})
	}
}

func TestRepliesOfAnotherAPI(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	const noPage = `{"code":20003,"status":401,`
	for name, test := range map[string]twiliotest.Fault{
		"HTML":                    twiliotest.Body(http.StatusOK, "text/html", "<!DOCTYPE html><html>Sign in</html>"),
		"HTML behind spaces":      twiliotest.Body(http.StatusOK, "text/html", "\ufeff\r\n <html>"),
		"a list":                  jsonBody(`[]`),
		"a list cut off":          jsonBody(`[{"a":1},`),
		"a text":                  jsonBody(`"ok"`),
		"a number":                jsonBody(`200`),
		"null":                    jsonBody(`null`),
		"no conversations":        jsonBody(`{"status":"ok","meta":{"next_page_url":null}}`),
		"an empty object":         jsonBody(`{}`),
		"conversations null":      jsonBody(`{"conversations":null,"meta":{"next_page_url":null}}`),
		"conversations an object": jsonBody(`{"conversations":{},"meta":{"next_page_url":null}}`),
		"another list":            jsonBody(`{"services":[],"meta":{"next_page_url":null}}`),
		"in another case":         jsonBody(`{"Conversations":[],"meta":{"next_page_url":null}}`),
		"two documents":           jsonBody(emptyPage + emptyPage),
		"three documents":         jsonBody(emptyPage + "\n" + emptyPage + "\n" + emptyPage),
		"a number behind it":      jsonBody(emptyPage + ` 0`),
		"UTF-16":                  jsonBody("\xff\xfe{\x00}\x00"),
		"UTF-16, big endian":      jsonBody("\xfe\xff\x00{\x00}"),
		"UTF-16 without a mark":   jsonBody("{\x00}\x00"),
		"the same, big endian":    jsonBody("\x00{\x00}"),
		"beyond the depth":        jsonBody(`{"conversations":[],"deep":` + deep + `,"meta":{"next_page_url":null}}`),
		"a row beyond the depth":  jsonBody(`{"conversations":[{"x":` + deep + `}],"meta":{"next_page_url":null}}`),
		"an error":                jsonBody(noPage + `"message":"Authenticate"}`),
		"an error and a page":     jsonBody(noPage + `"conversations":[],"meta":{"next_page_url":null}}`),
		"an error and a bad row":  jsonBody(noPage + `"conversations":[7],"meta":{"next_page_url":null}}`),
		"an error behind a page":  jsonBody(`{"conversations":[],"meta":{"next_page_url":null},"status":500,"code":20500}`),
		"203 and no page":         twiliotest.Body(http.StatusNonAuthoritativeInfo, "application/json", `{}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFailure(t, service(), test, ErrNotAPI, 1)
		})
	}
}

// TestErrorInASuccess: Twilio's words are in the error, although the status is 200.
func TestErrorInASuccess(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.Fault = always(twiliotest.Body(http.StatusOK, "application/json", `{"conversations":[],"meta":{"next_page_url":null},`+
		`"code":20003,"status":401,"message":"Authenticate","more_info":"https://www.twilio.com/docs/errors/20003"}`))
	for _, texts := range []string{`"code":"20003","status":"401"`, `"code":20003,"status":"401"`} {
		if _, err := decodeFirst([]byte(`{"conversations":[],`+texts+`,"meta":{`+echo+`,"next_page_url":null}}`), service().list()); !errors.Is(err, ErrNotAPI) {
			t.Errorf("%s: %v", texts, err)
		}
	}
	failure := mustFail(t, newClient(t, twiliotest.NewPipeServer(api)), service(), ErrNotAPI)
	if failure.Status != 200 || failure.Code != 20003 || failure.Message != "Authenticate" ||
		failure.MoreInfo != "https://www.twilio.com/docs/errors/20003" {
		t.Errorf("%+v, want Twilio's code and words", failure)
	}
}

// TestPagesWithErrorNames: a page is none of an error that lacks the shape of one.
func TestPagesWithErrorNames(t *testing.T) {
	t.Parallel()
	for _, names := range []string{
		`"code":20003`, `"status":500`, `"code":null,"status":null`, `"code":20003,"status":200`, `"code":0,"status":500`,
		`"status":"ok","code":"none"`, `"x":{"code":1,"status":400}`,
	} {
		_, err := decodeFirst([]byte(`{"conversations":[],`+names+`,"meta":{`+echo+`,"next_page_url":null}}`), service().list())
		if err != nil {
			t.Errorf("%s: %v", names, err)
		}
	}
}

func TestUnusableRows(t *testing.T) {
	t.Parallel()
	sid := twiliotest.SID("CH", 1)
	good := `"conversation_sid":"` + sid + `"`
	sidOf := func(text string) string { return `{"conversation_sid":"` + text + `"}` }
	for name, row := range map[string]string{
		"no SID":                 `{"participant_sid":"MB1"}`,
		"null":                   `null`,
		"a text":                 `"` + sid + `"`,
		"a number":               `1`,
		"a list":                 `[[]]`,
		"true":                   `true`,
		"an empty SID":           sidOf(``),
		"a null SID":             `{"conversation_sid":null}`,
		"a number as SID":        `{"conversation_sid":1}`,
		"an object as SID":       `{"conversation_sid":{"sid":"` + sid + `"}}`,
		"null first":             `{"conversation_sid":null,` + good + `}`,
		"empty first":            `{"conversation_sid":"",` + good + `}`,
		"a number first":         `{"conversation_sid":1,` + good + `}`,
		"a list first":           `{"conversation_sid":["` + sid + `"],` + good + `}`,
		"another kind of SID":    sidOf(twiliotest.SID("IS", 1)),
		"lower case":             sidOf("ch" + sid[2:]),
		"short":                  sidOf(sid[:33]),
		"long":                   sidOf(sid + "0"),
		"no hexadecimal digit":   sidOf(sid[:33] + "g"),
		"full-width digits":      sidOf(sid[:31] + "\uff11"),
		"a space before":         sidOf(" " + sid),
		"a line behind":          sidOf(sid + `\n`),
		"no UTF-8":               sidOf(sid[:33] + "\xff"),
		"no UTF-8 in its place":  sidOf(sid[:31] + "\xff"),
		"a surrogate":            sidOf(sid[:33] + `\ud800`),
		"a repaired letter":      sidOf(sid[:31] + `\udfff`),
		"SID in another case":    `{"Conversation_SID":"` + sid + `"}`,
		"SID of something in it": `{"conversation":{` + good + `}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := `{"conversations":[` + rowOf(2) + `,` + row + `],"meta":{"next_page_url":null}}`
			checkFailure(t, service(), jsonBody(page), ErrRow, 1)
		})
	}
}

func TestRowErrorsNameTheField(t *testing.T) {
	t.Parallel()
	for field, list := range map[string]List{"conversation_sid": service(), "sid": Services{PageSize: 50}} {
		l := list.list()
		_, err := decodeFirst([]byte(`{"`+l.member+`":[{"`+field+`":"bob"}],"meta":{"next_page_url":null}}`), l)
		if !errors.Is(err, ErrRow) || !strings.HasSuffix(err.Error(), ": "+field) {
			t.Errorf("%v, want one of %s", err, field)
		}
	}
}

func TestPageBounds(t *testing.T) {
	t.Parallel()
	page := func(n int) string {
		return `{"conversations":[` + strings.Repeat(rowOf(1)+",", n-1) + rowOf(1) + `],"meta":{"next_page_url":null}}`
	}
	checkFailure(t, service(), twiliotest.Flood, ErrPageTooLarge, 1)
	checkFailure(t, service(), jsonBody(page(maxPageRows+1)), ErrPageTooLarge, 1)
	checkFailure(t, service(), jsonBody(page(2*maxPageRows+1)), ErrPageTooLarge, 1)
	got, err := decodeFirst([]byte(page(maxPageRows)), service().list())
	if err != nil || got.Received != maxPageRows {
		t.Errorf("%d rows: %v", maxPageRows, err)
	}
}

func TestNonAuthoritativePage(t *testing.T) {
	t.Parallel()
	api := twiliotest.New()
	api.Fault = always(twiliotest.Body(http.StatusNonAuthoritativeInfo, "application/json",
		`{"conversations":[`+rowOf(1)+`,`+rowOf(2)+`],"meta":{"next_page_url":null}}`))
	mustRead(t, newClient(t, twiliotest.NewPipeServer(api)), service(), 2)
}

// FuzzDecodePage: arbitrary bytes never panic, and never give a row without a
// SID or one that is no JSON object.
func FuzzDecodePage(f *testing.F) {
	for _, seed := range []string{
		``, `{`, `{}`, `[]`, `null`, `<html>`, "\xef\xbb\xbf{}", emptyPage,
		`{"conversations":[` + rowOf(1) + `],"meta":{"next_page_url":null}}`,
		`{"conversations":[{}],"meta":{}}`,
		`{"conversations":[` + rowOf(1) + `,],"meta":{"next_page_url":null}}`,
		`{"conversations":[1,null,"x",[]],"meta":null}`, `{"conversations":{"a":[}`,
		`{"conversations":[{"conversation_sid":"\ud800"}],"meta":{"next_page_url":""}}`,
		"{\"conversations\":[{\"conversation_sid\":\"\xff\"}],\"meta\":{\"next_page_url\":\"?\"}}",
		`{"conversations":[[[[[[[[`, `{"conversations":[],"conversations":[]}`,
	} {
		f.Add([]byte(seed))
	}
	examples, err := os.ReadFile("../twiliotest/testdata/examples.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(examples)
	causes := []error{ErrNotAPI, errDamaged, ErrRow, ErrNextPage, ErrMismatch, ErrPageTooLarge}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := decodeFirst(body, service().list())
		if err != nil {
			if !slices.ContainsFunc(causes, func(cause error) bool { return errors.Is(err, cause) }) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		for _, row := range page.Rows {
			if !isSID([]byte(row.SID), "CH") || row.JSON.Kind() != '{' || !row.JSON.IsValid(lenientjson.Options) {
				t.Fatalf("a row that is none: %+v", row)
			}
		}
	})
}

// TestExamples: the example replies of Twilio's OpenAPI document.
func TestExamples(t *testing.T) {
	t.Parallel()
	serviceSID := "IS" + strings.Repeat("a", 32)
	for _, test := range []struct {
		example string
		list    List
		rows    int
	}{
		{"readEmpty", ParticipantConversations{ChatServiceSID: serviceSID, Participant: Identity("identity")}, 0},
		{"readFullByIdentity", ParticipantConversations{ChatServiceSID: serviceSID, Participant: Identity("identity")}, 1},
		{"readFullByAddress", ParticipantConversations{ChatServiceSID: serviceSID, Participant: Address("+375255555555")}, 1},
		{"servicesReadFull", Services{}, 1},
	} {
		l := test.list.list()
		page, err := decodeFirst(twiliotest.Example(test.example), l)
		if err != nil || len(page.Rows) != test.rows || page.next != "" {
			t.Errorf("%s: %+v, %v", test.example, page, err)
		}
	}
}
