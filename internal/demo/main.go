// Command demo shows the provider at work: it builds it, starts a fake of Twilio's API
// on loopback, and lets Terraform plan examples/audits/everywhere: who is still in a
// conversation, in any Conversation Service? It runs in the repository's root, and
// leaves nothing behind.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

const audit = "examples/audits/everywhere"

// absent is a participant whom no service knows.
const absent = "lin@example.com"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, ".", os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "\nThe demo failed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, root string, out io.Writer) error {
	configuration, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(audit), "main.tf")) //nolint:gosec // a file of the tree
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, "Building the provider …")
	terraform, err := terraformcli.Install(ctx, "0.0.1")
	if err != nil {
		return err
	}
	defer terraform.Close()
	dir, err := os.MkdirTemp("", "terraform-provider-twilio-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory

	sample := twiliotest.Sample()
	api := sample.NewAPI()
	server := twiliotest.NewServer(api)
	defer server.Close()
	env := append(server.Environment(), "TF_VAR_identities="+names(sample, "Identity", absent), "TF_VAR_addresses="+names(sample, "Address"))
	workspace, err := terraform.Workspace(ctx, dir, map[string]string{"main.tf": string(configuration)}, env...)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "Planning %s with %s against a fake of Twilio's API at %s …\n", audit, terraform.Binary, server.URL)
	start := time.Now()
	plan, err := workspace.Run(ctx, "plan")
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, `%s
%d requests; the whole terraform plan took %s.

To ask the same of a real account:

  make install
  cp %s/main.tf an-empty-folder/ && cd an-empty-folder
  export TWILIO_API_KEY=SK… TWILIO_API_SECRET=…    # or an OAuth app, or the auth token
  terraform init
  terraform plan -var 'identities=["ada"]' -var 'phone_numbers=["+15005550006"]'
`, plan, len(api.Requests()), time.Since(start).Round(10*time.Millisecond), audit)
	return nil
}

// names returns those of the sample who are found by the parameter, each once, and more,
// as a list for Terraform.
func names(sample twiliotest.SampleData, parameter string, more ...string) string {
	all := more
	for _, h := range sample.Holders {
		if h.Parameter == parameter && !slices.Contains(all, h.Value) {
			all = append(all, h.Value)
		}
	}
	return `["` + strings.Join(all, `", "`) + `"]`
}
