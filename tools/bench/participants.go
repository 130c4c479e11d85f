package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"terraform-provider-twilio/internal/terraformcli"
)

// An audit of many participants takes one page for each of them.
const (
	participants     = 800
	manyParticipants = 4 * participants
	requestLatency   = 50 * time.Millisecond
	requestsAtOnce   = 12 // the provider's default
	auditRounds      = 3
)

const auditLine = "| %-58s | %-9s | %-40s | %-40s |\n"

// audit is one way to read many participants.
type audit struct {
	name    string
	toReach []goal
	// block and participants are what Terraform plans.
	block        string
	participants int
	run          func() error // nil for the latency, whose time is known
	times        []time.Duration
}

// goal is the most that an audit may take, as a ratio of another's time.
type goal struct {
	of   *audit
	most float64
}

// measureParticipants prints the times of audits, taken in turn, and returns the names
// of those that miss a goal.
func measureParticipants(ctx context.Context, installation *terraformcli.Installation) (missed []string, err error) {
	baseURL, stop, err := startServer(requestLatency)
	if err != nil {
		return nil, err
	}
	defer stop()
	var identities []any
	for _, identity := range firstMembers(participants) {
		identities = append(identities, identity)
	}
	read, err := newProviderRead(baseURL, "identities", identities, participants*memberConversations)
	if err != nil {
		return nil, err
	}
	latency := &audit{name: "the latency", times: []time.Duration{requestLatency * participants / requestsAtOnce}}
	inProvider := &audit{name: "one ReadDataSource", run: read, toReach: []goal{{latency, 1.1}}}
	forEach := &audit{name: "for_each", block: eachBlock, participants: participants}
	one := &audit{name: "one block", block: oneBlock, participants: participants, toReach: []goal{{forEach, 0.3}, {latency, 1.6}}}
	many := &audit{
		name: fmt.Sprintf("one block of %d", manyParticipants), block: oneBlock, participants: manyParticipants, toReach: []goal{{one, 4.3}},
	}
	audits := []*audit{latency, inProvider, forEach, one, many}
	for _, a := range audits {
		if a.block == "" {
			continue
		}
		configuration := auditConfiguration(a.block, baseURL, firstMembers(a.participants)...)
		var remove func()
		if a.run, remove, err = newPlan(ctx, installation, configuration, a.participants*memberConversations); err != nil {
			return nil, err
		}
		defer remove()
	}

	for range auditRounds {
		for _, a := range audits {
			if a.run == nil {
				continue
			}
			runtime.GC() // the others' garbage
			start := time.Now()
			if err := a.run(); err != nil {
				return nil, fmt.Errorf("%s: %w", a.name, err)
			}
			a.times = append(a.times, time.Since(start))
		}
	}

	fmt.Println()
	title := fmt.Sprintf("%d participants of %d conversations, %d ms a request", participants, memberConversations, requestLatency.Milliseconds())
	fmt.Printf(auditLine, title, "time", "ratio", "to reach")
	for _, a := range audits {
		var ratios, goals []string
		for _, goal := range a.toReach {
			ratio := median(a.times).Seconds() / median(goal.of.times).Seconds()
			ratios = append(ratios, fmt.Sprintf("%.2f of %s", ratio, goal.of.name))
			goals = append(goals, fmt.Sprintf("at most %.2f", goal.most))
			if ratio > goal.most {
				missed = append(missed, fmt.Sprintf("%s, %s: %s", title, a.name, ratios[len(ratios)-1]))
			}
		}
		fmt.Printf(auditLine, a.name, fmt.Sprintf("%d ms", median(a.times).Milliseconds()), strings.Join(ratios, ", "), strings.Join(goals, ", "))
	}
	return missed, nil
}
