// Command demo shows the provider at work: it builds it, starts a fake of
// Twilio's API on loopback, lets Terraform read two participants' conversations
// from it, and prints what was found. It leaves nothing behind.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"text/tabwriter"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

//go:embed main.tf
var configuration []byte

// participant is one whose conversations the demo reads.
type participant struct {
	parameter, value string // of the request
	conversations    []twiliotest.Conversation
}

// Several pages each: the fake, like the service, serves 50 conversations at most
// at a time.
var participants = []participant{
	newParticipant("Identity", "ada.2024", 230),
	newParticipant("Address", "+15005550010", 120),
}

func newParticipant(parameter, value string, conversations int) participant {
	return participant{parameter, value, twiliotest.Conversations(twiliotest.ServiceSID, parameter, value, conversations)}
}

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
	dir, err := os.MkdirTemp("", "terraform-provider-twilio-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	workspace := &terraformcli.Workspace{Dir: filepath.Join(dir, "configuration"), Mirror: filepath.Join(dir, "mirror")}

	fmt.Println("Building the provider …")
	if err := terraformcli.Mirror(ctx, workspace.Mirror, "0.0.1"); err != nil {
		return err
	}
	fmt.Println("Looking for Terraform …")
	binary, cleanup, err := terraformcli.Find(ctx)
	if err != nil {
		return err
	}
	defer cleanup()
	workspace.Binary = binary

	api := twiliotest.New()
	for _, p := range participants {
		api.Add(twiliotest.ServiceSID, p.parameter, p.value, p.conversations...)
	}
	server := twiliotest.NewServer(api)
	defer server.Close()
	workspace.Env = append(server.Environment(),
		"TF_VAR_chat_service_sid="+twiliotest.ServiceSID,
		"TF_VAR_identity="+participants[0].value,
		"TF_VAR_address="+participants[1].value,
	)
	fmt.Printf("Applying internal/demo/main.tf with %s against a fake of Twilio's API at %s …\n\n", binary, server.URL)
	found, err := apply(ctx, workspace)
	if err != nil {
		return err
	}
	return report(api, found)
}

// apply returns how many conversations Terraform found, by participant and state.
func apply(ctx context.Context, workspace *terraformcli.Workspace) (found map[string]map[string]int, err error) {
	if err := os.Mkdir(workspace.Dir, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(workspace.Dir, "main.tf"), configuration, 0o600); err != nil {
		return nil, err
	}
	if _, err := workspace.Run(ctx, "init"); err != nil {
		return nil, err
	}
	if _, err := workspace.Run(ctx, "apply", "-auto-approve"); err != nil {
		return nil, err
	}
	output, err := workspace.Run(ctx, "output", "-json", "conversations")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(output), &found); err != nil {
		return nil, fmt.Errorf("reading terraform output: %w\n%s", err, output)
	}
	return found, nil
}

// report prints what was found, and fails where it is not what the fake holds.
func report(api *twiliotest.API, found map[string]map[string]int) error {
	pages := map[string]int{} // one request each
	for _, request := range api.Requests() {
		pages[request.Query.Get("Identity")+request.Query.Get("Address")]++
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "participant\tconversations\tpages\tactive\tinactive\tclosed\t")
	for _, p := range participants {
		held := map[string]int{}
		for _, conversation := range p.conversations {
			held[conversation["conversation_state"].(string)]++
		}
		got := found[p.value]
		if !maps.Equal(got, held) {
			return fmt.Errorf("%s: found %v, but the fake holds %v", p.value, got, held)
		}
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", p.value, len(p.conversations), pages[p.value], got["active"], got["inactive"], got["closed"])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Print(`
Every conversation of both participants is there, page by page. To read those of
a real account with the same configuration:

  make install
  cp internal/demo/main.tf an-empty-folder/ && cd an-empty-folder
  export TWILIO_ACCOUNT_SID=AC… TWILIO_AUTH_TOKEN=…    # or TWILIO_API_KEY and TWILIO_API_SECRET
  terraform init
  terraform apply -var chat_service_sid=IS… -var identity=… -var address=+1…
`)
	return nil
}
