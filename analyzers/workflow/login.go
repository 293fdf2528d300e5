package workflow

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/text"
)

// Methods of logging in.
const (
	federated = "federated"
	static    = "static"
	other     = "other"
	unclear   = "unknown"
)

// stored is an input that takes a stored credential.
type stored struct{ input, kind string }

// action is an action that logs in to a cloud.
type action struct {
	cloud string
	// who are the inputs that say as whom, the first that is there.
	who []string
	// token are inputs without which the job's own token is not used.
	token []string
	// stored are inputs that take a stored credential instead.
	stored []stored
	// otherwise are inputs, or inputs with a value, by which the credential comes
	// from elsewhere: an earlier step, the machine that the job runs on.
	otherwise []string
	// audience is what the token is asked for, unless the input audience says so.
	audience string
}

// actions are the clouds' own, without their versions.
// https://github.com/aws-actions/configure-aws-credentials#options
// https://github.com/Azure/login#input-arguments
// https://github.com/google-github-actions/auth#inputs
var actions = map[string]action{
	"aws-actions/configure-aws-credentials": {
		cloud: "aws", who: []string{"role-to-assume"}, token: []string{"role-to-assume"}, audience: "sts.amazonaws.com",
		stored:    []stored{{"aws-secret-access-key", "secret-access-key"}},
		otherwise: []string{"aws-session-token", "web-identity-token-file", "role-chaining", "use-existing-credentials"},
	},
	"azure/login": {
		cloud: "azure", who: []string{"client-id"}, token: []string{"client-id"}, audience: "api://AzureADTokenExchange",
		stored: []stored{{"creds", "client-secret"}}, otherwise: []string{"auth-type=IDENTITY"},
	},
	"google-github-actions/auth": {
		cloud: "gcp", who: []string{"service_account", "workload_identity_provider"}, token: []string{"workload_identity_provider"},
		stored: []stored{{"credentials_json", "service-account-key"}},
	},
}

// login reads a step that is an action which logs in.
func (j *job) login(called string, n *text.Node, s scope) {
	a, ok := actions[called]
	if !ok {
		return
	}
	with := n.Get("with")
	l := facts.Login{
		ID:    facts.ID(fmt.Sprintf("%s/login:%d", j.fact.ID, len(j.fact.Logins))),
		Cloud: a.cloud, Action: called, At: n.Get("uses").At, Method: a.method(with),
	}
	if a.cloud == "aws" && l.Method == federated && j.fact.IDToken.Truth == text.No && j.selfHosted() {
		l.Method = unclear
	}
	for _, input := range a.who {
		if f := with.Field(input); f != nil && l.Role.Absent() {
			l.Role = s.text(f.Value)
			l.At = f.Value.At
		}
	}
	l.Audience = s.text(with.Get("audience"))
	if l.Audience.Absent() && a.audience != "" {
		l.Audience = text.Known(a.audience, l.At)
	}
	for _, in := range a.stored {
		if f := with.Field(in.input); f != nil && l.Method == static {
			l.At = f.Value.At
			j.credential(a.cloud, in.kind, in.input, f)
		}
	}
	j.fact.Logins = append(j.fact.Logins, l)
}

// selfHosted reports whether the job runs on a machine of its owner's, where the
// action for AWS, given no token of the job, takes the role as the machine.
// https://github.com/aws-actions/configure-aws-credentials#assuming-a-role
func (j *job) selfHosted() bool {
	on := j.node.Get("runs-on")
	for _, label := range items(on) {
		if label.Value.Str().Is("self-hosted") {
			return true
		}
	}
	return on.Is(text.Map)
}

// method tells how an action logs in by its inputs.
func (a *action) method(with *text.Node) string {
	has := func(input string) bool { return given(with, input) }
	for _, in := range a.otherwise {
		if input, value, ok := strings.Cut(in, "="); has(in) || ok && with.Get(input).Str().Is(value) {
			return other
		}
	}
	for _, in := range a.stored {
		if has(in.input) {
			return static
		}
	}
	for _, in := range a.token {
		if has(in) {
			return federated
		}
	}
	return unclear
}

// given reports whether an input is there and not empty or false.
func given(with *text.Node, input string) bool {
	t := with.Get(input).Str()
	return !t.Absent() && !t.Is("") && !t.Is("false")
}

// credential notes that the job is given a stored credential. One that is
// written out is also a credential in the file itself.
func (j *job) credential(cloud, kind, slot string, f *text.Field) {
	j.reader.literal(j.key, slot, f.Value)
	if value, known := f.Value.Str().Value(); known && !strings.Contains(value, "${{") {
		return // no secret of the CI system: a test's, or one that is told of as written out
	}
	at := f.Value.At.FirstLine()
	c := &facts.Credential{
		Base:     j.reader.base(facts.KindCredential, j.key+"/"+slot, at),
		Provider: cloud, Type: kind, Presence: credential.Referenced, Place: "ci-login", Slot: slot, Object: text.Known(j.key, j.at),
	}
	j.static = append(j.static, c)
}

// literal looks for a credential that is written out.
func (r *reader) literal(owner, slot string, n *text.Node) {
	value, ok := n.Str().Value()
	if !ok {
		return
	}
	for i, m := range secret.Scan(slot, value) {
		at := n.At.FirstLine()
		c := &facts.Credential{
			Base:     r.base(facts.KindCredential, fmt.Sprintf("%s/%s#%d", owner, slot, i), at),
			Provider: m.Provider, Type: m.Type, Presence: credential.Written, Place: "literal", Slot: slot, Documentation: m.Documentation,
			Temporary: m.Temporary, Hint: m.Hint, Hash: m.Hash, Object: text.Known(owner, at),
		}
		r.pass.Facts.Add(c)
	}
}

// variables looks for credentials among environment variables: those that the
// clouds' programs take by themselves. A session token makes a key pair one
// that an earlier step was given for a while.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
func (j *job) variables(env *text.Node) {
	f := env.Field("AWS_SECRET_ACCESS_KEY")
	if f == nil || !given(env, "AWS_SECRET_ACCESS_KEY") || given(env, "AWS_SESSION_TOKEN") || fromStep(f.Value) {
		return
	}
	for _, l := range j.fact.Logins {
		if l.Action == "AWS_SECRET_ACCESS_KEY" {
			return // told once for the job
		}
	}
	j.credential("aws", "secret-access-key", "AWS_SECRET_ACCESS_KEY", f)
	j.fact.Logins = append(j.fact.Logins, facts.Login{
		ID:    facts.ID(fmt.Sprintf("%s/login:%d", j.fact.ID, len(j.fact.Logins))),
		Cloud: "aws", Action: "AWS_SECRET_ACCESS_KEY", Method: static, At: f.Value.At,
	})
}

// fromStep reports whether a value is what an earlier step or job put out, such
// as credentials that it was given for a while.
func fromStep(n *text.Node) bool {
	t, _ := n.Str().Value()
	return strings.Contains(t, "steps.") || strings.Contains(t, "needs.") || strings.Contains(t, "env.")
}

// fields are the entries of a map; none of anything else.
func fields(n *text.Node) []text.Field {
	if !n.Is(text.Map) {
		return nil
	}
	return n.Fields
}

// items are the elements of a list, and a scalar by itself.
func items(n *text.Node) []text.Item {
	switch {
	case n.Is(text.List):
		return n.Items
	case n.Is(text.String):
		return []text.Item{{Value: n}}
	}
	return nil
}
