package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"terraform-provider-twilio/internal/provider"
	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

// peakMemory returns how many bytes the provider's process holds at most while
// the real Terraform reads 10,000 conversations through it. Only Linux tells.
func peakMemory() (int, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	baseURL, stop, err := startServer(0)
	if err != nil {
		return 0, err
	}
	defer stop()

	ctx, cancel := context.WithCancel(context.Background())
	provider, attach, err := startProvider(ctx, dir)
	if err != nil {
		cancel()
		return 0, err
	}
	defer provider.Wait() //nolint:errcheck // it was interrupted
	defer cancel()
	if err := plan(ctx, dir, baseURL, attach); err != nil {
		return 0, err
	}
	return highWater(provider.Process.Pid)
}

// startProvider builds the provider and starts it the way a debugger would, so
// that it outlives Terraform. It returns the environment variable that lets
// Terraform use it.
func startProvider(ctx context.Context, dir string) (provider *exec.Cmd, attach string, err error) {
	binary := filepath.Join(dir, "terraform-provider-twilio")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "terraform-provider-twilio") //nolint:gosec // the folder is ours
	if output, err := build.CombinedOutput(); err != nil {
		return nil, "", fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	provider = exec.CommandContext(ctx, binary, "-debug") //nolint:gosec // just built
	provider.Cancel = func() error { return provider.Process.Signal(os.Interrupt) }
	stdout, err := provider.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := provider.Start(); err != nil {
		return nil, "", err
	}
	variable := regexp.MustCompile(`(TF_REATTACH_PROVIDERS=)'(.+)'`)
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if found := variable.FindStringSubmatch(lines.Text()); found != nil {
			return provider, found[1] + found[2], nil
		}
	}
	return nil, "", fmt.Errorf("the provider did not start: %w", provider.Wait())
}

func plan(ctx context.Context, dir, baseURL, attach string) error {
	binary, cleanup, err := terraformcli.Find(ctx)
	if err != nil {
		return err
	}
	defer cleanup()
	configuration := fmt.Sprintf(`
terraform {
  required_providers {
    twilio = {
      source = %q
    }
  }
}

provider "twilio" {
  base_url    = %q
  account_sid = %q
  auth_token  = %q
}

data "twilio_service_participant_conversations" "all" {
  chat_service_sid = %q
  identity         = %q
}

output "rows" {
  value = length(data.twilio_service_participant_conversations.all.conversations)
}
`, provider.Address, baseURL, twiliotest.AccountSID, twiliotest.AuthToken, twiliotest.ServiceSID, identity(10000))
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(configuration), 0o600); err != nil {
		return err
	}
	workspace := terraformcli.Workspace{Binary: binary, Dir: dir, Mirror: dir, Env: []string{attach}}
	output, err := workspace.Run(ctx, "plan")
	if err == nil && !strings.Contains(output, "rows = 10000") {
		err = fmt.Errorf("not 10,000 conversations:\n%s", output)
	}
	return err
}

// highWater returns the most memory that a running process has held.
func highWater(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0, errors.New("the system does not tell")
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	return kilobytes << 10, err
}
