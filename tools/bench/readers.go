package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/twilio/twilio-go/client"
	conversations "github.com/twilio/twilio-go/rest/conversations/v1"

	"terraform-provider-twilio/internal/protocoltest"
	"terraform-provider-twilio/internal/provider"
	"terraform-provider-twilio/internal/twiliotest"
)

const dataSource = "twilio_service_participant_conversations"

// read reads all conversations of a participant. It can be called concurrently.
type read func() error

// newProvider returns a read that is a whole ReadDataSource call: all that the
// provider's process does between Terraform's request and the reply.
func newProvider(baseURL string, n int) (read, error) {
	return newProviderRead(baseURL, map[string]any{"chat_service_sid": twiliotest.ServiceSID, "identity": identity(n)}, n)
}

// newProviderRead is newProvider with arguments that find n conversations in all.
func newProviderRead(baseURL string, arguments map[string]any, n int) (read, error) {
	ctx := context.Background()
	server, err := provider.NewServer("bench")
	if err != nil {
		return nil, err
	}
	contender, err := protocoltest.New(ctx, server)
	if err != nil {
		return nil, err
	}
	diagnostics, err := contender.Configure(ctx, map[string]any{
		"base_url": baseURL, "account_sid": twiliotest.AccountSID, "auth_token": twiliotest.AuthToken,
	})
	if err != nil {
		return nil, err
	}
	if err := failed(diagnostics); err != nil {
		return nil, err
	}
	schema := contender.Schema.DataSourceSchemas[dataSource]
	config, err := protocoltest.Encode(schema, arguments)
	if err != nil {
		return nil, err
	}
	call := func() (*tfprotov6.ReadDataSourceResponse, error) {
		resp, err := server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: dataSource, Config: config})
		if err == nil {
			err = failed(resp.Diagnostics)
		}
		return resp, err
	}
	resp, err := call()
	if err != nil {
		return nil, err
	}
	return func() error {
		_, err := call()
		return err
	}, checkRows(resp.State, schema, n)
}

// checkRows decodes a reply with the schema's own type and counts its rows.
func checkRows(state *tfprotov6.DynamicValue, schema *tfprotov6.Schema, want int) error {
	attributes, err := protocoltest.Decode(schema, state)
	if err != nil {
		return err
	}
	var rows []tftypes.Value
	if err := attributes["conversations"].As(&rows); err != nil {
		return err
	}
	if len(rows) != want {
		return fmt.Errorf("%d conversations instead of %d", len(rows), want)
	}
	return nil
}

func failed(diagnostics []*tfprotov6.Diagnostic) error {
	for _, diagnostic := range diagnostics {
		return fmt.Errorf("%s: %s", diagnostic.Summary, diagnostic.Detail)
	}
	return nil
}

// newTwilioGo returns a read that lists with Twilio's own library.
func newTwilioGo(baseURL string, n int) (read, error) {
	host, err := url.Parse(baseURL)
	if err != nil {
		return nil, err
	}
	service := conversations.NewApiServiceWithClient(&client.Client{
		Credentials: client.NewCredentials(twiliotest.AccountSID, twiliotest.AuthToken),
		HTTPClient:  &http.Client{Transport: redirected{newTransport(), host.Host}},
	})
	return func() error {
		var params conversations.ListServiceParticipantConversationParams
		rows, err := service.ListServiceParticipantConversation(twiliotest.ServiceSID, params.SetIdentity(identity(n)))
		if err == nil && len(rows) != n {
			err = fmt.Errorf("%d conversations instead of %d", len(rows), n)
		}
		return err
	}, nil
}

// redirected sends twilio-go's requests, which name Twilio's host, to the fake
// API.
type redirected struct {
	http.RoundTripper
	host string
}

func (r redirected) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.URL.Scheme, request.URL.Host = "http", r.host
	return r.RoundTripper.RoundTrip(request)
}

// newTransport returns Go's default transport with connections of its own.
func newTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	return transport
}

// newDownload returns a read that downloads the pages and does nothing with
// them. It looks their URLs up beforehand.
func newDownload(baseURL string, n int) (read, error) {
	httpClient := &http.Client{Transport: newTransport()}
	get := func(address string, body io.Writer) error {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, http.NoBody)
		if err != nil {
			return err
		}
		request.SetBasicAuth(twiliotest.AccountSID, twiliotest.AuthToken)
		response, err := httpClient.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close() //nolint:errcheck // the body has been read
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d", response.StatusCode)
		}
		_, err = io.Copy(body, response.Body)
		return err
	}

	var addresses []string
	first := "https://conversations.twilio.com/v1/Services/" + twiliotest.ServiceSID + "/ParticipantConversations?PageSize=50&Identity=" + identity(n)
	for next := first; next != ""; {
		address := baseURL + strings.TrimPrefix(next, "https://conversations.twilio.com")
		var body bytes.Buffer
		if err := get(address, &body); err != nil {
			return nil, err
		}
		var page struct {
			Meta struct {
				NextPageURL string `json:"next_page_url"`
			} `json:"meta"`
		}
		if err := json.Unmarshal(body.Bytes(), &page); err != nil {
			return nil, err
		}
		addresses = append(addresses, address)
		next = page.Meta.NextPageURL
	}

	return func() error {
		for _, address := range addresses {
			if err := get(address, io.Discard); err != nil {
				return err
			}
		}
		return nil
	}, nil
}
