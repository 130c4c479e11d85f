package provider

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/tinylib/msgp/msgp"

	"terraform-provider-twilio/internal/twilio"
)

// maxRowsBytes is where a read stops. Terraform takes messages of up to 256 MiB;
// past that the user would see a bare gRPC error after everything was fetched.
const maxRowsBytes = 192 << 20

var errTooManyRows = errors.New("the rows exceed what Terraform can take")

// rows are conversations in the form in which Terraform takes them: msgpack,
// each row an object of conversationAttributes. They are encoded straight from
// the service's JSON: the way through Go structs and the framework's values
// costs many times as much, see DESIGN.md.
type rows struct {
	pages [][]byte // encoded, one page an element
	count int
	size  int

	encoder encoder
	buffer  []byte // of the page being encoded, reused
}

// add encodes a page.
func (r *rows) add(page *twilio.Page) error {
	encoded := r.buffer[:0]
	for _, conversation := range page.Conversations {
		var err error
		if encoded, err = r.encoder.encode(encoded, conversation.JSON, conversationShape); err != nil {
			return err
		}
	}
	r.buffer = encoded
	r.pages = append(r.pages, bytes.Clone(encoded)) // as large as it is, whatever the page held beside it
	r.count += len(page.Conversations)
	if r.size += len(encoded); r.size > maxRowsBytes {
		return errTooManyRows
	}
	return nil
}

// list returns all rows as one msgpack array.
func (r *rows) list(encoded []byte) []byte {
	encoded = msgp.AppendArrayHeader(encoded, uint32(r.count)) //nolint:gosec // maxRowsBytes bounds it
	for _, page := range r.pages {
		encoded = append(encoded, page...)
	}
	return encoded
}

// warning names the fields whose values were not of the schema's type.
func (r *rows) warning() diag.Diagnostics {
	if len(r.encoder.unexpected) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(r.encoder.unexpected))
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("conversations"), "Unexpected Value From Twilio",
		fmt.Sprintf("In some conversations the service sent a value of an unexpected type for %s. It is null there; everything else is as sent. "+
			"Twilio may have changed its API: look for a newer version of the provider, or report it to its maintainers.", enumerate(names)))}
}

// enumerate renders names for a sentence: "a", "a and b", "a, b and c".
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
