package splice

import (
	"bytes"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/tinylib/msgp/msgp"
)

// Part holds consecutive rows of a list. One goroutine at a time can append to it.
type Part struct {
	chunks [][]byte // encoded rows, as large as they are
	size   int
	count  int
}

// Append encodes the rows of a page, JSON objects, and adds them to the part. It
// keeps nothing of the page. After an error the read has failed: the part is then
// incomplete.
func (p *Part) Append(encoder *Encoder, page iter.Seq[jsontext.Value]) error {
	defer encoder.release()
	for row := range page {
		if err := encoder.encode(row); err != nil {
			return err
		}
		p.count++
		if len(encoder.encoded) >= chunkBytes {
			p.take(encoder)
		}
	}
	p.take(encoder)
	return nil
}

// take moves the encoder's rows to the part.
func (p *Part) take(encoder *Encoder) {
	if len(encoder.encoded) == 0 {
		return
	}
	p.chunks = append(p.chunks, bytes.Clone(encoder.encoded))
	p.size += len(encoder.encoded)
	encoder.encoded = encoder.encoded[:0]
}

// Rows are the rows of one list attribute, ready for the reply.
type Rows struct {
	parts []Part
	size  int
	count int
}

// Join returns the rows of all parts in the order of the parts, which are not to
// be used afterwards.
func Join(parts ...Part) *Rows {
	rows := &Rows{parts: parts}
	for _, part := range parts {
		rows.size += part.size
		rows.count += part.count
	}
	return rows
}

// appendTo appends the rows to a reply as a msgpack array. Each chunk is released
// when it has been copied: rows and reply are large, and the reply is copied once
// more when it is sent.
func (r *Rows) appendTo(reply []byte) []byte {
	reply = msgp.AppendArrayHeader(reply, uint32(r.count)) //nolint:gosec // a Budget bounds it
	for _, part := range r.parts {
		for i, chunk := range part.chunks {
			reply = append(reply, chunk...)
			part.chunks[i] = nil
		}
	}
	return reply
}
