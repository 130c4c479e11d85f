// Command releasecheck checks the release that goreleaser built into dist/: that
// its files are those that a registry expects, and that Terraform installs the archive
// for this platform and reads with it, from a fake of Twilio's API. It runs in the
// repository's root.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"terraform-provider-twilio/internal/provider"
	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

const identity = "ada.2024"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "The release is not as it must be:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	r, err := open()
	if err != nil {
		return err
	}
	if err := r.checkFiles(); err != nil {
		return err
	}
	fmt.Printf("The files of %s are right: names, contents, manifest.\n", r.version)
	return r.checkRead(ctx)
}

// checkRead installs the archive for this platform from a filesystem mirror, in
// the packed layout, and reads a conversation.
func (r *release) checkRead(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "releasecheck-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	binary, cleanup, err := terraformcli.Find(ctx)
	if err != nil {
		return err
	}
	defer cleanup()

	installation := &terraformcli.Installation{Binary: binary, Mirror: filepath.Join(dir, "mirror")}
	packed := filepath.Join(installation.Mirror, filepath.FromSlash(provider.Address))
	if err := os.MkdirAll(packed, 0o700); err != nil {
		return err
	}
	archive := r.archive(runtime.GOOS + "_" + runtime.GOARCH)
	content, err := read(archive)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(packed, archive), content, 0o600); err != nil {
		return err
	}

	api := twiliotest.New()
	api.Add(twiliotest.ServiceSID, "Identity", identity, twiliotest.Conversations(twiliotest.ServiceSID, "Identity", identity, 1)...)
	server := twiliotest.NewServer(api)
	defer server.Close()
	workspace, err := installation.Workspace(ctx, filepath.Join(dir, "configuration"), map[string]string{"main.tf": r.configuration()},
		server.Environment()...)
	if err != nil {
		return err
	}
	if _, err := workspace.Run(ctx, "apply", "-auto-approve"); err != nil {
		return err
	}
	found, err := workspace.Run(ctx, "output", "-raw", "conversation_sid")
	if err != nil {
		return err
	}
	if want := twiliotest.SID("CH", 1); found != want {
		return fmt.Errorf("the read found %q instead of the conversation %s", found, want)
	}
	if agent := api.Requests()[0].Header.Get("User-Agent"); !strings.Contains(agent, name+"/"+r.version) {
		return fmt.Errorf("the binary does not know its version %s: it calls itself %q", r.version, agent)
	}
	fmt.Printf("%s installs through %s init and reads.\n", archive, binary)
	return nil
}

func (r *release) configuration() string {
	return fmt.Sprintf(`
terraform {
  required_providers {
    twilio = {
      source  = %q
      version = %q
    }
  }
}

data "twilio_service_participant_conversations" "this" {
  chat_service_sid = %q
  identity         = %q
}

output "conversation_sid" {
  value = one(data.twilio_service_participant_conversations.this.conversations).conversation_sid
}
`, provider.Address, r.version, twiliotest.ServiceSID, identity)
}
