package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/tinylib/msgp/msgp"
)

// spliceServer is the framework's server, but for one thing: the conversations
// go around it. The framework's own way, State.Set, checks, copies and compares
// each value several times: without a network a read then takes 60 times as long
// (measured, see DESIGN.md). So a read leaves "conversations" null in its state
// and hands its encoded rows over through the context, and here they take the
// null's place in the reply.
//
// To take the framework's own way again, delete this file, return the
// framework's server in newServer, and set state and result from the rows where
// Read and Open call handOver.
type spliceServer struct{ tfprotov6.ProviderServer }

type handOverKey struct{}

// handOver gives the rows of a read to the server; nil where it failed.
func handOver(ctx context.Context, read *rows) {
	*ctx.Value(handOverKey{}).(**rows) = read
}

func (s spliceServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	var handedOver *rows
	resp, err := s.ProviderServer.ReadDataSource(context.WithValue(ctx, handOverKey{}, &handedOver), req)
	if err != nil || handedOver == nil {
		return resp, err
	}
	resp.State, err = splice(resp.State, handedOver)
	return resp, err
}

func (s spliceServer) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	var handedOver *rows
	resp, err := s.ProviderServer.OpenEphemeralResource(context.WithValue(ctx, handOverKey{}, &handedOver), req)
	if err != nil || handedOver == nil {
		return resp, err
	}
	resp.Result, err = splice(resp.Result, handedOver)
	return resp, err
}

// splice copies an encoded object and puts the rows in place of its
// "conversations".
func splice(object *tfprotov6.DynamicValue, rows *rows) (*tfprotov6.DynamicValue, error) {
	count, rest, err := msgp.ReadMapHeaderBytes(object.MsgPack)
	if err != nil {
		return nil, err
	}
	spliced := make([]byte, 0, len(object.MsgPack)+rows.size+msgp.ArrayHeaderSize)
	spliced = msgp.AppendMapHeader(spliced, count)
	for range count {
		name, value, err := msgp.ReadStringZC(rest)
		if err != nil {
			return nil, err
		}
		after, err := msgp.Skip(value)
		if err != nil {
			return nil, err
		}
		if string(name) == "conversations" {
			spliced = rows.list(msgp.AppendString(spliced, "conversations"))
		} else {
			spliced = append(spliced, rest[:len(rest)-len(after)]...)
		}
		rest = after
	}
	return &tfprotov6.DynamicValue{MsgPack: spliced}, nil
}
