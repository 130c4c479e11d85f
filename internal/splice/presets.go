package splice

import "github.com/tinylib/msgp/msgp"

// presets are values of a row's fields that do not come from its JSON, or not always.
type presets struct {
	fixed, defaults uint64   // which of the shape's fields
	values          [][]byte // by field, as msgpack
}

// set returns the bit of the field, 0 where the shape lacks it.
func (p *presets) set(shape *Shape, name, value string) uint64 {
	i, known := shape.index[name]
	if !known {
		return 0
	}
	if p.values == nil {
		p.values = make([][]byte, len(shape.fields))
	}
	p.values[i] = msgp.AppendString(p.values[i][:0], value)
	return 1 << i
}

// appendMissing appends the value of a field that the JSON does not give.
func (p *presets) appendMissing(encoded []byte, i int) []byte {
	if (p.fixed|p.defaults)&(1<<i) == 0 {
		return msgp.AppendNil(encoded)
	}
	return append(encoded, p.values[i]...)
}

// appendDefault puts the default of a field in place of the null that begins at start.
func (p *presets) appendDefault(encoded []byte, start, i int) []byte {
	if p.defaults&(1<<i) == 0 || !msgp.IsNil(encoded[start:]) {
		return encoded
	}
	return append(encoded[:start], p.values[i]...)
}
