package workflow

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// keywords are keys of a pipeline that are no jobs.
// https://docs.gitlab.com/ci/yaml/#keywords
var keywords = map[string]bool{
	"default": true, "include": true, "stages": true, "variables": true, "workflow": true, "image": true, "services": true,
	"cache": true, "before_script": true, "after_script": true, "spec": true,
}

// gitlab reads a pipeline. What jobs include or extend is not followed: a job
// that says here both for whom its token is and as what it logs in is read.
func (r *reader) gitlab(root *text.Node) {
	global := root.Get("variables")
	r.written("variables", global)
	for _, f := range fields(root) {
		name, ok := f.Key.Value()
		if !ok || keywords[name] || !f.Value.Is(text.Map) {
			continue
		}
		variables := f.Value.Get("variables")
		r.written(name, variables)
		for i, token := range fields(f.Value.Get("id_tokens")) {
			if w := r.gitlabJob(name, f, token, variables, global); w != nil {
				if i > 0 {
					w.ID += facts.ID(fmt.Sprintf("#%d", i))
				}
				r.pass.Facts.Add(w)
			}
		}
	}
}

// written looks for credentials among the variables of a pipeline.
func (r *reader) written(owner string, variables *text.Node) {
	for _, v := range fields(variables) {
		name, value := v.Key.String(), v.Value
		if value.Is(text.Map) {
			value = value.Get("value")
		}
		if value != nil {
			r.literal(owner, name, value)
		}
	}
}

// gitlabJob reads a job with one of its tokens; nil if it logs in nowhere.
// https://docs.gitlab.com/ci/secrets/id_token_authentication/
func (r *reader) gitlabJob(name string, f, token text.Field, variables, global *text.Node) *facts.Workflow {
	role := roleOf(variables, global)
	if role == nil {
		return nil
	}
	at := f.Key.At
	w := &facts.Workflow{
		Base: r.base(facts.KindWorkflow, name, at), Platform: gitlab, Job: f.Key,
		Issuer: r.symbol("the GitLab instance", at), IDToken: facts.Flag{Truth: text.Yes, Present: true, At: token.Key.At},
		Subjects: r.projects(at), Environment: f.Value.Get("environment").Str(),
		Guarded: facts.Flag{Present: true, At: at, Why: "the job's rules"},
	}
	audience := token.Value.Get("aud").Str()
	if strings.Contains(audience.String(), "$") {
		audience = r.symbol(audience.String(), audience.At)
	}
	if audience.Absent() {
		audience = r.symbol("aud", token.Key.At)
	}
	w.Logins = []facts.Login{{
		ID: w.ID + "/login:0", Cloud: "aws", Action: "AWS_ROLE_ARN", Method: federated,
		Role: role.Str(), Audience: audience, At: role.At,
	}}
	return w
}

// roleOf finds the role that the AWS SDKs and CLI take with the job's token.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
func roleOf(variables, global *text.Node) *text.Node {
	for _, v := range []*text.Node{variables, global} {
		n := v.Get("AWS_ROLE_ARN")
		if n.Is(text.Map) {
			n = n.Get("value")
		}
		if n != nil {
			if s, ok := n.Str().Value(); ok && !strings.Contains(s, "$") {
				return n
			}
			return nil
		}
	}
	return nil
}

// projects lists what the claim sub can be: rules and only are not evaluated, so
// every branch and tag may run the job.
func (r *reader) projects(at source.Span) facts.List {
	project := r.symbol("CI_PROJECT_PATH", at)
	if r.options.Repository != "" {
		project = text.Known(r.options.Repository, at)
	}
	out := facts.List{Present: true, Closed: true, At: at}
	for _, kind := range []string{"branch", "tag"} {
		out.Items = append(out.Items, text.Concat(
			text.Known("project_path:", at), project, text.Known(":ref_type:"+kind+":ref:", at), r.symbol("a "+kind, at)).WithAt(at))
	}
	return out
}
