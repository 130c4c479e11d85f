package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// line is a line of the table.
const line = "| %-58s | %-12s | %-12s | %-12s | %-12s | %-27s |\n"

// comparison is one case: reads of a participant's conversations, so many of
// them at once.
type comparison struct {
	name                         string
	conversations, reads, atOnce int
	latency                      time.Duration // of a page of 50
	rounds                       int
	toReach                      float64
	toLatency                    bool // instead of twilio-go
}

var comparisons = []comparison{
	{name: "10,000 conversations, no latency", conversations: 10000, reads: 1, atOnce: 1, rounds: 25, toReach: 0.45},
	{
		name: "1,000 conversations, 20 ms a page", conversations: 1000, reads: 1, atOnce: 1,
		latency: 20 * time.Millisecond, rounds: 15, toReach: 1,
	},
	{
		name: "50 reads of 100 conversations, 10 at a time, 100 ms a page", conversations: 100, reads: 50, atOnce: 10,
		latency: 100 * time.Millisecond, rounds: 7, toReach: 1.1, toLatency: true,
	},
}

// compare prints the table of the comparisons, and returns the names of those that
// miss what is to be reached.
func compare() (missed []string, err error) {
	fmt.Printf(line, "median time and ratio", "latency", "download", "twilio-go", "provider", "to reach")
	for _, c := range comparisons {
		ratio, err := c.run()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		if ratio > c.toReach {
			missed = append(missed, c.name)
		}
	}
	return missed, nil
}

// run measures the case, prints its line and returns its ratio.
func (c comparison) run() (ratio float64, err error) {
	baseURL, stop, err := startServer(c.latency)
	if err != nil {
		return 0, err
	}
	defer stop()

	var contenders [3]read
	for i, contender := range []func(baseURL string, n int) (read, error){newDownload, newTwilioGo, newProvider} {
		if contenders[i], err = contender(baseURL, c.conversations); err != nil {
			return 0, err
		}
	}
	var times [3][]time.Duration
	for round := range c.rounds + 1 {
		for i, read := range contenders {
			runtime.GC() // the others' garbage
			start := time.Now()
			if err := c.all(read); err != nil {
				return 0, err
			}
			if round > 0 { // the first one warms up
				times[i] = append(times[i], time.Since(start))
			}
		}
	}

	download, twilioGo, provider := median(times[0]), median(times[1]), median(times[2])
	latency := c.latency * time.Duration(c.conversations/50*c.reads/c.atOnce)
	base, toReach := twilioGo, "at most %.2f of twilio-go"
	if c.toLatency {
		base, toReach = latency, "at most %.2f of the latency"
	}
	cell := func(d time.Duration) string {
		return fmt.Sprintf("%4d ms %.2f", d.Round(time.Millisecond).Milliseconds(), d.Seconds()/base.Seconds())
	}
	fmt.Printf(line, c.name, cell(latency), cell(download), cell(twilioGo), cell(provider), fmt.Sprintf(toReach, c.toReach))
	return provider.Seconds() / base.Seconds(), nil
}

// all makes the case's reads.
func (c comparison) all(read read) error {
	var wg sync.WaitGroup
	errs := make([]error, c.atOnce)
	for worker := range c.atOnce {
		wg.Go(func() {
			for range c.reads / c.atOnce {
				errs[worker] = errors.Join(errs[worker], read())
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
