package provider

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-twilio/internal/twiliotest"
)

// argumentsOf are enough arguments for a read of each list, which has rows in make fake.
var argumentsOf = map[string]m{
	serviceList:         {"chat_service_sid": twiliotest.ServiceSID, "identity": "ada.2024"},
	defaultList:         {"identity": "alan"},
	serviceUsers:        {"chat_service_sid": twiliotest.ServiceSID},
	defaultUsers:        {},
	serviceParticipants: {"chat_service_sid": twiliotest.ServiceSID, "conversation_sid": twiliotest.SID("CH", 1)},
	defaultParticipants: {"conversation_sid": twiliotest.SID("CH", 143)},

	"twilio_conversation_services": {},
}

// TestLists: what holds for every list.
func TestLists(t *testing.T) {
	t.Parallel()
	served := newHarness(t, nil, nil).Schema
	if len(lists) != len(argumentsOf) || len(served.DataSourceSchemas) != len(lists) || len(served.EphemeralResourceSchemas) != len(lists) {
		t.Fatalf("%d lists, %d data sources and %d ephemeral resources", len(lists), len(served.DataSourceSchemas), len(served.EphemeralResourceSchemas))
	}
	for _, l := range lists {
		name := "twilio_" + l.name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, ephemeral := served.DataSourceSchemas[name].Block, served.EphemeralResourceSchemas[name].Block
			if !reflect.DeepEqual(data.Attributes, ephemeral.Attributes) {
				t.Error("data source and ephemeral resource have different schemas")
			}
			mustBeDescribed(t, name, data.Attributes)

			h := configured(t, twiliotest.Sample().NewAPI())
			state, diags := h.read(t.Context(), name, argumentsOf[name])
			mustReport(t, diags)
			result, diags := h.open(name, argumentsOf[name])
			mustReport(t, diags)
			if !reflect.DeepEqual(state, result) {
				t.Error("data source and ephemeral resource give different results")
			}
			if rows := rowsOfAttribute(t, state, l.rows); len(rows) == 0 || len(fields(t, rows[0])) != len(l.row) {
				t.Errorf("rows %v", rows)
			}
			if plain(t, state["truncated"]) != "false" {
				t.Errorf("truncated is %v", state["truncated"])
			}
		})
	}
}

// TestListsTakeTheirOwnRowsAlone: a reply of another service, and a row of another
// service or account in a reply that is otherwise right, are errors.
func TestListsTakeTheirOwnRowsAlone(t *testing.T) {
	t.Parallel()
	replace := func(before, after string) twiliotest.Gateway {
		return func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
			reply := httptest.NewRecorder()
			api(reply, r)
			_, _ = w.Write(bytes.ReplaceAll(reply.Body.Bytes(), []byte(before), []byte(after)))
		}
	}
	otherService := errorOn("", "Reply Belongs to Another Request")
	for name, mixUp := range map[string]struct {
		gateway twiliotest.Gateway
		of      func(list) bool // nil for every list
		want    message
	}{
		"a reply of another service": {func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
			r.URL.Path = strings.Replace(r.URL.Path, twiliotest.ServiceSID, twiliotest.DefaultServiceSID, 1)
			api(w, r)
		}, ofNamedServices, otherService},
		"a reply of a service that is not the default one": {func(w http.ResponseWriter, r *http.Request, api http.HandlerFunc) {
			r.URL.Path = strings.Replace(r.URL.Path, "/v1/", "/v1/Services/"+twiliotest.DefaultServiceSID+"/", 1)
			api(w, r)
		}, ofDefaultService, otherService},
		"a row of another service": {
			replace(`"chat_service_sid":"`+twiliotest.ServiceSID, `"chat_service_sid":"`+twiliotest.DefaultServiceSID), ofNamedServices, otherService,
		},
		"a row of another account": {
			replace(`"account_sid":"`+twiliotest.AccountSID, `"account_sid":"`+twiliotest.SID("AC", 7)), nil,
			errorOn("account_sid", "Reply Belongs to Another Account"),
		},
	} {
		for _, l := range lists {
			if mixUp.of != nil && !mixUp.of(l) {
				continue
			}
			list := "twilio_" + l.name
			t.Run(list+"/"+name, func(t *testing.T) {
				t.Parallel()
				api := twiliotest.Sample().NewAPI()
				api.Gateway = mixUp.gateway
				state, diags := configured(t, api).read(t.Context(), list, argumentsOf[list])
				mustStoreNothing(t, state)
				mustReport(t, diags, mixUp.want)
			})
		}
	}
}

