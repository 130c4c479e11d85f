package lenientjson

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source string
		want   []string
	}{
		"empty":         {` { } `, nil},
		"values":        {`{"a":1, "b" : [{"c":2}],"d":{"e":3}}`, []string{"a", "b", "d"}},
		"escaped names": {`{"\u0061\n":1,"\ud83d\ude42":2}`, []string{"a\n", "🙂"}},
		"no UTF-8":      {"{\"\xff\":1,\"\\ud800\":2}", []string{"\ufffd", "\ufffd"}},
		"repeated":      {`{"a":1,"a":2}`, []string{"a", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := NewDecoder([]byte(test.source))
			var got []string
			err := d.Members(func(name []byte) error {
				got = append(got, string(name))
				return d.SkipValue()
			})
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
			if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
				t.Errorf("after the object: %v", err)
			}
		})
	}
}

// TestNameOutlivesNestedWalk uses names after the members inside were read, also
// where a long name inside made the buffer grow.
func TestNameOutlivesNestedWalk(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 100)
	d := NewDecoder([]byte(`{"outer":{"middle":{"` + long + `":1,"y":2}},"last":{"z":3}}`))
	var got []string
	var walk func(name []byte) error
	walk = func(name []byte) error {
		before := string(name)
		err := d.Members(walk)
		if errors.Is(err, ErrNotObject) {
			err = d.SkipValue()
		}
		if string(name) != before {
			t.Errorf("the name %q became %q", before, name)
		}
		got = append(got, string(name))
		return err
	}
	if err := d.Members(walk); err != nil {
		t.Fatal(err)
	}
	if want := []string{long, "y", "middle", "outer", "z", "last"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNotObject(t *testing.T) {
	t.Parallel()
	for _, source := range []string{`null`, `true`, `1`, `"a"`, `[{"a":1}]`} {
		d := NewDecoder([]byte(source))
		err := d.Members(func([]byte) error { return d.SkipValue() })
		if !errors.Is(err, ErrNotObject) {
			t.Errorf("%s: %v", source, err)
		}
		if value, err := d.ReadValue(); err != nil || string(value) != source {
			t.Errorf("%s: the value is then %q, %v", source, value, err)
		}
	}
}

func TestDamagedObject(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]error{
		``: io.EOF, ` `: io.EOF,
		`{`: io.ErrUnexpectedEOF, `{"a`: io.ErrUnexpectedEOF, `{"a":1`: io.ErrUnexpectedEOF, `{"a":{"b":1}`: io.ErrUnexpectedEOF,
		`}`: nil, `x`: nil, `{1:2}`: nil, `{"a" 1}`: nil, `{"a":1,}`: nil, `{"a":1 "b":2}`: nil, `{"a":[}`: nil, `{"a":}`: nil,
	} {
		d := NewDecoder([]byte(source))
		var member func([]byte) error
		member = func([]byte) error {
			if err := d.Members(member); !errors.Is(err, ErrNotObject) {
				return err
			}
			return d.SkipValue()
		}
		err := d.Members(member)
		_, syntactic := errors.AsType[*jsontext.SyntacticError](err)
		if want != nil && !errors.Is(err, want) || want == nil && !syntactic {
			t.Errorf("%q: %v, want %v", source, err, want)
		}
	}
}

