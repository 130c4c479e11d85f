// Command demo shows the provider at work: it builds it, starts a fake of Twilio's API
// on loopback, and lets Terraform find out who is still in a conversation, in every
// Conversation Service. It leaves nothing behind.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

//go:embed main.tf
var configuration string

// absent is a participant whom no service knows.
const absent = "lin@example.com"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "\nThe demo failed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	fmt.Println("Building the provider …")
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

	data := twiliotest.Sample()
	api := data.NewAPI()
	server := twiliotest.NewServer(api)
	defer server.Close()
	identities, addresses := names(data)
	env := append(server.Environment(), "TF_VAR_identities="+list(append(identities, absent)), "TF_VAR_addresses="+list(addresses))
	workspace, err := terraform.Workspace(ctx, filepath.Join(dir, "configuration"), map[string]string{"main.tf": configuration}, env...)
	if err != nil {
		return err
	}
	fmt.Printf("Applying internal/demo/main.tf with %s against a fake of Twilio's API at %s …\n\n", terraform.Binary, server.URL)
	start := time.Now()
	warning, err := apply(ctx, workspace)
	if err != nil {
		return err
	}
	took := time.Since(start)
	output, err := workspace.Run(ctx, "output", "-json", "conversations")
	if err != nil {
		return err
	}
	if err := report(data, output); err != nil {
		return err
	}
	fmt.Printf("\n%s\n\n%d requests; the whole terraform apply took %s.\n", warning, len(api.Requests()), took.Round(10*time.Millisecond))
	fmt.Print(`
To ask the same of a real account:

  make install
  cp internal/demo/main.tf an-empty-folder/ && cd an-empty-folder
  export TWILIO_API_KEY=SK… TWILIO_API_SECRET=…    # or an OAuth app, or the auth token
  terraform init
  terraform plan -var 'identities=["ada"]' -var 'addresses=["+15005550006"]'
`)
	return nil
}

// names are the participants of the sample, each once.
func names(data twiliotest.SampleData) (identities, addresses []string) {
	seen := map[string]bool{}
	for _, p := range data.Participants {
		switch {
		case seen[p.Value]:
		case p.Parameter == "Identity":
			identities = append(identities, p.Value)
		default:
			addresses = append(addresses, p.Value)
		}
		seen[p.Value] = true
	}
	return identities, addresses
}

func list(names []string) string { return `["` + strings.Join(names, `", "`) + `"]` }

// checkWarning is what Terraform prints about a check that fails.
var checkWarning = regexp.MustCompile(`(?s)Warning: Check block assertion failed.*?(Still in a conversation: .*?\.)\n`)

// apply returns the message of the check, which fails.
func apply(ctx context.Context, workspace *terraformcli.Workspace) (warning string, err error) {
	printed, err := workspace.Run(ctx, "apply", "-auto-approve")
	if err != nil {
		return "", err
	}
	found := checkWarning.FindStringSubmatch(printed)
	if found == nil {
		return "", errors.New("the check did not fail:\n" + printed)
	}
	return "Warning: Check block assertion failed\n" + found[1], nil
}

// report prints how many conversations were found, by participant, service and state,
// and fails where it is not what the fake holds.
func report(data twiliotest.SampleData, output string) error {
	var rows []struct{ Who, Service, State string }
	if err := json.Unmarshal([]byte(output), &rows); err != nil {
		return fmt.Errorf("reading terraform output: %w\n%s", err, output)
	}
	found := map[string]map[string]int{}
	for _, row := range rows {
		key := row.Who + "\t" + row.Service
		if found[key] == nil {
			found[key] = map[string]int{}
		}
		found[key][row.State]++
	}
	services := map[string]string{}
	for _, s := range data.Services {
		services[s["sid"].(string)] = s["friendly_name"].(string)
	}

	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(table, "participant\tservice\tinitializing\tactive\tinactive\tclosed")
	for _, p := range data.Participants {
		key := p.Value + "\t" + services[p.ServiceSID]
		got, held := found[key], p.States()
		if !maps.Equal(got, held) {
			return fmt.Errorf("%s: found %v, but the fake holds %v", p.Value, got, held)
		}
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\n", key, got["initializing"], got["active"], got["inactive"], got["closed"])
	}
	_, _ = fmt.Fprintf(table, "%s\tnot found\n", absent)
	return table.Flush()
}
