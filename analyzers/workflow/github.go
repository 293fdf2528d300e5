package workflow

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// githubIssuer signs the tokens of github.com. Enterprises can have issuers of
// their own: https://docs.github.com/en/actions/reference/security/oidc
const githubIssuer = "https://token.actions.githubusercontent.com"

// github reads a workflow.
func (r *reader) github(root *text.Node) {
	events, closed := eventsOf(root.Get("on"))
	for _, f := range fields(root.Get("jobs")) {
		name, ok := f.Key.Value()
		if !ok || !f.Value.Is(text.Map) {
			continue
		}
		j := &job{
			reader: r, key: name, at: f.Key.At, node: f.Value, workflow: root, events: events, closed: closed,
			scope: scope{reader: r}.with(root.Get("env")).with(f.Value.Get("env")),
		}
		j.read(f.Key)
	}
}

// job is a job of a workflow while it is read.
type job struct {
	reader   *reader
	key      string
	at       source.Span
	node     *text.Node
	workflow *text.Node
	events   []event
	closed   bool
	scope    scope
	fact     *facts.Workflow
	// static are the credentials that the job is given.
	static []*facts.Credential
}

func (j *job) read(key facts.Text) {
	j.fact = &facts.Workflow{
		Base:     j.reader.base(facts.KindWorkflow, j.key, key.At),
		Platform: github, Job: key, Issuer: text.Known(githubIssuer, key.At),
		Environment: j.environment(), IDToken: j.idToken(),
		Guarded: facts.Flag{Truth: text.No, Present: true, At: key.At},
	}
	for _, e := range j.events {
		j.fact.Events = append(j.fact.Events, facts.Event{Name: text.Known(e.name, e.at), At: e.at})
	}
	j.fact.Subjects = j.reader.subjects(j.events, j.closed, j.fact.Environment, key.At)
	j.guards()
	j.variables(j.workflow.Get("env"))
	j.variables(j.node.Get("env"))
	for _, item := range items(j.node.Get("steps")) {
		j.step(item.Value)
	}
	if len(j.fact.Logins) == 0 {
		return
	}
	j.reader.pass.Facts.Add(j.fact)
	for _, c := range j.static {
		j.reader.pass.Facts.Add(c)
	}
}

// environment reads the deployment environment: a name, or a map with one.
func (j *job) environment() facts.Text {
	n := j.node.Get("environment")
	if n.Is(text.Map) {
		n = n.Get("name")
	}
	return j.scope.text(n)
}

// idToken reads whether the job may ask for a token. Permissions of a job stand
// in place of those of the workflow; where neither says anything, the default
// is never to give this one. A called workflow without a word has its caller's.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
func (j *job) idToken() facts.Flag {
	f := j.node.Field("permissions")
	if f == nil {
		f = j.workflow.Field("permissions")
	}
	out := facts.Flag{Present: f != nil, At: j.at}
	switch {
	case f == nil && called(j.events):
		out.Present, out.Why = true, "the permissions of the caller"
		return out
	case f == nil:
		out.Truth = text.No
		return out
	}
	out.At = f.Key.At
	n := f.Value
	switch {
	case n.Is(text.Map) && n.Get("id-token") != nil:
		value := n.Get("id-token").Str()
		out.At = n.Field("id-token").Key.At
		out.Truth = text.Equal(value, text.Known("write", value.At))
	case n.Is(text.Map) && !n.MayHold("id-token"), n.Is(text.Null):
		out.Truth = text.No
	case n.Is(text.String):
		out.Truth = text.Equal(n.Str(), text.Known("write-all", n.At))
	}
	if out.Truth == text.Unknown {
		out.Why = "permissions"
	}
	return out
}

// guards looks for what may stand before the job.
func (j *job) guards() {
	if n := j.node.Get("if"); n != nil {
		j.guarded("the job's condition", n.At)
	}
	if !j.fact.Environment.Absent() {
		j.guarded("the protection rules of the environment", j.fact.Environment.At)
	}
	if n := j.node.Get("needs"); n != nil {
		j.guarded("the jobs that it needs", n.At)
	}
	for _, e := range j.events {
		if n := e.filters.Get("types"); n != nil && strings.HasPrefix(e.name, "pull_request") && labelled(n) {
			j.guarded("who may set labels", n.At)
		}
	}
}

// guarded notes that something may stand before what the job does.
func (j *job) guarded(why string, at source.Span) {
	if j.fact.Guarded.Truth == text.No {
		j.fact.Guarded = facts.Flag{Truth: text.Unknown, Present: true, At: at, Why: why}
	}
}

// labelled reports whether a pull request starts the workflow only once it has
// a label, which its author cannot set.
func labelled(types *text.Node) bool {
	wanted := items(types)
	for _, t := range wanted {
		if !t.Value.Str().Is("labeled") {
			return false
		}
	}
	return len(wanted) > 0
}

// step reads one step.
func (j *job) step(n *text.Node) {
	if !n.Is(text.Map) {
		return
	}
	inner := *j
	inner.scope = j.scope.with(n.Get("env"))
	uses, isAction := n.Get("uses").Str().Value()
	action, _, _ := strings.Cut(uses, "@")
	action = strings.ToLower(action)
	if n.Get("run") != nil || isAction && strings.HasPrefix(uses, "./") {
		for i := range j.fact.Checkouts {
			j.fact.Checkouts[i].Runs = true
		}
	}
	j.variables(n.Get("env"))
	before := len(j.fact.Logins) + len(j.fact.Checkouts)
	if action == "actions/checkout" {
		j.checkout(n, inner.scope)
	} else {
		j.login(action, n, inner.scope)
	}
	if len(j.fact.Logins)+len(j.fact.Checkouts) > before && n.Get("if") != nil {
		j.guarded("the condition of a step", n.Get("if").At)
	}
}

// checkout reads which code a step fetches. A branch by its name alone is one of
// the repository itself, whatever it is called; a commit, or the number of a pull
// request, is what the author of the pull request proposes, whoever that is.
// https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
func (j *job) checkout(n *text.Node, s scope) {
	with := n.Get("with")
	c := facts.Checkout{Code: "own", At: n.Get("uses").At, Ref: s.text(with.Get("ref"))}
	repository := s.text(with.Get("repository"))
	switch {
	case mentions(c.Ref, ".head.sha", ".head_sha", "merge_commit_sha", "refs/pull/"), mentions(repository, ".head.repo.", ".head_repository."):
		c.Code = "pull-request"
	case len(c.Ref.Symbols()) > 0 && !mentions(c.Ref, ".base.", "github.sha", "github.ref"), len(repository.Symbols()) > 0 && !mentions(repository, "github.repository"):
		c.Code = "unknown"
	}
	if !c.Ref.Absent() && c.Code != "own" {
		c.At = c.Ref.At
	}
	j.fact.Checkouts = append(j.fact.Checkouts, c)
}

// mentions reports whether a text, or an expression in it, holds one of the
// words.
func mentions(t facts.Text, words ...string) bool {
	for _, p := range t.Parts() {
		written := p.Lit
		if p.Sym != nil {
			written = p.Sym.Name
		}
		for _, w := range words {
			if strings.Contains(written, w) {
				return true
			}
		}
	}
	return false
}