func TestMemberErrorEndsTheWalk(t *testing.T) {
	t.Parallel()
	d := NewDecoder([]byte(`{"a":{"b":1,"c":2},"d":3}`))
	want := errors.New("stop")
	calls := 0
	err := d.Members(func([]byte) error {
		return d.Members(func([]byte) error {
			calls++
			return want
		})
	})
	if !errors.Is(err, want) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

func TestRaw(t *testing.T) {
	t.Parallel()
	const object = `{ "b" : [ 1 , {"\u0063":"\ud800"} ] }`
	source := []byte("[ " + object + " ,\n\t" + object + `,"x",7]`)
	d := NewDecoder(source)
	if _, err := d.ReadToken(); err != nil {
		t.Fatal(err)
	}
	skipMembers := func() error { return d.Members(func([]byte) error { return d.SkipValue() }) }
	for i, test := range []struct {
		read func() error
		want string
	}{{skipMembers, object}, {d.SkipValue, object}, {d.SkipValue, `"x"`}, {d.SkipValue, `7`}} {
		raw, err := d.Raw(test.read)
		if err != nil || string(raw) != test.want {
			t.Errorf("value %d is %q, %v, want %q", i, raw, err, test.want)
		}
		if i == 0 && (&raw[0] != &source[2] || cap(raw) != len(raw)) {
			t.Error("the value is not just a part of the source")
		}
	}
	if raw, err := d.Raw(skipMembers); !errors.Is(err, ErrNotObject) {
		t.Errorf("at the end of the array: %q, %v", raw, err)
	}
}

// TestResetForgets reads a second source after the first one broke off inside two
// objects.
func TestResetForgets(t *testing.T) {
	t.Parallel()
	for _, outer := range []string{"a", strings.Repeat("x", 1<<20)} {
		d := NewDecoder([]byte(`{"` + outer + `":{"a":x`))
		inner := func([]byte) error { return d.SkipValue() }
		if err := d.Members(func([]byte) error { return d.Members(inner) }); err == nil {
			t.Fatal("a damaged object was read")
		}
		source := []byte(`{"b":1}`)
		d.Reset(source)
		if len(d.names) > 0 || cap(d.names) > maxNames {
			t.Errorf("%d bytes of names are kept in a buffer of %d", len(d.names), cap(d.names))
		}
		err := d.Members(func(name []byte) error {
			if string(name) != "b" {
				t.Errorf("the name is %q", name)
			}
			return d.SkipValue()
		})
		if err != nil {
			t.Error(err)
		}
		if string(source) != `{"b":1}` {
			t.Errorf("the source became %q", source)
		}
	}
}

// TestNamesDoNotAddUp: only the names of the members being read are kept.
func TestNamesDoNotAddUp(t *testing.T) {
	t.Parallel()
	d := NewDecoder([]byte("{" + strings.Repeat(`"name":1,`, maxNames) + `"last":2}`))
	if err := d.Members(func([]byte) error { return d.SkipValue() }); err != nil {
		t.Fatal(err)
	}
	if len(d.names) > 0 || cap(d.names) > maxNames {
		t.Errorf("%d bytes of names are kept in a buffer of %d", len(d.names), cap(d.names))
	}
}

func TestUnquote(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`""`: ">", `"a"`: ">a", `"\"\u00e9\n\ud83d\ude42\u0000"`: ">\"é\n🙂\x00", "\"\xff\\ud800x\"": ">\ufffd\ufffdx",
	} {
		if got := Unquote([]byte(">"), jsontext.Value(value)); string(got) != want {
			t.Errorf("%q became %q, want %q", value, got, want)
		}
	}
}

func TestOptionsAcceptCarelessJSON(t *testing.T) {
	t.Parallel()
	value := jsontext.Value("{\"a\":1,\"a\":\"\xff\"}")
	if !value.IsValid(Options) || value.IsValid() {
		t.Error("repeated names and invalid UTF-8 are not what Options accept")
	}
}

const benchmarkSource = `{"id":"P1","owner":{"name":"ada","phone":null},"tags":{"a":"b","c":"d"},"weight":12.5,"notes":["x"]}`

// walkOwner walks an object and one inside it, and takes that one's bytes.
func walkOwner(d *Decoder, source []byte) (raw jsontext.Value, members int, err error) {
	d.Reset(source)
	err = d.Members(func(name []byte) (err error) {
		members++
		if string(name) != "owner" {
			return d.SkipValue()
		}
		raw, err = d.Raw(func() error {
			return d.Members(func([]byte) error {
				members++
				return d.SkipValue()
			})
		})
		return err
	})
	return raw, members, err
}

func BenchmarkMembers(b *testing.B) {
	d, source := NewDecoder(nil), []byte(benchmarkSource)
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := walkOwner(d, source); err != nil {
			b.Fatal(err)
		}
	}
}
