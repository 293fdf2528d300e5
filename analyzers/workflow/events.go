package workflow

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// event is one event that starts a workflow, with its filters.
type event struct {
	name    string
	at      source.Span
	filters *text.Node
}

// eventsOf reads the key on: a name, a list of names, or a map from names to
// filters. It is false where there may be others.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on
func eventsOf(n *text.Node) (out []event, closed bool) {
	switch {
	case n.Is(text.String):
		name, ok := n.Str().Value()
		return []event{{name: name, at: n.At}}, ok
	case n.Is(text.List):
		closed = !n.Open
		for _, item := range n.Items {
			name, ok := item.Value.Str().Value()
			closed = closed && ok && !item.Maybe
			out = append(out, event{name: name, at: item.Value.At})
		}
		return out, closed
	case n.Is(text.Map):
		closed = !n.Open
		for _, f := range n.Fields {
			name, ok := f.Key.Value()
			closed = closed && ok && !f.Maybe
			out = append(out, event{name: name, at: f.Key.At, filters: f.Value})
		}
		return out, closed
	}
	return nil, false
}

// What a run is of, as the end of its token's subject says it.
type run struct {
	// prefix is what is known of the ref, such as refs/heads/release/.
	prefix string
	// open says that more follows, whatever the event brings.
	open bool
}

// onDefaultBranch are events whose runs are of the default branch, whatever
// they are about.
// https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
var onDefaultBranch = map[string]bool{
	"schedule": true, "workflow_run": true, "issues": true, "issue_comment": true, "repository_dispatch": true,
	"discussion": true, "discussion_comment": true, "fork": true, "gollum": true, "label": true, "milestone": true,
	"page_build": true, "public": true, "watch": true, "branch_protection_rule": true, "delete": true,
}

// runs lists the refs of the runs that an event starts. Where the page on events
// leaves it open, both branches and tags are taken.
func (e event) runs() []run {
	branch, tag := run{"refs/heads/", true}, run{"refs/tags/", true}
	switch {
	case e.name == "push":
		return e.pushed()
	case e.name == "release", e.name == "registry_package":
		return []run{tag, branch}
	case e.name == "merge_group":
		return []run{{"refs/heads/gh-readonly-queue/", true}}
	case onDefaultBranch[e.name], e.name == "pull_request_target":
		return []run{branch}
	}
	return []run{branch, tag}
}

// pushed applies the filters of push: with filters on branches alone no tag
// starts a run, and the other way round.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
func (e event) pushed() []run {
	branches, tags := e.filters.Field("branches"), e.filters.Field("tags")
	filtersBranches := branches != nil || e.filters.Field("branches-ignore") != nil
	filtersTags := tags != nil || e.filters.Field("tags-ignore") != nil
	var out []run
	if filtersBranches || !filtersTags {
		out = append(out, matching("refs/heads/", branches)...)
	}
	if filtersTags || !filtersBranches {
		out = append(out, matching("refs/tags/", tags)...)
	}
	return out
}

// matching lists what the patterns of a filter let through; everything where
// there is no filter or it cannot be read.
func matching(prefix string, filter *text.Field) []run {
	if filter == nil || filter.Maybe {
		return []run{{prefix, true}}
	}
	patterns := filter.Value.Items
	if filter.Value.Is(text.String) {
		patterns = []text.Item{{Value: filter.Value}}
	}
	var out []run
	for _, p := range patterns {
		s, ok := p.Value.Str().Value()
		if !ok || strings.Contains(s, "${{") {
			return []run{{prefix, true}}
		}
		if strings.HasPrefix(s, "!") {
			continue // takes some away
		}
		if i := strings.IndexAny(s, `*?+[]\`); i >= 0 {
			if i > 0 && (s[i] == '?' || s[i] == '+') {
				i-- // the sign is about the character before it
			}
			out = append(out, run{prefix + s[:i], true})
			continue
		}
		out = append(out, run{prefix + s, false})
	}
	if len(out) == 0 || filter.Value.Open {
		return []run{{prefix, true}}
	}
	return out
}

// subjects lists what the claim sub of a job's tokens can be. A job with an
// environment has that in its subject, whatever started it.
// https://docs.github.com/en/actions/reference/security/oidc
func (r *reader) subjects(events []event, closed bool, environment facts.Text, at source.Span) facts.List {
	out := facts.List{Present: true, Closed: closed, At: at}
	seen := map[string]bool{}
	add := func(end facts.Text) {
		for _, repository := range r.repositories(at) {
			t := text.Concat(text.Known("repo:", at), repository, text.Known(":", at), end)
			if !seen[t.String()] {
				seen[t.String()] = true
				out.Items = append(out.Items, t.WithAt(end.At))
			}
		}
	}
	if !environment.Absent() {
		add(text.Concat(text.Known("environment:", environment.At), environment).WithAt(environment.At))
		// A called workflow keeps the environment, but not the repository: its
		// tokens are those of the caller.
		out.Closed = !called(events) && (closed || len(events) > 0)
		return out
	}
	for _, e := range events {
		if e.name == "workflow_call" {
			out.Closed = false // the run is of what the caller's run is of
			continue
		}
		if strings.HasPrefix(e.name, "pull_request") {
			add(text.Known("pull_request", e.at))
		}
		if e.name == "pull_request" {
			continue
		}
		for _, run := range e.runs() {
			add(r.ref(run, e.at))
		}
	}
	return out
}

func called(events []event) bool {
	for _, e := range events {
		if e.name == "workflow_call" {
			return true
		}
	}
	return false
}

// ref writes the end of a subject.
func (r *reader) ref(run run, at source.Span) facts.Text {
	t := text.Known("ref:"+run.prefix, at)
	if run.open {
		word := "a branch"
		if strings.HasPrefix(run.prefix, "refs/tags/") {
			word = "a tag"
		}
		t = text.Concat(t, r.symbol(word, at))
	}
	return t.WithAt(at)
}

// repositories are the ways in which a subject names the repository: by its
// names, or by names and numbers, which newer repositories use.
// https://docs.github.com/en/actions/reference/security/oidc
func (r *reader) repositories(at source.Span) []facts.Text {
	owner, name, ok := strings.Cut(r.options.Repository, "/")
	if !ok {
		return []facts.Text{r.symbol("github.repository", at)}
	}
	numbered := text.Concat(
		text.Known(owner+"@", at), r.symbol("github.repository_owner_id", at),
		text.Known("/"+name+"@", at), r.symbol("github.repository_id", at))
	return []facts.Text{text.Known(owner+"/"+name, at), numbered}
}
