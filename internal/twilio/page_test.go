package twilio

import (
	"errors"
	"os"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/lenientjson"
	"terraform-provider-twilio/internal/twiliotest"
)

func TestDecodePage(t *testing.T) {
	t.Parallel()
	ch := func(n int) string { return twiliotest.SID("CH", n) }
	rows := []string{
		`{"participant_sid":"MB1","conversation_sid":"` + ch(1) + `","x":{"conversation_sid":"no"}}`,
		`{"conversation_sid":"\u0043` + ch(2)[1:] + `","conversation_sid":"` + ch(3) + `","participant_sid":7,"participant_sid":8}`,
		`{"\u0063onversation_sid":"` + ch(4) + `"}`,
	}
	body := "\ufeff" + ` {"new":[{"conversations":[]}],
		"conversations" : [ ` + rows[0] + ` ,
		` + rows[1] + `,` + rows[2] + `],
		"meta":{"page":0,"next_page_url":null,"new":{"next_page_url":"?no"}}}` + "\n"
	page, err := decodePage([]byte(body), service().list(), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Rows) != len(rows) || page.next != "" || page.Received != 3 {
		t.Fatalf("decoded %+v", page)
	}
	for i, want := range []struct{ sid, participant string }{{ch(1), `"MB1"`}, {ch(2), `7`}, {ch(4), ``}} {
		row := page.Rows[i]
		if row.SID != want.sid || string(row.values[1]) != want.participant || string(row.JSON) != rows[i] {
			t.Errorf("row %d: %s %s %s", i, row.SID, row.values[1], row.JSON)
		}
	}
}

// FuzzDecodePage: arbitrary bytes never panic, and never give a row without a
// SID or one that is no JSON object.
func FuzzDecodePage(f *testing.F) {
	for _, seed := range []string{
		``, `{`, `{}`, `[]`, `null`, `<html>`, "\xef\xbb\xbf{}", `{"conversations":[{"conversation_sid":"CH1"}],"meta":{"next_page_url":null}}`,
		`{"conversations":[{}],"meta":{}}`, `{"conversations":[{"conversation_sid":"CH1"},],"meta":{"next_page_url":null}}`,
		`{"conversations":[1,null,"x",[]],"meta":null}`, `{"conversations":{"a":[}`, `{"conversations":[{"conversation_sid":"\ud800"}],"meta":{"next_page_url":""}}`,
		"{\"conversations\":[{\"conversation_sid\":\"\xff\"}],\"meta\":{\"next_page_url\":\"?\"}}", `{"conversations":[[[[[[[[`, `{"conversations":[],"conversations":[]}`,
	} {
		f.Add([]byte(seed))
	}
	examples, err := os.ReadFile("../twiliotest/testdata/examples.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(examples)
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := decodePage(body, service().list(), "")
		if err != nil {
			if !errors.Is(err, ErrNotAPI) && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrRow) && !errors.Is(err, ErrNextPage) && !errors.Is(err, ErrMismatch) && !errors.Is(err, ErrPageTooLarge) {
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
		{"readEmpty", ParticipantConversations{ChatServiceSID: serviceSID, Identity: "identity"}, 0},
		{"readFullByIdentity", ParticipantConversations{ChatServiceSID: serviceSID, Identity: "identity"}, 1},
		{"readFullByAddress", ParticipantConversations{ChatServiceSID: serviceSID, Address: "+375255555555"}, 1},
	} {
		page, err := decodePage(twiliotest.Example(test.example), test.list.list(), "")
		if err != nil || len(page.Rows) != test.rows || page.next != "" {
			t.Errorf("%s: %+v, %v", test.example, page, err)
		}
	}
}
