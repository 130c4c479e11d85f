package twilio

import (
	"errors"
	"os"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"terraform-provider-twilio/internal/twiliotest"
)

func TestDecodePage(t *testing.T) {
	t.Parallel()
	body := "\ufeff" + ` {"new":[{"conversations":[]}],
		"conversations" : [ {"participant_sid":"MB1","conversation_sid":"CH1","x":{"conversation_sid":"no"}} ,
		{"conversation_sid":"CH\u0032","conversation_sid":"CH3","participant_sid":7,"participant_sid":8},{"\u0063onversation_sid":"CH4"}],
		"meta":{"page":0,"next_page_url":null,"new":{"next_page_url":"?no"}}}` + "\n"
	page, err := decodePage([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	want := []ParticipantConversation{
		{"CH1", jsontext.Value(`{"participant_sid":"MB1","conversation_sid":"CH1","x":{"conversation_sid":"no"}}`), `"MB1"`},
		{"CH2", jsontext.Value(`{"conversation_sid":"CH\u0032","conversation_sid":"CH3","participant_sid":7,"participant_sid":8}`), `7`},
		{"CH4", jsontext.Value(`{"\u0063onversation_sid":"CH4"}`), ``},
	}
	if len(page.Conversations) != len(want) || page.next != "" || page.Received != 3 {
		t.Fatalf("decoded %+v", page)
	}
	for i, row := range page.Conversations {
		if row.ConversationSID != want[i].ConversationSID || row.participant != want[i].participant || string(row.JSON) != string(want[i].JSON) {
			t.Errorf("row %d: %s %s %s", i, row.ConversationSID, row.participant, row.JSON)
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
		page, err := decodePage(body)
		if err != nil {
			if !errors.Is(err, ErrNotAPI) && !errors.Is(err, ErrBadJSON) && !errors.Is(err, ErrRow) && !errors.Is(err, ErrNextPage) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		for _, row := range page.Conversations {
			if row.ConversationSID == "" || row.JSON.Kind() != '{' || !row.JSON.IsValid(JSONOptions) {
				t.Fatalf("a row that is none: %+v", row)
			}
		}
	})
}

// TestExamples: the example replies of Twilio's OpenAPI document.
func TestExamples(t *testing.T) {
	t.Parallel()
	for name, rows := range map[string]int{"readEmpty": 0, "readFullByIdentity": 1, "readFullByAddress": 1} {
		page, err := decodePage(twiliotest.Example(name))
		if err != nil || len(page.Conversations) != rows || page.next != "" {
			t.Errorf("%s: %+v, %v", name, page, err)
		}
	}
}
