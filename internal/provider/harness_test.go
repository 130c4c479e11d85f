package provider

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-twilio/internal/protocoltest"
	"terraform-provider-twilio/internal/twiliotest"
)

const (
	serviceList = "twilio_service_participant_conversations"
	defaultList = "twilio_participant_conversations"
	identity    = "alice.2024@example.com"

	serviceUsers        = "twilio_service_conversation_users"
	defaultUsers        = "twilio_conversation_users"
	serviceParticipants = "twilio_service_conversation_participants"
	defaultParticipants = "twilio_conversation_participants"
)

// unknown is a value that is not known yet, in a test's arguments.
var unknown = protocoltest.Unknown

// harness speaks to the provider as Terraform does, protocol 6.
type harness struct {
	protocoltest.Provider
	t *testing.T
}

// testRowsBytes is where reads stop in tests: large enough for a thousand rows.
const testRowsBytes = 3 << 20

// newHarness starts a provider that sees the given environment alone. Where transport
// is not nil, it makes the client's round trips.
func newHarness(t *testing.T, environment map[string]string, transport http.RoundTripper) *harness {
	t.Helper()
	return startHarness(t, environment, instead(transport))
}

func startHarness(t *testing.T, environment map[string]string, transport func(*http.Transport)) *harness {
	t.Helper()
	return serve(t, &twilioProvider{
		version: "1.2.3", getenv: func(name string) string { return environment[name] }, transport: transport,
		rowsBytes: testRowsBytes,
	})
}

