package provider

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-twilio/internal/twilio"
)

// TestRowsHoldNothingElse: what the service sends beside the schema's fields does
// not stay in memory.
func TestRowsHoldNothingElse(t *testing.T) {
	t.Parallel()
	row := `{"conversation_sid":"CH1","new":"` + strings.Repeat("x", 1<<20) + `"}`
	read := &rows{}
	if err := read.add(&twilio.Page{Conversations: []twilio.ParticipantConversation{{ConversationSID: "CH1", JSON: jsontext.Value(row)}}}); err != nil {
		t.Fatal(err)
	}
	if held := cap(read.pages[0]); held > 1<<12 {
		t.Errorf("a row of %d bytes holds %d", len(read.pages[0]), held)
	}
}

// FuzzEncode: any JSON object becomes a value of the schema's type.
func FuzzEncode(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"conversation_sid":"CH1","links":{"a":"b","a":null,"":1},"conversation_timers":{"date_closed":[],"x":{}}}`,
		`{"links":[],"participant_messaging_binding":"x","conversation_attributes":{"a":[1,2,{}]}}`,
		"{\"conversation_state\":\"\xff\\ud800\\u0000\",\"links\":{\"\xff\":\"\xff\"}}", `{"conversation_sid":null,"conversation_sid":"CH1"}`,
	} {
		f.Add([]byte(seed))
	}
	rowType := conversationsAttribute.NestedObject.Type().TerraformType(f.Context())
	f.Fuzz(func(t *testing.T, row []byte) {
		if value := jsontext.Value(row); value.Kind() != '{' || !value.IsValid(twilio.JSONOptions) {
			return // the client hands over nothing else
		}
		encoded, err := new(encoder).encode(nil, row, conversationShape)
		if err != nil {
			t.Fatal(err)
		}
		dynamic := tfprotov6.DynamicValue{MsgPack: encoded}
		value, err := dynamic.Unmarshal(rowType)
		if err != nil {
			t.Fatalf("%q became %q: %v", row, encoded, err)
		}
		var fields map[string]tftypes.Value
		if err := value.As(&fields); err != nil || len(fields) != len(conversationAttributes) {
			t.Fatalf("%q became %v, %v", row, fields, err)
		}
	})
}
