package privilege

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/lang"
	"github.com/subaud/subaud/internal/text"
)

// telling are actions that show best what a wide statement gives.
var telling = []string{
	"iam:CreateAccessKey", "iam:PassRole", "sts:AssumeRole", "secretsmanager:GetSecretValue", "s3:GetObject", "s3:DeleteObject",
	"ssm:GetParameter", "kms:Decrypt", "dynamodb:GetItem", "ec2:RunInstances", "lambda:InvokeFunction", "sqs:SendMessage",
}

// request picks an action and a resource of an area, such that AWS knows the
// action and that it acts on such a resource.
func request(s *facts.Statement, left area) (action string, resource lang.Pattern, ok bool) {
	for _, a := range candidates(s) {
		if left.actions.Contains(a) != lang.Yes {
			continue
		}
		if resource, ok := resourceOf(a, left.resources); ok {
			return a, resource, true
		}
	}
	word, v := left.actions.Witness(lang.Preferences{Fill: []string{"Example"}})
	action, plain := word.Text()
	prefix, _, _ := strings.Cut(action, ":")
	if v != lang.Yes || !plain || awsdata.ServiceOf(prefix) != nil {
		return "", resource, false // no action of AWS is left
	}
	resource, v = left.resources.Witness(lang.Preferences{Fill: []string{"example"}})
	return action, resource, v == lang.Yes
}

// candidates lists actions that a statement may speak of: of its services, or of
// the telling ones.
func candidates(s *facts.Statement) []string {
	var out []string
	for _, t := range s.Actions.Items {
		pattern, _ := filled(t)
		prefix, name, ok := strings.Cut(pattern, ":")
		service := awsdata.ServiceOf(prefix)
		if !ok || service == nil {
			continue
		}
		for _, a := range service.Matching(name) {
			out = append(out, service.Prefix+":"+a.Name)
		}
	}
	gravest := slices.Clone(telling)
	return append(slices.DeleteFunc(gravest, func(a string) bool { return OnAction(s, a) == text.No }), out...)
}

// resourceOf picks a resource of a set on which an action acts.
func resourceOf(action string, set lang.Set) (lang.Pattern, bool) {
	prefix, name, _ := strings.Cut(action, ":")
	service := awsdata.ServiceOf(prefix)
	if service == nil {
		return lang.Pattern{}, false
	}
	a, _ := service.Action(name)
	if len(a.Types) == 0 {
		return lang.Text("*"), set.Contains("*") == lang.Yes
	}
	var samples, globs []string
	for _, t := range append(slices.Clone(a.Required), a.Types...) {
		kind, _ := service.Type(t)
		for _, arn := range kind.ARNs {
			sample, glob := filledARN(arn)
			samples, globs = append(samples, sample), append(globs, glob)
		}
	}
	prefer := lang.Preferences{Samples: samples, Fill: []string{"example"}}
	word, v := set.Witness(prefer)
	if v == lang.Yes && slices.ContainsFunc(globs, func(g string) bool { return lang.Glob(g).Matches(word) == lang.Yes }) {
		return word, true // which reads better than what fits exactly
	}
	for _, g := range globs {
		if word, v := lang.Intersect(set, lang.Glob(g)).Witness(prefer); v == lang.Yes {
			return word, true
		}
	}
	return lang.Pattern{}, false
}

// filledARN puts something readable, and stars, in place of the ${Names} of a
// template.
func filledARN(template string) (sample, glob string) {
	var s, g strings.Builder
	for template != "" {
		before, rest, found := strings.Cut(template, "${")
		s.WriteString(before)
		g.WriteString(before)
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		g.WriteByte('*')
		switch name {
		case "Partition":
			s.WriteString("aws")
		case "Region":
			s.WriteString("eu-west-1")
		case "Account":
			s.WriteString("111122223333")
		default:
			s.WriteString("example")
		}
		template = after
	}
	return s.String(), g.String()
}

// plain is one concrete request, evaluated statement by statement. It shares no
// code with the sets by which the request was found.
type plain struct {
	action, resource string
	salt             string
	// met is the statement whose conditions the request meets.
	met *facts.Statement
}

// allowed decides whether policies allow the request; if may, whether they might.
func (p plain) allowed(g *Grants, may bool) bool {
	for _, d := range g.deny {
		if p.matches(d.Statement) && (!may || len(d.Conditions) == 0 && !d.Maybe) {
			return false
		}
	}
	if g.bounded && !slices.ContainsFunc(g.boundary, func(r rule) bool { return p.matches(r.Statement) && (may || len(r.Conditions) == 0) }) && !g.openBoundary {
		return false
	}
	return slices.ContainsFunc(g.allow, func(r rule) bool {
		switch {
		case !p.matches(r.Statement):
			return false
		case len(r.Conditions) == 0 || r.Statement == p.met:
			return true
		}
		return may && (len(p.met.Conditions) > 0 || !slices.ContainsFunc(r.Conditions, canLack))
	})
}

func (p plain) matches(s *facts.Statement) bool {
	holds := func(l facts.List, fold bool, value string) bool {
		return slices.ContainsFunc(l.Items, func(t facts.Text) bool {
			pattern := p.string(t)
			if fold {
				pattern, value = strings.ToLower(pattern), strings.ToLower(value)
			}
			return lang.MatchGlob(pattern, value)
		})
	}
	action := holds(s.Actions, true, p.action)
	if s.NotActions.Present {
		action = !holds(s.NotActions, true, p.action)
	}
	if s.NotResources.Present {
		return action && !holds(s.NotResources, false, p.resource)
	}
	return action && holds(s.Resources, false, p.resource)
}

// string puts something concrete in place of symbols.
func (p plain) string(t facts.Text) string {
	var b strings.Builder
	for _, part := range t.Parts() {
		if part.Sym != nil {
			b.WriteString(concrete(strings.ReplaceAll(part.Sym.Name+symbolMark+part.Sym.Scope, "}", "\x02"), p.salt))
			continue
		}
		b.WriteString(part.Lit)
	}
	return b.String()
}

// concrete is a value for a symbol.
func concrete(id, salt string) string {
	h := fnv.New32a()
	h.Write([]byte(salt + id))
	return fmt.Sprintf("v%s%x", salt, h.Sum32())
}

// spell prints a word of text and symbols: lang prints a symbol as ${id}, and
// puts a backslash before what has a meaning in patterns.
func spell(word lang.Pattern, name func(id string) string) string {
	if s, ok := word.Text(); ok {
		return s
	}
	var b strings.Builder
	for s := word.String(); s != ""; {
		if rest, ok := strings.CutPrefix(s, "${"); ok {
			if id, after, ok := strings.Cut(rest, "}"); ok && strings.Contains(id, symbolMark) {
				b.WriteString(name(id))
				s = after
				continue
			}
		}
		if s[0] == '\\' && len(s) > 1 {
			s = s[1:]
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}
