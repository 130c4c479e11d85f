// Command terraform-provider-twilio is the provider's plugin binary, which
// Terraform starts.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"terraform-provider-twilio/internal/connect"
	"terraform-provider-twilio/internal/provider"
)

// version is set by the release build.
var version = "dev"

// memoryLimit is where the garbage collector begins to work harder. An audit of
// thousands of participants stays below it; the rows of a read may be as large, twice.
const memoryLimit = 200 << 20

func main() {
	debugged := flag.Bool("debug", false, "run for a debugger, and print how Terraform attaches")
	flag.Parse()
	connect.DiscardStandardLog()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	var options []tf6server.ServeOpt
	if *debugged {
		options = append(options, tf6server.WithManagedDebug())
	}
	server, err := provider.NewServer(version)
	if err == nil {
		err = tf6server.Serve(provider.Address, func() tfprotov6.ProviderServer { return server }, options...)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