// serve starts a provider.
func serve(t *testing.T, p *twilioProvider) *harness {
	t.Helper()
	server, err := newServer(p)
	if err != nil {
		t.Fatal(err)
	}
	p6, err := protocoltest.New(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	return &harness{p6, t}
}

// configured starts a provider that is configured for the fake API.
func configured(t *testing.T, api *twiliotest.API, arguments ...map[string]any) *harness {
	t.Helper()
	return configuredIn(t, nil, api, arguments...)
}

// configuredIn is configured in an environment.
func configuredIn(t *testing.T, environment map[string]string, api *twiliotest.API, arguments ...map[string]any) *harness {
	t.Helper()
	server := twiliotest.NewPipeServer(api)
	var client *http.Transport
	t.Cleanup(func() {
		if client != nil {
			client.CloseIdleConnections()
		}
		server.Close()
	})
	transport := func(own *http.Transport) { client, own.DialContext = own, server.Dial }
	h := startHarness(t, environment, transport)
	config := map[string]any{"account_sid": twiliotest.AccountSID, "auth_token": twiliotest.AuthToken, "base_url": server.URL}
	for _, more := range arguments {
		maps.Copy(config, more)
	}
	if diags := h.configure(config); len(diags) > 0 {
		t.Fatal(render(diags))
	}
	return h
}

// encode encodes arguments; those that are left out are null.
func encode(t testing.TB, schema *tfprotov6.Schema, arguments map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	config, err := protocoltest.Encode(schema, arguments)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// validate checks the provider's arguments.
func (h *harness) validate(arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	resp, err := h.ValidateProviderConfig(h.t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: encode(h.t, h.Schema.Provider, arguments),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.Diagnostics
}

func (h *harness) configure(arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	diags, err := h.Configure(h.t.Context(), arguments)
	if err != nil {
		h.t.Fatal(err)
	}
	return diags
}

// validateData checks a data source's arguments.
func (h *harness) validateData(arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	return h.validateList(serviceList, arguments)
}

func (h *harness) validateList(list string, arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	resp, err := h.ValidateDataResourceConfig(h.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: list, Config: encode(h.t, h.Schema.DataSourceSchemas[list], arguments),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.Diagnostics
}

// validateEphemeral checks an ephemeral resource's arguments.
func (h *harness) validateEphemeral(arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	resp, err := h.ValidateEphemeralResourceConfig(h.t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: serviceList, Config: encode(h.t, h.Schema.EphemeralResourceSchemas[serviceList], arguments),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.Diagnostics
}

// read reads a data source and decodes the reply with the schema's own type.
func (h *harness) read(ctx context.Context, list string, arguments map[string]any) (map[string]tftypes.Value, []*tfprotov6.Diagnostic) {
	h.t.Helper()
	schema := h.Schema.DataSourceSchemas[list]
	resp, err := h.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: list, Config: encode(h.t, schema, arguments)})
	if err != nil {
		h.t.Fatal(err)
	}
	return decode(h.t, schema, resp.State), resp.Diagnostics
}

// open opens an ephemeral resource.
func (h *harness) open(list string, arguments map[string]any) (map[string]tftypes.Value, []*tfprotov6.Diagnostic) {
	h.t.Helper()
	schema := h.Schema.EphemeralResourceSchemas[list]
	resp, err := h.OpenEphemeralResource(h.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: list, Config: encode(h.t, schema, arguments)})
	if err != nil {
		h.t.Fatal(err)
	}
	return decode(h.t, schema, resp.Result), resp.Diagnostics
}

func decode(t *testing.T, schema *tfprotov6.Schema, object *tfprotov6.DynamicValue) map[string]tftypes.Value {
	t.Helper()
	attributes, err := protocoltest.Decode(schema, object)
	if err != nil {
		t.Fatal(err)
	}
	return attributes
}

// fields takes an object apart.
func fields(t *testing.T, value tftypes.Value) (fields map[string]tftypes.Value) {
	t.Helper()
	if err := value.As(&fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// conversations takes the rows out of a reply.
func conversations(t *testing.T, state map[string]tftypes.Value) []tftypes.Value {
	t.Helper()
	return rowsOfAttribute(t, state, "conversations")
}

// column returns a field of each row, and "null" where it is.
func column(t *testing.T, state map[string]tftypes.Value, attribute, field string) []string {
	t.Helper()
	values := []string{}
	for _, row := range rowsOfAttribute(t, state, attribute) {
		value := plain(t, fields(t, row)[field])
		if value == nil {
			value = "null"
		}
		values = append(values, value.(string))
	}
	return values
}

func rowsOfAttribute(t *testing.T, state map[string]tftypes.Value, attribute string) (rows []tftypes.Value) {
	t.Helper()
	if state[attribute].IsNull() {
		t.Fatalf("%s is null", attribute)
	}
	if err := state[attribute].As(&rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// plain turns a value into strings, maps and nil, for comparing.
func plain(t *testing.T, value tftypes.Value) any {
	t.Helper()
	switch {
	case value.IsNull():
		return nil
	case value.Type().Is(tftypes.String):
		var text string
		if err := value.As(&text); err != nil {
			t.Fatal(err)
		}
		return text
	case value.Type().Is(tftypes.Number):
		number := new(big.Float)
		if err := value.As(&number); err != nil {
			t.Fatal(err)
		}
		return number.Text('f', -1)
	case value.Type().Is(tftypes.Bool):
		var truth bool
		if err := value.As(&truth); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(truth)
	}
	object := map[string]any{}
	for name, field := range fields(t, value) {
		object[name] = plain(t, field)
	}
	return object
}

// render returns diagnostics: "severity attribute: summary: detail" a line.
func render(diags []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diags {
		attribute := ""
		if d.Attribute != nil {
			attribute = d.Attribute.String()
		}
		lines = append(lines, d.Severity.String()+" "+attribute+": "+d.Summary+": "+d.Detail)
	}
	return strings.Join(lines, "\n")
}

// message is an expected diagnostic.
type message struct {
	attribute string
	severity  tfprotov6.DiagnosticSeverity
	holds     []string // texts of its summary or detail
}

func errorOn(attribute string, holds ...string) message {
	return message{attribute, tfprotov6.DiagnosticSeverityError, holds}
}

func warningOn(attribute string, holds ...string) message {
	return message{attribute, tfprotov6.DiagnosticSeverityWarning, holds}
}

// mustReport fails the test unless the diagnostics are those expected, each once
// and in any order.
func mustReport(t *testing.T, diags []*tfprotov6.Diagnostic, want ...message) {
	t.Helper()
	left := slices.Clone(diags)
	for _, m := range want {
		i := slices.IndexFunc(left, m.isIn)
		if i < 0 {
			t.Errorf("no diagnostic is %v, among:\n%s", m, render(diags))
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	if len(left) > 0 {
		t.Errorf("unexpected:\n%s", render(left))
	}
}

func (m message) isIn(d *tfprotov6.Diagnostic) bool {
	for _, text := range m.holds {
		if !strings.Contains(d.Summary+"\n"+d.Detail, text) {
			return false
		}
	}
	return pathOf(d) == m.attribute && d.Severity == m.severity
}

// pathOf returns the path of a diagnostic: the argument, with the index of an element.
func pathOf(d *tfprotov6.Diagnostic) string {
	if d.Attribute == nil || len(d.Attribute.Steps()) == 0 {
		return ""
	}
	path := string(d.Attribute.Steps()[0].(tftypes.AttributeName))
	for _, step := range d.Attribute.Steps()[1:] {
		if index, ok := step.(tftypes.ElementKeyInt); ok {
			path += fmt.Sprintf("[%d]", index)
		}
	}
	return path
}
