package provider

import (
	"maps"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"terraform-provider-twilio/internal/check"
	"terraform-provider-twilio/internal/twilio"
)

// The arguments that say which Conversation Services a list is of. The first is a
// field of its rows too.
const (
	chatServiceSID  = "chat_service_sid"
	chatServiceSIDs = "chat_service_sids"
)

// ofServices returns a list of Conversation Services that its arguments name, and the same
// list of the account's default one. Where a text of theirs differs, it has {services},
// {each} or {limited}.
func ofServices(l list) []list {
	named := l.worded("one or more Conversation Services", "in the order of the Conversation Services, in each ", " in each Conversation Service")
	named.name, named.ofService, named.problems = "service_"+l.name, true, serviceProblems
	named.arguments, named.row = maps.Clone(serviceArguments), maps.Clone(l.row)
	maps.Copy(named.arguments, l.arguments)
	sid := l.row[chatServiceSID].(schema.StringAttribute)
	sid.MarkdownDescription += " Never null: where the service sends none, it is the one that was asked."
	named.row[chatServiceSID] = sid

	byDefault := l.worded("the account's default Conversation Service", "", "")
	byDefault.problems = defaultServiceProblems
	return []list{newList(named), newList(byDefault)}
}

// worded fills in the texts of a list.
func (l list) worded(services, each, limited string) list {
	words := strings.NewReplacer("{services}", services, "{each}", each, "{limited}", limited)
	for _, text := range []*string{&l.description, &l.rowsDescription, &l.limited} {
		*text = words.Replace(*text)
	}
	return l
}

// serviceProof is a list that every Conversation Service has, whatever it holds. No path
// names the default one, so that its Users stand for it.
func serviceProof(sid string) twilio.List {
	if sid == "" {
		return twilio.Users{PageSize: 1, Limit: 1}
	}
	return twilio.Service{SID: sid}
}

// serviceArguments are those of every list of a Conversation Service.
var serviceArguments = map[string]schema.Attribute{
	chatServiceSID: sidArgument(chatServiceSID, "IS", "Conversation Service"),
	chatServiceSIDs: textsArgument("SIDs of several Conversation Services, at least one, read at the same time. "+
		"One that occurs twice is read once, at its first place.",
		require("An element of chat_service_sids", check.SID("IS")), listvalidator.SizeAtLeast(1)),
}

// noService fits a 404 about a Conversation Service: in answer to the question whether
// there is one, or of a list that has no other name in its path.
func noService(f *failure, e *twilio.Error) bool {
	return e.Status == http.StatusNotFound && e.Cause == nil && (f.proving || !f.inPath)
}

// serviceProblems are those of every list of a Conversation Service.
var serviceProblems = []problem{{
	when: noService, host: oneRegion, attribute: chatServiceSID, summary: "Conversation Service Not Found", codes: []int{20404},
	cause:       "The Conversation Service belongs to another account or region, or was deleted. " + oneAccount,
	remedy:      "Check chat_service_sid (or the element of chat_service_sids that the message names), account_sid and the credentials.",
	credentials: true,
}}

// defaultServiceProblems are those of every list of the account's default one.
var defaultServiceProblems = []problem{{
	when: noService, host: oneRegion, summary: "Default Conversation Service Not Found", codes: []int{20404},
	cause:       "The account has no default Conversation Service in this region, or the credentials belong to another account. " + oneAccount,
	remedy:      "Check account_sid and the credentials.",
	credentials: true,
}}

// services returns those that the block names, each once.
func (b *blockConfig) services() (services []service) {
	named := map[string]struct{}{}
	for _, attribute := range []string{chatServiceSID, chatServiceSIDs} {
		for at, sid := range b.texts(attribute) {
			if _, again := named[sid]; !again {
				named[sid] = struct{}{}
				services = append(services, service{sid, at})
			}
		}
	}
	return services
}
