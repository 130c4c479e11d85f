package provider

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/tinylib/msgp/msgp"

	"terraform-provider-twilio/internal/twilio"
)

// shape is a schema type made ready for encoding: a string, an object or a map.
type shape struct {
	path   string        // of the field, for warnings
	kind   jsontext.Kind // that its JSON value has
	fields []field       // of an object, at most 64
	index  map[string]int
	values *shape // of a map
}

type field struct {
	key []byte // the name as msgpack
	*shape
}

var conversationShape = newShape("", conversationsAttribute.NestedObject.Type())

func newShape(path string, t attr.Type) *shape {
	switch t := t.(type) {
	case types.ObjectType:
		object := &shape{path: path, kind: '{', index: map[string]int{}}
		for i, name := range slices.Sorted(maps.Keys(t.AttrTypes)) {
			object.index[name] = i
			fieldPath := name
			if path != "" {
				fieldPath = path + "." + name
			}
			object.fields = append(object.fields, field{msgp.AppendString(nil, name), newShape(fieldPath, t.AttrTypes[name])})
		}
		return object
	case types.MapType:
		return &shape{path: path, kind: '{', values: newShape(path, t.ElemType)}
	case basetypes.StringType:
		return &shape{path: path, kind: '"'}
	}
	panic(fmt.Sprintf("conversationAttributes: no encoding for %s of type %s", path, t)) // at start, in every test
}

// encoder turns JSON into the msgpack of a schema type, token by token.
type encoder struct {
	unexpected map[string]struct{} // paths of values of an unexpected type

	decoder jsontext.Decoder
	source  bytes.Buffer // of the decoder
	text    []byte       // of the string being read, reused
}

// encode appends a JSON value as msgpack.
func (e *encoder) encode(encoded []byte, value jsontext.Value, s *shape) ([]byte, error) {
	e.source = *bytes.NewBuffer(value)
	e.decoder.Reset(&e.source, twilio.JSONOptions)
	return e.value(encoded, s)
}

// value encodes the next value. One of an unexpected type becomes null.
func (e *encoder) value(encoded []byte, s *shape) ([]byte, error) {
	kind := e.decoder.PeekKind()
	if kind != s.kind {
		if kind != 'n' {
			if e.unexpected == nil {
				e.unexpected = map[string]struct{}{}
			}
			e.unexpected[s.path] = struct{}{}
		}
		return msgp.AppendNil(encoded), e.decoder.SkipValue()
	}
	switch {
	case kind == '"':
		err := e.readText()
		return msgp.AppendStringFromBytes(encoded, e.text), err
	case s.values != nil:
		return e.mapping(encoded, s)
	}
	return e.object(encoded, s)
}

// object encodes the fields of the schema: the service's others are left out,
// those that it does not send are null, and of one sent twice the first counts.
func (e *encoder) object(encoded []byte, s *shape) ([]byte, error) {
	var seen uint64
	encoded = msgp.AppendMapHeader(encoded, uint32(len(s.fields))) //nolint:gosec // at most 64
	encoded, _, err := e.members(encoded, func(encoded []byte) ([]byte, error) {
		i, known := s.index[string(e.text)]
		if !known || seen&(1<<i) != 0 {
			return encoded, e.decoder.SkipValue()
		}
		seen |= 1 << i
		return e.value(append(encoded, s.fields[i].key...), s.fields[i].shape)
	})
	for i, field := range s.fields {
		if seen&(1<<i) == 0 {
			encoded = msgp.AppendNil(append(encoded, field.key...))
		}
	}
	return encoded, err
}

func (e *encoder) mapping(encoded []byte, s *shape) ([]byte, error) {
	// A map header with room for any count, which is known at the end.
	encoded = append(encoded, 0xdf, 0, 0, 0, 0)
	header := len(encoded)
	encoded, count, err := e.members(encoded, func(encoded []byte) ([]byte, error) {
		return e.value(msgp.AppendStringFromBytes(encoded, e.text), s.values)
	})
	binary.BigEndian.PutUint32(encoded[header-4:], count)
	return encoded, err
}

// members reads an object and calls member for each of its values, with the
// name in e.text. Member must read the value.
func (e *encoder) members(encoded []byte, member func([]byte) ([]byte, error)) (_ []byte, count uint32, err error) {
	if _, err = e.decoder.ReadToken(); err != nil { // {
		return encoded, 0, err
	}
	for ; e.decoder.PeekKind() != '}'; count++ {
		if err = e.readText(); err != nil {
			return encoded, 0, err
		}
		if encoded, err = member(encoded); err != nil {
			return encoded, 0, err
		}
	}
	_, err = e.decoder.ReadToken() // }
	return encoded, count, err
}

func (e *encoder) readText() error {
	value, err := e.decoder.ReadValue()
	if err == nil {
		e.text = twilio.Unquote(e.text[:0], value)
	}
	return err
}
