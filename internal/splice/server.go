package splice

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/tinylib/msgp/msgp"
)

// collectBytes is the size from which rows are collected as soon as they are in the
// reply. The reply is copied once more when it is sent: if the rows stay until the
// garbage collector's own time, the process holds all three.
const collectBytes = 32 << 20

// NewServer wraps the framework's server. A Read or Open leaves the list attribute
// null and calls HandOver; when it is done, the rows take the place of the null in
// the reply.
func NewServer(framework tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	// terraform-plugin-go asks a server for these interfaces, which are not yet part
	// of ProviderServer. The framework's server has them all.
	type optional interface {
		tfprotov6.ListResourceServer
		tfprotov6.ActionServer
		tfprotov6.StateStoreServer
	}
	if more, ok := framework.(optional); ok {
		return struct {
			server
			optional
		}{server{framework}, more}
	}
	return server{framework}
}

type server struct{ tfprotov6.ProviderServer }

func (s server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	var left slot
	resp, err := s.ProviderServer.ReadDataSource(context.WithValue(ctx, slotKey{}, &left), req)
	if err != nil || left.rows == nil || failed(resp.Diagnostics) {
		return resp, err
	}
	resp.State, err = left.splice(resp.State)
	return resp, err
}

func (s server) OpenEphemeralResource(
	ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	var left slot
	resp, err := s.ProviderServer.OpenEphemeralResource(context.WithValue(ctx, slotKey{}, &left), req)
	if err != nil || left.rows == nil || failed(resp.Diagnostics) {
		return resp, err
	}
	resp.Result, err = left.splice(resp.Result)
	return resp, err
}

func failed(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool {
		return d.Severity == tfprotov6.DiagnosticSeverityError
	})
}

// slot is where a read leaves its rows.
type slot struct {
	attribute string
	rows      *Rows
}

type slotKey struct{}

// HandOver gives the rows of a list attribute to the server that called the Read
// or Open of this context. Each call can hand over one attribute.
func HandOver(ctx context.Context, attribute string, rows *Rows) error {
	left, ok := ctx.Value(slotKey{}).(*slot)
	switch {
	case !ok:
		return errors.New("the read does not run in the server that takes its rows")
	case rows == nil:
		return fmt.Errorf("the read has no rows for %s", attribute)
	case left.rows != nil:
		return fmt.Errorf("the read has handed over %s before %s", left.attribute, attribute)
	}
	left.attribute, left.rows = attribute, rows
	return nil
}

// splice copies an object with the rows in place of the attribute's null.
func (s *slot) splice(object *tfprotov6.DynamicValue) (*tfprotov6.DynamicValue, error) {
	if object == nil {
		return nil, fmt.Errorf("the reply has no object for %s", s.attribute)
	}
	count, rest, err := msgp.ReadMapHeaderBytes(object.MsgPack)
	if err != nil {
		return nil, fmt.Errorf("the reply is not an object: %w", err)
	}
	reply := make([]byte, 0, len(object.MsgPack)+s.rows.size+msgp.ArrayHeaderSize)
	reply = msgp.AppendMapHeader(reply, count)
	found := false
	for range count {
		name, value, err := msgp.ReadStringZC(rest)
		if err != nil {
			return nil, fmt.Errorf("the reply has a damaged name: %w", err)
		}
		after, err := msgp.Skip(value)
		if err != nil {
			return nil, fmt.Errorf("the reply has a damaged value: %w", err)
		}
		if string(name) == s.attribute && msgp.IsNil(value) {
			reply = s.rows.appendTo(append(reply, rest[:len(rest)-len(value)]...))
			found = true
		} else {
			reply = append(reply, rest[:len(rest)-len(after)]...)
		}
		rest = after
	}
	if !found {
		return nil, fmt.Errorf("the reply has no null value for %s", s.attribute)
	}
	if s.rows.size >= collectBytes {
		runtime.GC()
	}
	return &tfprotov6.DynamicValue{MsgPack: reply}, nil
}
