package iam

import (
	"regexp"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// rewrite is a usual mistake in a subject and what was meant.
type rewrite struct {
	pattern string
	with    string
}

// mender tries rewrites, alone and one after the other.
func mender(rewrites ...rewrite) func(string) []string {
	compiled := make([]func() *regexp.Regexp, len(rewrites))
	for i, r := range rewrites {
		compiled[i] = text.Regexp(r.pattern)
	}
	return func(s string) []string {
		var out []string
		all := s
		for i, compile := range compiled {
			re := compile()
			if one := re.ReplaceAllString(s, rewrites[i].with); one != s {
				out = append(out, one)
			}
			all = re.ReplaceAllString(all, rewrites[i].with)
		}
		return append(out, all)
	}
}

var (
	rewriteAccount = mender(
		rewrite{`\s+`, ""},
		rewrite{`^(system:)?service-?_?accounts?[:/]`, serviceAccountMark},
		rewrite{`^([^:/]+)[:/]([^:/]+)$`, serviceAccountMark + "$1:$2"},
		rewrite{`^(system:serviceaccount:[^:/]+)[/.]([^:/]+)$`, "$1:$2"},
		rewrite{`^(system:serviceaccount):ns:([^:]+):sa:`, "$1:$2:"},
		rewrite{`_`, "-"},
	)
	mendGitHub = mender(
		rewrite{`\s+`, ""},
		rewrite{`^(?:https://)?(?:github\.com/|repository:|repos:)?([^:/@]+/[^:/]+)`, "repo:$1"},
		rewrite{`^repo:https://github\.com/`, "repo:"},
		rewrite{`\.git(:|$)`, "$1"},
		rewrite{`refs?/heads?/`, "refs/heads/"},
		rewrite{`refs?/tags?/`, "refs/tags/"},
		rewrite{`^(repo:[^:]+)$`, "$1:ref:refs/heads/main"},
		rewrite{`^(repo:[^:]+):(?:heads?|branch(?:es)?)[:/]([^:]+)$`, "$1:ref:refs/heads/$2"},
		rewrite{`^(repo:[^:]+):tags?[:/]([^:]+)$`, "$1:ref:refs/tags/$2"},
		rewrite{`^(repo:[^:]+):(?:env|environments?)[:/]([^:]+)$`, "$1:environment:$2"},
		rewrite{`^(repo:[^:]+):(?:pull[-_]?requests?|pr)$`, "$1:pull_request"},
		rewrite{`^(repo:[^:]+):(refs/.+)$`, "$1:ref:$2"},
		rewrite{`^(repo:[^:]+):ref:([^:]*)$`, "$1:ref:refs/heads/$2"},
		rewrite{`^(repo:[^:]+):([^:]+)$`, "$1:ref:refs/heads/$2"},
	)
	mendGitLab = mender(
		rewrite{`\s+`, ""},
		rewrite{`^(?:project|repo):`, "project_path:"},
		rewrite{`^(project_path:[^:]+)$`, "$1:ref_type:branch:ref:main"},
		rewrite{`^(project_path:[^:]+):(?:branch|ref):([^:]+)$`, "$1:ref_type:branch:ref:$2"},
		rewrite{`^(project_path:[^:]+):tag:([^:]+)$`, "$1:ref_type:tag:ref:$2"},
		rewrite{`ref_type:branches`, "ref_type:branch"},
	)
	mendTerraform = mender(
		rewrite{`^org:`, "organization:"},
		rewrite{`^(organization:[^:]+):(workspace:)`, "$1:project:Default Project:$2"},
		rewrite{`^(organization:[^:]+:project:[^:]+:workspace:[^:]+)$`, "$1:run_phase:apply"},
		rewrite{`^(organization:[^:]+:project:[^:]+)$`, "$1:workspace:WORKSPACE:run_phase:apply"},
		rewrite{`run_phase:[^:]*$`, "run_phase:apply"},
	)
)

// mendServiceAccount also writes names in small letters, as Kubernetes wants.
func mendServiceAccount(s string) []string {
	out := rewriteAccount(s)
	for _, c := range out {
		out = append(out, strings.ToLower(c))
	}
	return append(out, strings.ToLower(s))
}

// mended is a well-formed subject that a malformed value may have meant; empty
// where none is near.
func (p *Profile) mended(value facts.Text, st style) string {
	s, known := value.Value()
	if !known || p.mend == nil {
		return ""
	}
	grammar := p.subjects(true)
	for _, c := range p.mend(s) {
		read := lang.Text(c)
		if st == like {
			read = globPattern(c)
		}
		if c != s && lang.Of(read).Intersects(grammar) == lang.Yes {
			return c
		}
	}
	return ""
}
