package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"terraform-provider-twilio/internal/terraformcli"
	"terraform-provider-twilio/internal/twiliotest"
)

// An audit of many participants takes one page for each of them.
const (
	participants     = 800
	manyParticipants = 4 * participants
	services         = 20 // and so many participants in each of them:
	inServices       = 100
	requestLatency   = 50 * time.Millisecond
	requestsAtOnce   = 12 // the provider's default
	auditRounds      = 3
)

const auditLine = "| %-58s | %-9s | %-40s | %-40s |\n"

// audit is one way to read many participants.
type audit struct {
	name    string
	toReach []goal
	// block and participants are what Terraform plans, and rows how many it finds for each.
	block        string
	participants int
	rows         int
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
func measureParticipants(ctx context.Context, installation *terraformcli.Installation) ([]string, error) {
	baseURL, stop, err := startServer(requestLatency)
	if err != nil {
		return nil, err
	}
	defer stop()
	read, err := newProviderRead(baseURL, map[string]any{
		"chat_service_sid": twiliotest.ServiceSID, "identities": texts(firstMembers(participants)),
	}, participants*memberConversations)
	if err != nil {
		return nil, err
	}
	everywhere, err := newProviderRead(baseURL, map[string]any{
		"chat_service_sids": texts(serviceSIDs(services)), "identities": texts(firstMembers(inServices)),
	}, inServices*memberConversations)
	if err != nil {
		return nil, err
	}
	latency := &audit{name: "the latency", times: []time.Duration{requestLatency * participants / requestsAtOnce}}
	inProvider := &audit{name: "one ReadDataSource", run: read, toReach: []goal{{latency, 1.1}}}
	ofServices := &audit{
		name:  fmt.Sprintf("the latency of %d in %d services", inServices, services),
		times: []time.Duration{requestLatency * inServices * services / requestsAtOnce},
	}
	inAll := &audit{name: fmt.Sprintf("one ReadDataSource of %d in %d services", inServices, services), run: everywhere, toReach: []goal{{ofServices, 1.1}}}
	forEach := &audit{name: "for_each", block: eachBlock, participants: participants, rows: memberConversations}
	one := &audit{name: "one block", block: oneBlock, participants: participants, rows: memberConversations, toReach: []goal{{forEach, 0.3}, {latency, 1.6}}}
	many := &audit{
		name: fmt.Sprintf("one block of %d", manyParticipants), block: oneBlock, participants: manyParticipants, rows: memberConversations, toReach: []goal{{one, 4.3}},
	}
	users := &audit{name: fmt.Sprintf("one block of %d Users", participants), block: usersBlock, participants: participants, rows: 1, toReach: []goal{{latency, 1.5}}}
	audits := []*audit{latency, inProvider, ofServices, inAll, forEach, one, many, users}
	for _, a := range audits {
		if a.block == "" {
			continue
		}
		configuration := auditConfiguration(a.block, baseURL, firstMembers(a.participants)...)
		var remove func()
		if a.run, remove, err = newPlan(ctx, installation, configuration, a.participants*a.rows); err != nil {
			return nil, err
		}
		defer remove()
	}

	if err := runInTurn(audits); err != nil {
		return nil, err
	}
	return printAudits(audits), nil
}

// runInTurn runs the audits in rounds, so that what else the machine does burdens all.
func runInTurn(audits []*audit) error {
	for range auditRounds {
		for _, a := range audits {
			if a.run == nil {
				continue
			}
			runtime.GC() // the others' garbage
			start := time.Now()
			if err := a.run(); err != nil {
				return fmt.Errorf("%s: %w", a.name, err)
			}
			a.times = append(a.times, time.Since(start))
		}
	}
	return nil
}

// printAudits prints the times, and returns the names of those that miss a goal.
func printAudits(audits []*audit) (missed []string) {
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
	return missed
}

func texts(values []string) (all []any) {
	for _, value := range values {
		all = append(all, value)
	}
	return all
}
