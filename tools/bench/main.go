// Command bench compares the provider's whole read with twilio-go listing the same pages,
// with downloading them and nothing else, and with the latency of the pages alone; and
// the read of many participants with for_each. It prints
// the figures with those to reach, and fails where one is missed.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"log"
	"slices"
	"strings"
	"time"

	"terraform-provider-twilio/internal/terraformcli"
)

func main() {
	latency := flag.Duration("serve", -1, "be the process of the fake API, with this latency a page")
	flag.Parse()
	if *latency >= 0 {
		serve(*latency)
		return
	}
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	missed, err := compare()
	if err != nil {
		return err
	}
	installation, err := terraformcli.Install(ctx, "0.0.1")
	if err != nil {
		return err
	}
	defer installation.Close()
	for _, measure := range []func(context.Context, *terraformcli.Installation) ([]string, error){measureParticipants, measureMemory} {
		more, err := measure(ctx, installation)
		if err != nil {
			return err
		}
		missed = append(missed, more...)
	}
	if len(missed) > 0 {
		return errors.New("not reached: " + strings.Join(missed, "; "))
	}
	return nil
}

func median(times []time.Duration) time.Duration {
	slices.SortFunc(times, cmp.Compare)
	return times[len(times)/2]
}
