package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"terraform-provider-twilio/internal/twiliotest"
)

// The participants that the fake API knows by how many conversations each has.
var conversationCounts = []int{100, 1000, 10000}

const (
	// members are how many participants it knows who have a few conversations each.
	members             = 5000
	memberConversations = 3
)

func identity(conversations int) string { return fmt.Sprintf("participant-%d", conversations) }

// firstMembers returns the identities of so many members.
func firstMembers(count int) []string {
	identities := make([]string, count)
	for n := range identities {
		identities[n] = fmt.Sprintf("member-%d", n)
	}
	return identities
}

// serviceSIDs returns so many Conversation Services that the fake API knows; the first
// is the one that the participants are in.
func serviceSIDs(count int) []string {
	sids := []string{twiliotest.ServiceSID}
	for n := range count - 1 {
		sids = append(sids, twiliotest.SID("IS", n+1))
	}
	return sids
}

// startServer starts the fake API in a process of its own, so that its work and
// its garbage burden none of those compared. It returns the base URL.
func startServer(latency time.Duration) (baseURL string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	server := exec.Command(self, "-serve", latency.String()) //nolint:gosec,noctx // this program itself; stop ends it
	server.Stderr = os.Stderr
	stdin, err := server.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = stdin.Close()
		_ = server.Wait()
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("the fake API did not start: %w", err)
	}
	return strings.TrimSpace(line), stop, nil
}

// serve is what the server's process does: it prints its base URL, and ends
// with its standard input.
func serve(latency time.Duration) {
	api := twiliotest.New()
	api.AddServices(twiliotest.Services(services)...)
	add := func(identity string, conversations int) {
		api.Add(twiliotest.ServiceSID, "Identity", identity,
			twiliotest.Conversations(twiliotest.ServiceSID, "Identity", identity, conversations)...)
	}
	for _, n := range conversationCounts {
		add(identity(n), n)
	}
	for n, identity := range firstMembers(members) {
		add(identity, memberConversations)
		api.AddTo("/v1/Services/"+twiliotest.ServiceSID+"/Users", twiliotest.NewUser(twiliotest.ServiceSID, identity, n+1))
	}
	api.Fault = func(int, *http.Request) twiliotest.Fault {
		time.Sleep(latency)
		return nil
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.ServeHTTP(sized{w}, r)
	}))
	defer server.Close()
	fmt.Println(server.URL)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// sized announces the length of a page, which the fake API writes at once.
// Without it twilio-go, which stops reading at the end of the JSON, would open a
// connection for every page, and the comparison would be unfair to it.
type sized struct{ http.ResponseWriter }

func (w sized) Write(page []byte) (int, error) {
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	return w.ResponseWriter.Write(page)
}
