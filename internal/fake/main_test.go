package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/twiliotest"
)

var export = regexp.MustCompile(`(?m)^export (\w+)='(.*)'$`)

func TestFakeServesUntilItIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, "127.0.0.1:0", write)
		_ = write.CloseWithError(err)
		ended <- err
	}()
	text := readUntil(t, read, "katherine")
	go func() { _, _ = io.Copy(io.Discard, read) }()
	for _, want := range []string{
		twiliotest.ServiceSID, twiliotest.DefaultServiceSID, twiliotest.SalesServiceSID, "ada.2024", "grace@example.com",
		"hedy", "whatsapp:+5215550100020", twiliotest.SID("US", 7), twiliotest.SID("CH", 1),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in:\n%s", want, text)
		}
	}

	environment := map[string]string{}
	for _, match := range export.FindAllStringSubmatch(text, -1) {
		environment[match[1]] = match[2]
	}
	list := environment["TWILIO_CONVERSATIONS_BASE_URL"] + "/v1/Services"
	for _, pair := range [][2]string{
		{"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"}, {"TWILIO_API_KEY", "TWILIO_API_SECRET"},
	} {
		get, err := http.NewRequestWithContext(t.Context(), http.MethodGet, list, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		get.SetBasicAuth(environment[pair[0]], environment[pair[1]])
		if status := send(t, get); status != http.StatusOK {
			t.Errorf("%d with %s", status, pair[0])
		}
	}
	app := url.Values{
		"grant_type": {"client_credentials"},
		"client_id":  {environment["TWILIO_CLIENT_ID"]}, "client_secret": {environment["TWILIO_CLIENT_SECRET"]},
	}
	form := strings.NewReader(app.Encode())
	post, err := http.NewRequestWithContext(t.Context(), http.MethodPost, environment["TWILIO_TOKEN_URL"], form)
	if err != nil {
		t.Fatal(err)
	}
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if status := send(t, post); status != http.StatusOK {
		t.Errorf("%d from the token endpoint", status)
	}

	interrupt()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

// readUntil reads lines up to the first that contains the text.
func readUntil(t *testing.T, from io.Reader, last string) (text string) {
	t.Helper()
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		text += lines.Text() + "\n"
		if strings.Contains(lines.Text(), last) {
			return text
		}
	}
	t.Fatalf("no %s in %q: %v", last, text, lines.Err())
	return ""
}

func send(t *testing.T, request *http.Request) (status int) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// TestFakeListensWhereItIsTold: a CI job knows the port. One that is in use shows which
// port that is; a free one could be another test's a moment later.
func TestFakeListensWhereItIsTold(t *testing.T) {
	t.Parallel()
	used, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = used.Close() })
	address := used.Addr().String()
	if err := run(t.Context(), address, io.Discard); err == nil || !strings.Contains(err.Error(), "in use") || !strings.Contains(err.Error(), address) {
		t.Errorf("on a port in use: %v", err)
	}
}

func TestFakeListensOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"0.0.0.0:0": "loopback", ":0": "loopback", "192.0.2.1:0": "loopback", "[::]:0": "loopback",
		"127.0.0.1": "missing port", "127.0.0.1:99999": "invalid port",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := run(ctx, address, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", address, err, want)
		}
	}
}