func ofNamedServices(l list) bool { return l.ofService }

func ofDefaultService(l list) bool { return !l.ofService && l.row[chatServiceSID] != nil }

// TestListWithoutArguments: one of services needs no arguments of its own.
func TestListWithoutArguments(t *testing.T) {
	t.Parallel()
	l := conversationUsers[0]
	l.arguments = nil
	if named := ofServices(l)[0]; len(named.arguments) != len(serviceArguments) {
		t.Errorf("arguments %v", named.arguments)
	}
}

// TestPagesTellOfTheirListAlone: the page of a list names no argument that only other
// lists have, and its notes, which come from a template for all, no other attribute either.
func TestPagesTellOfTheirListAlone(t *testing.T) {
	t.Parallel()
	attributes, arguments := map[string]bool{}, map[string]bool{} // of all lists
	for _, l := range lists {
		for name := range everyName(l) {
			attributes[name] = true
		}
		for name, attribute := range l.attributes() {
			arguments[name] = arguments[name] || attribute.IsOptional()
		}
	}
	code := regexp.MustCompile("`([a-z_]+)`")
	for _, l := range lists {
		own := everyName(l)
		for _, kind := range []string{"data-sources", "ephemeral-resources"} {
			page, notes, found := strings.Cut(document(t, filepath.Join(kind, l.name+".md")), "## Notes")
			if !found {
				t.Errorf("the page of the %s %s has no notes", kind, l.name)
			}
			for text, of := range map[string]map[string]bool{page: arguments, notes: attributes} {
				for _, named := range code.FindAllStringSubmatch(text, -1) {
					if of[named[1]] && !own[named[1]] {
						t.Errorf("the page of the %s %s tells of %s", kind, l.name, named[1])
					}
				}
			}
		}
	}
}

// everyName returns the names of a list's attributes and of the fields of its rows.
func everyName(l list) map[string]bool {
	names := map[string]bool{}
	for name := range l.attributes() {
		names[name] = true
	}
	for name, field := range l.row {
		names[name] = true
		if nested, isObject := field.(schema.SingleNestedAttribute); isObject {
			for name := range nested.Attributes {
				names[name] = true
			}
		}
	}
	return names
}

// mustBeDescribed fails the test where an attribute has no description, or the
// documents of either kind lack it.
func mustBeDescribed(t *testing.T, name string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	for _, a := range attributes {
		if !strings.HasSuffix(a.Description, ".") {
			t.Errorf("%s: the description of %s is no sentence: %q", name, a.Name, a.Description)
		}
		for _, kind := range []string{"data-sources", "ephemeral-resources"} {
			page := document(t, filepath.Join(kind, strings.TrimPrefix(name, "twilio_")+".md"))
			if !strings.Contains(page, "- `"+a.Name+"` (") || !strings.Contains(page, a.Description) {
				t.Errorf("%s: the page of the %s lacks %s, or its description", name, kind, a.Name)
			}
		}
		if a.NestedType != nil {
			mustBeDescribed(t, name, a.NestedType.Attributes)
		}
	}
}

func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEveryListHasExamples: in both kinds, the documents show them, and the first page
// leads there.
func TestEveryListHasExamples(t *testing.T) {
	t.Parallel()
	index := document(t, "index.md")
	for _, l := range lists {
		for kind, file := range map[string]string{"data-sources": "data-source.tf", "ephemeral-resources": "ephemeral-resource.tf"} {
			example, err := os.ReadFile(filepath.Join("..", "..", "examples", kind, "twilio_"+l.name, file))
			if err != nil {
				t.Error(err)
				continue
			}
			if page := document(t, filepath.Join(kind, l.name+".md")); !strings.Contains(page, strings.TrimSpace(string(example))) {
				t.Errorf("the page of the %s %s does not show its example", kind, l.name)
			}
			if !strings.Contains(index, "]("+kind+"/"+l.name+".md)") {
				t.Errorf("the first page does not lead to the %s %s", kind, l.name)
			}
		}
	}
}

