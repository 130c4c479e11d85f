package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"

	"terraform-provider-twilio/internal/terraformcli"
)

// maxMemory is what the provider's process may need.
const maxMemory = 100 << 20

const memoryLine = "| %-58s | %-12s | %-13s |\n"

// measureMemory prints how much memory the provider's process holds at most while the
// real Terraform reads through it, and returns the names of those reads that take too
// much. Only Linux tells.
func measureMemory(ctx context.Context, installation *terraformcli.Installation) (missed []string, err error) {
	baseURL, stop, err := startServer(0)
	if err != nil {
		return nil, err
	}
	defer stop()

	fmt.Println()
	fmt.Printf(memoryLine, "peak memory of the provider's process", "provider", "to reach")
	for _, c := range []struct {
		name       string
		identities []string
		rows       int
	}{
		{"one participant of 10,000 conversations", []string{identity(10000)}, 10000},
		{
			fmt.Sprintf("%d participants of %d conversations", members, memberConversations),
			firstMembers(members), members * memberConversations,
		},
	} {
		memory, err := peakMemory(ctx, installation, auditConfiguration(oneBlock, baseURL, c.identities...), c.rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Printf(memoryLine, c.name, fmt.Sprintf("%d MiB", memory>>20), fmt.Sprintf("under %d MiB", maxMemory>>20))
		if memory >= maxMemory {
			missed = append(missed, "peak memory of "+c.name)
		}
	}
	return missed, nil
}

// peakMemory returns how many bytes a provider's process of its own holds at most
// while Terraform plans the configuration.
func peakMemory(ctx context.Context, installation *terraformcli.Installation, configuration string, rows int) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	provider, attach, err := startProvider(ctx, installation.Plugin)
	if err != nil {
		cancel()
		return 0, err
	}
	defer provider.Wait() //nolint:errcheck // it was interrupted
	defer cancel()
	plan, remove, err := newPlan(ctx, installation, configuration, rows, attach)
	if err != nil {
		return 0, err
	}
	defer remove()
	if err := plan(); err != nil {
		return 0, err
	}
	return highWater(provider.Process.Pid)
}

// startProvider starts the provider the way a debugger would, so that it outlives
// Terraform. It returns the environment variable that lets Terraform use it.
func startProvider(ctx context.Context, binary string) (provider *exec.Cmd, attach string, err error) {
	provider = exec.CommandContext(ctx, binary, "-debug")
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
