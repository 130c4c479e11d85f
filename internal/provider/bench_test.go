package provider

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-twilio/internal/protocoltest"
	"terraform-provider-twilio/internal/twiliotest"
)

// benchReader makes whole calls of a configured provider, as Terraform does.
type benchReader struct {
	protocoltest.Provider
	data, ephemeral *tfprotov6.DynamicValue // configurations
}

func newBenchReader(tb testing.TB, server tfprotov6.ProviderServer, err error, baseURL string) benchReader {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	p, err := protocoltest.New(tb.Context(), server)
	if err != nil {
		tb.Fatal(err)
	}
	diags, err := p.Configure(tb.Context(), m{
		"base_url": baseURL, "account_sid": twiliotest.AccountSID, "auth_token": twiliotest.AuthToken,
	})
	if err != nil || len(diags) > 0 {
		tb.Fatal(err, diags)
	}
	return benchReader{
		Provider:  p,
		data:      encode(tb, p.Schema.DataSourceSchemas[serviceList], byIdentity()),
		ephemeral: encode(tb, p.Schema.EphemeralResourceSchemas[serviceList], byIdentity()),
	}
}

// read returns the size of the reply.
func (r benchReader) read(tb testing.TB) int {
	tb.Helper()
	resp, err := r.ReadDataSource(tb.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: serviceList, Config: r.data})
	if err != nil || len(resp.Diagnostics) > 0 {
		tb.Error(err, resp)
		return 0
	}
	return len(resp.State.MsgPack)
}

func (r benchReader) open(tb testing.TB) int {
	tb.Helper()
	resp, err := r.OpenEphemeralResource(tb.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: serviceList, Config: r.ephemeral})
	if err != nil || len(resp.Diagnostics) > 0 {
		tb.Error(err, resp)
		return 0
	}
	return len(resp.Result.MsgPack)
}

// The fake of these benchmarks runs in the same process, so B/op and allocs/op
// hold its share too: the read's own is what TestAllocations measures.
func BenchmarkReadDataSource(b *testing.B) {
	for _, conversations := range []int{100, 1000, 10000, 50000} {
		b.Run(fmt.Sprintf("conversations=%d", conversations), func(b *testing.B) {
			benchmarkRead(b, conversations, benchReader.read)
		})
	}
}

func BenchmarkOpenEphemeralResource(b *testing.B) {
	b.Run("conversations=1000", func(b *testing.B) { benchmarkRead(b, 1000, benchReader.open) })
}

func benchmarkRead(b *testing.B, conversations int, read func(benchReader, testing.TB) int) {
	b.Helper()
	api := twiliotest.NewServer(apiWith(conversations))
	defer api.Close()
	server, err := NewServer("bench")
	reader := newBenchReader(b, server, err, api.URL)
	var size int
	b.ReportAllocs()
	for b.Loop() {
		size = read(reader, b)
	}
	b.ReportMetric(float64(size)/float64(conversations), "reply-B/conversation")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*conversations), "ns/conversation")
	b.ReportMetric(float64(api.Connections()), "connections")
}

// BenchmarkConcurrentReads makes 50 reads of two pages, 10 at a time, from a
// server that takes 100 ms a page: the latency alone is one second.
func BenchmarkConcurrentReads(b *testing.B) {
	const reads, atOnce, latency = 50, 10, 100 * time.Millisecond
	fake := apiWith(100)
	fake.Fault = func(int, *http.Request) twiliotest.Fault {
		time.Sleep(latency)
		return nil
	}
	api := twiliotest.NewServer(fake)
	defer api.Close()
	server, err := NewServer("bench")
	reader := newBenchReader(b, server, err, api.URL)
	b.ReportAllocs()
	for b.Loop() {
		var wg sync.WaitGroup
		for range atOnce {
			wg.Go(func() {
				for range reads / atOnce {
					reader.read(b)
				}
			})
		}
		wg.Wait()
	}
	alone := 2 * latency * reads / atOnce
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/alone.Seconds(), "times-the-latency")
	b.ReportMetric(float64(api.Connections()), "connections")
}
