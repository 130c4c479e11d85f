package provider

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"terraform-provider-twilio/internal/splice"
	"terraform-provider-twilio/internal/twilio"
	"terraform-provider-twilio/internal/twiliotest"
)

// TestProofOfAService: where a 404 is about a name, the service is asked once whether
// there is such a service, and only its own answer makes the name one that is not found.
func TestProofOfAService(t *testing.T) {
	t.Parallel()
	notFound := twiliotest.Refuse(http.StatusNotFound, 20404, "The requested resource /Services/"+twiliotest.ServiceSID+" was not found")
	for name, test := range map[string]struct {
		services []service
		nobody   twiliotest.Fault // about a name that is not "ada"
		proof    twiliotest.Fault
		notFound []string
		proofs   int
		holds    []string // the failure
	}{
		"a service": {
			[]service{{sid: twiliotest.ServiceSID}}, notFound, nil, []string{"grace", "alan"}, 1, nil,
		},
		"two services": {
			[]service{{sid: twiliotest.ServiceSID}, {sid: salesSID}}, notFound, nil, []string{"grace", "alan"}, 2, nil,
		},
		"no such service": {
			[]service{{sid: twiliotest.ServiceSID, at: argumentPlace{chatServiceSIDs, 0, 1}}}, notFound, notFound, nil, 1,
			[]string{"could not be proven that its Conversation Service exists: 404", "chat_service_sids[0] of 1, identities[1] of 3"},
		},
		"a restricted key": {
			[]service{{sid: twiliotest.ServiceSID}}, notFound, twiliotest.Refuse(http.StatusForbidden, 20403, "Forbidden"), nil, 1,
			[]string{"could not be proven that its Conversation Service exists: 403", "Check the credentials"},
		},
		"not Twilio's 404": {
			[]service{{sid: twiliotest.ServiceSID}}, twiliotest.Body(http.StatusNotFound, "text/html", "<html>"), nil, nil, 0, []string{"404 Not Found"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, proofs := apiOf(stored{twiliotest.ServiceSID, "Identity", "ada", []int{1}}), 0
			api.Fault = func(_ int, r *http.Request) twiliotest.Fault {
				switch r.URL.Query().Get("Identity") {
				case "ada":
					return nil
				case "":
					proofs++ // one request at a time
					return test.proof
				}
				return test.nobody
			}
			r := newReading(t, api, test.services)
			failed := r.all(t.Context())
			if proofs != test.proofs || (failed == nil) != (test.holds == nil) {
				t.Fatalf("%d proofs, want %d; %v", proofs, test.proofs, failed)
			}
			if failed == nil {
				if got := r.question.result(r.list, r.answers, 0).notFound; !slices.Equal(got, test.notFound) {
					t.Errorf("not found: %q, want %q", got, test.notFound)
				}
				return
			}
			detail := failed.diagnostic().Detail()
			for _, text := range test.holds {
				if !strings.Contains(detail, text) {
					t.Errorf("%q is not in:\n%s", text, detail)
				}
			}
			if _, ok := errors.AsType[*twilio.Error](failed.err); !ok {
				t.Errorf("no request has failed: %v", failed.err)
			}
		})
	}
}

// newReading asks the services for "ada", "grace" and "alan", whom a 404 may be about.
func newReading(t *testing.T, api *twiliotest.API, services []service) *reading {
	t.Helper()
	server := twiliotest.NewPipeServer(api)
	var transport *http.Transport
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := twilio.NewClient(twilio.Options{
		BaseURL: base, Credentials: twilio.BasicAuth(twiliotest.AccountSID, twiliotest.AuthToken), MaxConcurrentRequests: 1,
		Transport: func(own *http.Transport) { transport, own.DialContext = own, server.Dial },
	})
	asked := question{services: services, inPath: true}
	for i, name := range []string{"ada", "grace", "alan"} {
		asked.ask(name, argumentPlace{"identities", i, 3}, name, func(serviceSID string) twilio.List {
			return twilio.ParticipantConversations{ChatServiceSID: serviceSID, Participant: twilio.Identity(name), PageSize: 50}
		})
	}
	return &reading{
		list: &participantConversations[0], connection: &connection{client: client}, question: asked,
		answers: make([]*answer, asked.requests()), budget: splice.NewBudget(testRowsBytes),
	}
}
