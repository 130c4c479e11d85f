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

	"terraform-provider-twilio/internal/twiliotest"
)

const (
	serviceList = "twilio_service_participant_conversations"
	defaultList = "twilio_participant_conversations"
	identity    = "alice.2024@example.com"
)

// unknownValue is a value that is not known yet, in a test's arguments.
type unknownValue struct{}

var unknown = unknownValue{}

// harness speaks to the provider as Terraform does, protocol 6.
type harness struct {
	t      *testing.T
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
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
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return &harness{t, server, schema}
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

// object builds a value of the type; what it leaves out is null.
func object(t testing.TB, of tftypes.Type, values map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	objectType := of.(tftypes.Object)
	attributes := map[string]tftypes.Value{}
	for name, attributeType := range objectType.AttributeTypes {
		attributes[name] = tftypes.NewValue(attributeType, nil)
	}
	for name, value := range values {
		attributeType, known := objectType.AttributeTypes[name]
		if !known {
			t.Fatalf("the schema has no argument %s", name)
		}
		switch value := value.(type) {
		case unknownValue:
			attributes[name] = tftypes.NewValue(attributeType, tftypes.UnknownValue)
		case int:
			attributes[name] = tftypes.NewValue(attributeType, big.NewFloat(float64(value)))
		case float64:
			attributes[name] = tftypes.NewValue(attributeType, big.NewFloat(value))
		case m:
			attributes[name] = tftypes.NewValue(attributeType, nested(value))
		case []any:
			attributes[name] = tftypes.NewValue(attributeType, texts(value))
		default:
			attributes[name] = tftypes.NewValue(attributeType, value)
		}
	}
	dynamic, err := tfprotov6.NewDynamicValue(of, tftypes.NewValue(of, attributes))
	if err != nil {
		t.Fatal(err)
	}
	return &dynamic
}

// nested are the attributes of a nested object, all of them text.
func nested(attributes m) map[string]tftypes.Value {
	values := map[string]tftypes.Value{}
	for name, value := range attributes {
		values[name] = tftypes.NewValue(tftypes.String, value)
	}
	return values
}

// texts are the elements of a list; nil is null.
func texts(elements []any) []tftypes.Value {
	values := make([]tftypes.Value, len(elements))
	for i, element := range elements {
		if element == (unknownValue{}) {
			element = tftypes.UnknownValue
		}
		values[i] = tftypes.NewValue(tftypes.String, element)
	}
	return values
}

// validate checks the provider's arguments.
func (h *harness) validate(arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	resp, err := h.server.ValidateProviderConfig(h.t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: object(h.t, h.schema.Provider.ValueType(), arguments),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.Diagnostics
}

func (h *harness) configure(arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	resp, err := h.server.ConfigureProvider(h.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: object(h.t, h.schema.Provider.ValueType(), arguments),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.Diagnostics
}

// validateData checks a data source's arguments.
func (h *harness) validateData(arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	resp, err := h.server.ValidateDataResourceConfig(h.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: serviceList, Config: object(h.t, h.schema.DataSourceSchemas[serviceList].ValueType(), arguments),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.Diagnostics
}

// validateEphemeral checks an ephemeral resource's arguments.
func (h *harness) validateEphemeral(arguments map[string]any) []*tfprotov6.Diagnostic {
	h.t.Helper()
	resp, err := h.server.ValidateEphemeralResourceConfig(h.t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: serviceList, Config: object(h.t, h.schema.EphemeralResourceSchemas[serviceList].ValueType(), arguments),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.Diagnostics
}

// read reads a data source and decodes the reply with the schema's own type.
func (h *harness) read(ctx context.Context, list string, arguments map[string]any) (map[string]tftypes.Value, []*tfprotov6.Diagnostic) {
	h.t.Helper()
	listType := h.schema.DataSourceSchemas[list].ValueType()
	resp, err := h.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: list, Config: object(h.t, listType, arguments)})
	if err != nil {
		h.t.Fatal(err)
	}
	return decode(h.t, listType, resp.State), resp.Diagnostics
}

// open opens an ephemeral resource.
func (h *harness) open(list string, arguments map[string]any) (map[string]tftypes.Value, []*tfprotov6.Diagnostic) {
	h.t.Helper()
	listType := h.schema.EphemeralResourceSchemas[list].ValueType()
	resp, err := h.server.OpenEphemeralResource(h.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: list, Config: object(h.t, listType, arguments)})
	if err != nil {
		h.t.Fatal(err)
	}
	return decode(h.t, listType, resp.Result), resp.Diagnostics
}

func decode(t *testing.T, of tftypes.Type, dynamic *tfprotov6.DynamicValue) map[string]tftypes.Value {
	t.Helper()
	if dynamic == nil {
		return nil
	}
	value, err := dynamic.Unmarshal(of)
	if err != nil {
		t.Fatal(err)
	}
	return fields(t, value)
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
