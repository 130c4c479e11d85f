package splice

import (
	"encoding/binary"
	"errors"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/tinylib/msgp/msgp"

	"terraform-provider-twilio/internal/lenientjson"
)

const (
	// maxNames is how many names a map can have. Each is compared with those
	// before it.
	maxNames = 64
	// maxNumberBytes is how long a number can be. Terraform keeps 154 digits of it.
	maxNumberBytes = 512
	// maxUnexpected is how many paths of unexpected values are kept.
	maxUnexpected = 32
	// chunkBytes is the size from which encoded rows are moved to their part.
	chunkBytes = 256 << 10
	// bufferBytes is the size that a page of 50 rows needs.
	bufferBytes = 64 << 10
	// maxBufferBytes is the size up to which a buffer is kept for the next rows.
	maxBufferBytes = 1 << 20
)

var errRow = errors.New("a row is not a JSON object")

// Encoder turns JSON objects into the msgpack of a Shape, token by token. Each
// goroutine needs its own.
type Encoder struct {
	shape      *Shape
	budget     *Budget
	presets    presets
	unexpected map[string]struct{} // paths

	decoder lenientjson.Decoder
	encoded []byte // rows that are not yet in their part
	text    []byte // of the string being encoded
	names   []span // of the map being encoded
}

// span is a part of Encoder.encoded.
type span struct{ start, end int }

// NewEncoder returns an Encoder of rows of one shape. All rows of a read count
// against one budget.
func NewEncoder(shape *Shape, budget *Budget) *Encoder {
	return &Encoder{
		shape: shape, budget: budget, unexpected: map[string]struct{}{},
		encoded: make([]byte, 0, bufferBytes), names: make([]span, 0, maxNames),
	}
}

// Fix sets a text field of all rows to come, whatever their JSON says. A field that
// the shape lacks is ignored.
func (e *Encoder) Fix(name, value string) {
	e.presets.fixed |= e.presets.set(e.shape, name, value)
}

// Default sets a text field of those rows to come whose JSON has no text for it. A
// field that the shape lacks is ignored.
func (e *Encoder) Default(name, value string) {
	e.presets.defaults |= e.presets.set(e.shape, name, value)
}

// Unexpected returns the paths of fields that had a value of an unexpected type
// in some row, sorted, at most 32 of them. Such a value is encoded as null, and
// so is a map with more than 64 names.
func (e *Encoder) Unexpected() []string {
	return slices.Sorted(maps.Keys(e.unexpected))
}

// encode appends a row to those encoded.
func (e *Encoder) encode(row jsontext.Value) error {
	e.decoder.Reset(row)
	start := len(e.encoded)
	if e.object(e.shape) != nil {
		return errRow // the cause may quote the row
	}
	return e.budget.take(len(e.encoded) - start)
}

// release lets go of the last row and of buffers that an extraordinary row made
// large.
func (e *Encoder) release() {
	e.decoder.Reset(nil)
	e.encoded = e.encoded[:0]
	if cap(e.encoded) > maxBufferBytes {
		e.encoded = nil
	}
	if cap(e.text) > maxBufferBytes {
		e.text = nil
	}
}

// object encodes an object. Fields that are missing become null, those that the
// shape lacks are ignored, and of one that occurs twice the first counts.
func (e *Encoder) object(shape *Shape) error {
	var set presets
	if shape == e.shape {
		set = e.presets
	}
	seen := set.fixed
	e.encoded = msgp.AppendMapHeader(e.encoded, uint32(len(shape.fields))) //nolint:gosec // at most maxFields
	err := e.decoder.Members(func(name []byte) error {
		i, known := shape.index[string(name)]
		if !known || seen&(1<<i) != 0 {
			return e.decoder.SkipValue()
		}
		seen |= 1 << i
		e.encoded = append(e.encoded, shape.fields[i].key...)
		start := len(e.encoded)
		err := e.value(shape.fields[i].Shape)
		e.encoded = set.appendDefault(e.encoded, start, i)
		return err
	})
	for i := range shape.fields {
		if (seen&^set.fixed)&(1<<i) == 0 {
			e.encoded = set.appendMissing(append(e.encoded, shape.fields[i].key...), i)
		}
	}
	return err
}

func (e *Encoder) value(shape *Shape) error {
	kind := e.decoder.PeekKind()
	if kind == jsontext.KindTrue {
		kind = boolean
	}
	switch {
	case kind != shape.kind:
		if kind != jsontext.KindNull {
			e.reject(shape)
		}
		e.encoded = msgp.AppendNil(e.encoded)
		return e.decoder.SkipValue()
	case kind == jsontext.KindString:
		return e.string()
	case kind == jsontext.KindNumber:
		return e.number(shape)
	case kind == boolean:
		token, err := e.decoder.ReadToken()
		e.encoded = msgp.AppendBool(e.encoded, token.Kind() == jsontext.KindTrue)
		return err
	case shape.values != nil:
		return e.mapping(shape)
	}
	return e.object(shape)
}

func (e *Encoder) string() error {
	value, err := e.decoder.ReadValue()
	if err != nil {
		return err
	}
	e.text = lenientjson.Unquote(e.text[:0], value)
	e.encoded = msgp.AppendStringFromBytes(e.encoded, e.text)
	return nil
}

// number encodes a number as Terraform reads it: a whole number exactly, and every
// other one as its text. One that Terraform cannot hold becomes null.
func (e *Encoder) number(shape *Shape) error {
	value, err := e.decoder.ReadValue()
	if err != nil {
		return err
	}
	text := string(value[:min(len(value), maxNumberBytes+1)])
	if whole, err := strconv.ParseInt(text, 10, 64); err == nil {
		e.encoded = msgp.AppendInt64(e.encoded, whole)
		return nil
	}
	if !isNumber(text) {
		e.reject(shape)
		e.encoded = msgp.AppendNil(e.encoded)
		return nil
	}
	e.encoded = msgp.AppendString(e.encoded, text)
	return nil
}

// isNumber reports whether Terraform can hold a number.
func isNumber(text string) bool {
	number, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven) // as Terraform parses it
	return len(text) <= maxNumberBytes && err == nil && !number.IsInf()
}

// mapping encodes a map of strings. Of a name that occurs twice the first counts.
func (e *Encoder) mapping(shape *Shape) error {
	start := len(e.encoded)
	e.encoded = append(e.encoded, 0xde, 0, 0) // the header of a map with a 16-bit count, set below
	e.names = e.names[:0]
	tooMany := false
	err := e.decoder.Members(func(name []byte) error {
		if tooMany || e.repeated(name) {
			return e.decoder.SkipValue()
		}
		if tooMany = len(e.names) == maxNames; tooMany {
			return e.decoder.SkipValue()
		}
		e.encoded = msgp.AppendStringFromBytes(e.encoded, name)
		e.names = append(e.names, span{len(e.encoded) - len(name), len(e.encoded)})
		return e.value(shape.values)
	})
	if tooMany {
		e.reject(shape)
		e.encoded = msgp.AppendNil(e.encoded[:start])
		return err
	}
	binary.BigEndian.PutUint16(e.encoded[start+1:], uint16(len(e.names))) //nolint:gosec // at most maxNames
	return err
}

// repeated reports whether the map being encoded has the name already.
func (e *Encoder) repeated(name []byte) bool {
	return slices.ContainsFunc(e.names, func(s span) bool { return string(e.encoded[s.start:s.end]) == string(name) })
}

// reject records that a value is not what the shape says.
func (e *Encoder) reject(shape *Shape) {
	if len(e.unexpected) < maxUnexpected {
		e.unexpected[shape.path] = struct{}{}
	}
}