// TestServicesExample: the example reply of Twilio's OpenAPI document.
func TestServicesExample(t *testing.T) {
	t.Parallel()
	h := configured(t, serving(string(twiliotest.Example("servicesReadFull"))), m{"account_sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
	state, diags := h.read(t.Context(), "twilio_conversation_services", m{})
	mustReport(t, diags)
	const service = "https://conversations.twilio.com/v1/Services/ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	want := m{
		"sid": "ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "account_sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"friendly_name": "Home Service", "date_created": "2015-12-16T22:18:37Z", "date_updated": "2015-12-16T22:18:38Z", "url": service,
		"links": m{
			"conversations": service + "/Conversations", "users": service + "/Users", "roles": service + "/Roles", "bindings": service + "/Bindings",
			"configuration": service + "/Configuration", "participant_conversations": service + "/ParticipantConversations",
			"conversation_with_participants": service + "/ConversationWithParticipants",
		},
	}
	if rows := rowsOfAttribute(t, state, "services"); len(rows) != 1 || !reflect.DeepEqual(plain(t, rows[0]), want) {
		t.Errorf("%v, want %v", rows, want)
	}
}

// TestServicePages: the largest page that the service sends is the default.
func TestServicePages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		services       int
		arguments      m
		rows, requests int
		truncated      string
	}{
		"one page":  {100, nil, 100, 1, "false"},
		"two pages": {101, nil, 101, 2, "false"},
		"small":     {7, m{"page_size": 3}, 7, 3, "false"},
		"limit":     {7, m{"limit": 3}, 3, 1, "true"},
		"none":      {0, nil, 0, 1, "false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := twiliotest.New()
			api.RemoveServices()
			api.AddServices(twiliotest.Services(test.services)...)
			state, diags := configured(t, api).read(t.Context(), "twilio_conversation_services", test.arguments)
			mustReport(t, diags)
			if rows := rowsOfAttribute(t, state, "services"); len(rows) != test.rows || len(api.Requests()) != test.requests {
				t.Errorf("%d rows by %d requests", len(rows), len(api.Requests()))
			}
			if got := plain(t, state["truncated"]); got != test.truncated {
				t.Errorf("truncated is %v, want %s", got, test.truncated)
			}
		})
	}
}

// TestDeferral: a client that allows it gets deferrals while an argument of the
// provider is not known yet, and no request is made.
func TestDeferral(t *testing.T) {
	t.Parallel()
	for _, l := range lists {
		name := "twilio_" + l.name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := &recorder{}
			h := newHarness(t, nil, sent)
			unknownToken := m{"account_sid": twiliotest.AccountSID, "auth_token": unknown}
			resp, err := h.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
				Config:             encode(t, h.Schema.Provider, unknownToken),
				ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true},
			})
			if err != nil {
				t.Fatal(err)
			}
			mustReport(t, resp.Diagnostics)
			data, err := h.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
				TypeName: name, Config: encode(t, h.Schema.DataSourceSchemas[name], argumentsOf[name]),
				ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true},
			})
			if err != nil {
				t.Fatal(err)
			}
			mustReport(t, data.Diagnostics)
			opened, err := h.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
				TypeName: name, Config: encode(t, h.Schema.EphemeralResourceSchemas[name], argumentsOf[name]),
				ClientCapabilities: &tfprotov6.OpenEphemeralResourceClientCapabilities{DeferralAllowed: true},
			})
			if err != nil {
				t.Fatal(err)
			}
			mustReport(t, opened.Diagnostics)
			for kind, deferred := range map[string]*tfprotov6.Deferred{"data source": data.Deferred, "ephemeral resource": opened.Deferred} {
				if deferred == nil || deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
					t.Errorf("the %s is not deferred: %v", kind, deferred)
				}
			}
			if sent.last != nil {
				t.Error("a request was made")
			}

			h = newHarness(t, nil, sent) // a client that does not allow it
			mustReport(t, h.configure(unknownToken))
			_, diags := h.read(t.Context(), name, argumentsOf[name])
			mustReport(t, diags, errorOn("", "Not Known Yet", "auth_token"))
		})
	}
}
