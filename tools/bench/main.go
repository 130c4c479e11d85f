// Command bench measures the provider's whole read beside twilio-go listing the
// same pages, beside downloading them and nothing else, and beside the latency
// of the pages alone. It prints the figures with those to reach, and fails
// where one is missed.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"log"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	latency := flag.Duration("serve", -1, "be the process of the fake API, with this latency a page")
	flag.Parse()
	if *latency >= 0 {
		serve(*latency)
		return
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

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
	{name: "10,000 conversations, no latency", conversations: 10000, reads: 1, atOnce: 1, rounds: 25, toReach: 0.9},
	{name: "1,000 conversations, 20 ms a page", conversations: 1000, reads: 1, atOnce: 1, latency: 20 * time.Millisecond, rounds: 15, toReach: 1},
	{
		name: "50 reads of 100 conversations, 10 at a time, 100 ms a page", conversations: 100, reads: 50, atOnce: 10,
		latency: 100 * time.Millisecond, rounds: 7, toReach: 1.1, toLatency: true,
	},
}

// line is a line of the table.
const line = "| %-59s | %-12s | %-12s | %-12s | %-12s | %-27s |\n"

// maxMemory is what the provider's process may need for 10,000 conversations.
const maxMemory = 100 << 20

func run() error {
	fmt.Printf(line, "median time and ratio", "latency", "download", "twilio-go", "provider", "to reach")
	var missed []string
	for _, c := range comparisons {
		ratio, err := c.run()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if ratio > c.toReach {
			missed = append(missed, c.name)
		}
	}

	const name = "peak memory of the provider's process, 10,000 conversations"
	memory, err := peakMemory()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Printf(line, name, "", "", "", fmt.Sprintf("%d MiB", memory>>20), fmt.Sprintf("under %d MiB", maxMemory>>20))
	if memory >= maxMemory {
		missed = append(missed, name)
	}
	if len(missed) > 0 {
		return errors.New("not reached: " + strings.Join(missed, "; "))
	}
	return nil
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

func median(times []time.Duration) time.Duration {
	slices.SortFunc(times, cmp.Compare)
	return times[len(times)/2]
}
