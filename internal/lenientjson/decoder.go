package lenientjson

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// ErrNotObject means that Members found a value of another type.
var ErrNotObject = errors.New("the JSON value is not an object")

// maxNames is the size up to which the buffer of names is kept for the next
// source. A name may be as long as the source.
const maxNames = 4 << 10

// Decoder reads the tokens of a JSON text that is in memory. Values that it
// returns are parts of that text. The zero Decoder reads an empty text.
// Do not copy a Decoder.
type Decoder struct {
	jsontext.Decoder
	source []byte
	reader bytes.Buffer // over source: jsontext reads from a bytes.Buffer in place
	names  []byte       // of the members being read, outermost first
}

// NewDecoder returns a Decoder that reads source.
func NewDecoder(source []byte) *Decoder {
	d := &Decoder{}
	d.Reset(source)
	return d
}

// Reset makes the Decoder read another source. It keeps nothing of the last one.
func (d *Decoder) Reset(source []byte) {
	d.source = source
	d.reader = *bytes.NewBuffer(source)
	d.Decoder.Reset(&d.reader, Options)
	d.names = d.names[:0]
	if cap(d.names) > maxNames {
		d.names = nil
	}
}

// Members reads an object and calls member before each of its values. Member
// must read that value: SkipValue, ReadValue, ReadToken, or Members again for an
// object inside it. The name is valid until member returns, also while it
// calls Members. A name that occurs twice is passed twice.
//
// If the next value is not an object, Members returns ErrNotObject and leaves it
// unread. Every other error is the decoder's or member's own, and ends the
// reading.
func (d *Decoder) Members(member func(name []byte) error) error {
	switch d.PeekKind() {
	case jsontext.KindNull, jsontext.KindFalse, jsontext.KindTrue,
		jsontext.KindString, jsontext.KindNumber, jsontext.KindBeginArray:
		return ErrNotObject
	}
	// A token that begins no value at all is a syntax error, which ReadToken returns.
	if token, err := d.ReadToken(); err != nil {
		return err
	} else if token.Kind() != jsontext.KindBeginObject {
		return ErrNotObject // the array is at its end
	}
	for d.PeekKind() != jsontext.KindEndObject {
		quoted, err := d.ReadValue()
		if err != nil {
			return err
		}
		name, start := []byte(quoted[1:len(quoted)-1]), len(d.names)
		if !isPlain(name) {
			// A member of an object inside this one puts its name behind this name.
			d.names = Unquote(d.names, quoted)
			name = d.names[start:]
		}
		if err := member(name); err != nil {
			return err
		}
		d.names = d.names[:start]
	}
	_, err := d.ReadToken()
	return err
}

// isPlain reports whether a name stands for itself: nothing to unquote or to repair.
func isPlain(name []byte) bool {
	for _, c := range name {
		if c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Raw calls read, which must read one value, and returns that value as it stands
// in the source.
func (d *Decoder) Raw(read func() error) (jsontext.Value, error) {
	start := d.InputOffset()
	if err := read(); err != nil {
		return nil, err
	}
	end := d.InputOffset()
	// Only white space and a delimiter stand between the last token and the value.
	return bytes.TrimLeft(d.source[start:end:end], " \t\r\n,:"), nil
}
