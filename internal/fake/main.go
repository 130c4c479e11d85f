// Command fake serves a fake of Twilio's Conversations API, with made-up data, on a
// loopback address until it is interrupted. It prints how to reach it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"text/tabwriter"

	"terraform-provider-twilio/internal/twiliotest"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "loopback `address` to listen on; port 0 is any that is free")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *address, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves the fake until the context ends.
func run(ctx context.Context, address string, out io.Writer) error {
	resolved, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return fmt.Errorf("--address: %w", err)
	}
	if !resolved.IP.IsLoopback() {
		return errors.New("the fake listens on loopback addresses only, such as 127.0.0.1:8080")
	}
	listener, err := net.ListenTCP("tcp", resolved)
	if err != nil {
		return err
	}
	sample := twiliotest.Sample()
	server := twiliotest.NewServerAt(listener, sample.NewAPI())
	defer server.Close()
	if err := describe(out, server, sample); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// describe prints how to sign in and what there is to read.
func describe(out io.Writer, server *twiliotest.Server, sample twiliotest.SampleData) error {
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintf(table, "A fake of Twilio's Conversations API listens at %s until interrupted (Ctrl+C).\n", server.URL)
	_, _ = fmt.Fprintln(table, "All of its data is made up. Export the variables of one way to sign in:")
	for _, kind := range []struct {
		name        string
		environment []string
	}{
		{"Auth token", server.Environment()},
		{"API key", server.APIKeyEnvironment()},
		{"OAuth app", server.OAuthAppEnvironment()},
	} {
		_, _ = fmt.Fprintf(table, "\n# %s\n", kind.name)
		for _, variable := range kind.environment {
			name, value, _ := strings.Cut(variable, "=")
			_, _ = fmt.Fprintf(table, "export %s='%s'\n", name, value)
		}
	}

	_, _ = fmt.Fprint(table, "\nConversation Services:\n\n")
	names := map[string]any{}
	for _, service := range sample.Services {
		names[service["sid"].(string)] = service["friendly_name"]
		_, _ = fmt.Fprintf(table, "%s\t%s\n", service["sid"], service["friendly_name"])
	}
	_, _ = fmt.Fprint(table, "\nUsers:\n\nservice\tidentity\tsid\n")
	for _, user := range sample.Users {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", names[user["chat_service_sid"].(string)], user["identity"], user["sid"])
	}
	_, _ = fmt.Fprint(table, "\nParticipants and their conversations:\n\n")
	_, _ = fmt.Fprintln(table, "service\targument\tvalue\tall\tinitializing\tactive\tinactive\tclosed\tthe first one")
	for _, h := range sample.Holders {
		states := h.States()
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\n",
			names[h.ServiceSID], strings.ToLower(h.Parameter), h.Value, len(h.Conversations),
			states["initializing"], states["active"], states["inactive"], states["closed"], h.Conversations[0]["conversation_sid"])
	}
	return table.Flush()
}
