package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// grants compares what the roles of clusters allow.
func (c *comparison) grants() {
	for _, p := range pairs(c.old.Bundle.Grants, c.new.Bundle.Grants, func(*facts.Grant) facts.Text { return facts.Text{} }) {
		c.out.Compared++
		if !p.new && !p.gone && canonical(p.before) == canonical(p.after) {
			c.out.Unchanged++
			continue
		}
		s := subject{kind: facts.KindGrant}
		if !p.new {
			s.before, s.name = &p.before.Base, grantName(p.before)
		}
		if !p.gone {
			s.after, s.name = &p.after.Base, grantName(p.after)
		}
		c.existence(s, s.name)
		if aggregated(p.before) || aggregated(p.after) {
			c.aggregation(s, p.before, p.after)
			continue
		}
		wider, narrower := allowed(p.after).less(allowed(p.before)), allowed(p.before).less(allowed(p.after))
		c.tellGrant(s, wider, narrower)
		c.labels(s, p.before, p.after)
	}
}

func grantName(g *facts.Grant) string {
	return g.Object + " " + qualified(g.Namespace, g.Name)
}

func qualified(namespace, name facts.Text) string {
	if namespace.Absent() {
		return name.String()
	}
	return namespace.String() + "/" + name.String()
}

// aggregated says that the control plane fills in the rules, whatever is written.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
func aggregated(g *facts.Grant) bool {
	return g != nil && g.Aggregated.Present && g.Aggregated.Truth != text.No
}

func (c *comparison) aggregation(s subject, before, after *facts.Grant) {
	c.open(s, fmt.Sprintf("%s is filled in by the cluster from other roles; whether it allows more than before is not known.", s.name),
		[]string{"the roles that " + s.name + " is made of"})
	c.labels(s, before, after)
}

// labels tells of labels by which a role's rules become part of another one.
func (c *comparison) labels(s subject, before, after *facts.Grant) {
	for _, side := range []struct {
		from, to *facts.Grant
		d        Direction
		message  string
	}{
		{before, after, Wider, "The rules of %s become part of the ClusterRole %s."},
		{after, before, Narrower, "The rules of %s are no longer part of the ClusterRole %s."},
	} {
		if side.to == nil || len(side.to.Rules) == 0 {
			continue
		}
		for _, l := range side.to.Labels {
			name, _ := l.Key.Value()
			role, ok := strings.CutPrefix(name, "rbac.authorization.k8s.io/aggregate-to-")
			if ok && l.Value.Is("true") && !hasLabel(side.from, l) {
				c.add(s.change(side.d, fmt.Sprintf(side.message, s.name, role)))
			}
		}
	}
}

func hasLabel(g *facts.Grant, l facts.Entry) bool {
	return g != nil && slices.ContainsFunc(g.Labels, func(o facts.Entry) bool {
		return same(o.Key, l.Key) == text.Yes && text.Equal(o.Value, l.Value) != text.No
	})
}

// permission is one request, or one family of requests, that a rule allows: each
// part is a name or a star. A path stands for what is no resource.
type permission struct {
	verb, group, resource, name, path facts.Text
	maybe                             bool
}

// permissions is what a role allows.
type permissions struct {
	list []permission
	// open says that there may be more than is listed.
	open bool
}

// allowed spells out the rules of a role; an absent one allows nothing.
func allowed(g *facts.Grant) permissions {
	if g == nil {
		return permissions{}
	}
	out := permissions{open: g.RulesOpen}
	for i := range g.Rules {
		r := &g.Rules[i]
		for _, l := range []facts.List{r.APIGroups, r.Resources, r.Verbs, r.ResourceNames, r.NonResourceURLs} {
			out.open = out.open || !l.Closed
		}
		names := r.ResourceNames.Items
		if len(names) == 0 {
			names = []facts.Text{{}}
		}
		for _, v := range r.Verbs.Items {
			for _, u := range r.NonResourceURLs.Items {
				out.list = append(out.list, permission{verb: v, path: u, maybe: r.Maybe})
			}
			for _, g := range r.APIGroups.Items {
				for _, res := range r.Resources.Items {
					for _, n := range names {
						out.list = append(out.list, permission{verb: v, group: g, resource: res, name: n, maybe: r.Maybe})
					}
				}
			}
		}
	}
	return out
}

// difference is what one role allows and another does not.
type difference struct {
	sure    []permission
	unsure  []permission
	symbols []string
	open    bool
}

// less takes away what another role allows. Rules that are open in both are
// taken to be the same.
func (p permissions) less(o permissions) difference {
	d := difference{open: p.open && !o.open}
	for _, x := range p.list {
		covered := text.No
		for _, y := range o.list {
			if covered = text.Or(covered, y.covers(x)); covered == text.Yes {
				break
			}
		}
		if covered == text.No && (x.maybe || o.open && !p.open) {
			covered = text.Unknown
		}
		switch covered {
		case text.No:
			d.sure = append(d.sure, x)
		case text.Unknown:
			d.unsure = append(d.unsure, x)
			d.symbols = append(d.symbols, symbolsIn(x.verb, x.group, x.resource, x.name, x.path)...)
		}
	}
	return d
}

// covers decides whether all requests of another permission are among these, by
// the rules of the API server's authorizer (see internal/rbac).
func (p permission) covers(q permission) text.Truth {
	if p.path.Absent() != q.path.Absent() {
		return text.No
	}
	out := star(p.verb, q.verb)
	if !p.path.Absent() {
		out = text.And(out, coversPath(p.path, q.path))
	} else {
		resource := star(p.resource, q.resource)
		if s, ok := q.resource.Value(); ok {
			if _, sub, has := strings.Cut(s, "/"); has {
				resource = text.Or(resource, equals(p.resource, "*/"+sub))
			}
		}
		name := text.Yes
		if !p.name.Absent() {
			name = same(p.name, q.name)
		}
		out = text.And(out, star(p.group, q.group), resource, name)
	}
	if p.maybe && !q.maybe {
		out = text.And(out, text.Unknown)
	}
	return out
}

// star decides whether a name, or the star, covers another.
func star(p, q facts.Text) text.Truth { return text.Or(text.Equal(p, q), equals(p, "*")) }

func equals(t facts.Text, s string) text.Truth { return text.Equal(t, text.Known(s, t.At)) }

func coversPath(p, q facts.Text) text.Truth {
	out := text.Equal(p, q)
	prefix, open := p.CutSuffix("*")
	if s, ok := prefix.Value(); open && ok {
		if _, under := q.CutPrefix(s); under {
			return text.Yes
		}
		if !q.IsKnown() {
			return text.Or(out, text.Unknown)
		}
	}
	return out
}

func (c *comparison) tellGrant(s subject, wider, narrower difference) {
	if len(wider.sure) > 0 {
		verb := "now allows"
		if s.before == nil {
			verb = "is new, and allows"
		}
		change := s.change(Wider, fmt.Sprintf("%s %s: %s.", s.name, verb, list(wider.sure)))
		change.New, change.Witness = wider.sure[0].at(), wider.sure[0].witness("allowed now, and not before")
		c.add(change)
	}
	if len(narrower.sure) > 0 {
		verb := "no longer allows"
		if s.after == nil {
			verb = "is gone, and allowed"
		}
		change := s.change(Narrower, fmt.Sprintf("%s %s: %s.", s.name, verb, list(narrower.sure)))
		change.Old, change.Witness = narrower.sure[0].at(), narrower.sure[0].witness("allowed before, and no longer")
		c.add(change)
	}
	if len(wider.unsure) > 0 || wider.open {
		c.open(s, fmt.Sprintf("The rules of %s have changed, and whether they allow more than before is not known.", s.name), orRest(wider.symbols, s.name))
	} else if len(wider.sure) == 0 && len(narrower.sure) == 0 && (len(narrower.unsure) > 0 || narrower.open) {
		c.open(s, fmt.Sprintf("%s allows nothing new; whether it allows less is not known.", s.name), orRest(narrower.symbols, s.name))
	}
}

func orRest(symbols []string, name string) []string {
	if len(symbols) > 0 {
		return symbols
	}
	return []string{"further rules of " + name}
}

// at is the place of a permission: that of the part that is written most often
// for one alone.
func (p permission) at() (at source.Span) {
	for _, t := range []facts.Text{p.verb, p.resource, p.path} {
		if !t.At.IsZero() {
			at = t.At
		}
	}
	return at
}

func (p permission) witness(explains string) *finding.Witness {
	w := &finding.Witness{Request: map[string]string{"verb": p.verb.String()}, Explains: explains}
	if !p.path.Absent() {
		w.Request["path"] = p.path.String()
		return w
	}
	w.Request["resource"] = p.resource.String()
	if !p.group.Is("") {
		w.Request["group"] = p.group.String()
	}
	if !p.name.Absent() {
		w.Request["name"] = p.name.String()
	}
	return w
}

// String says the permission as people would.
func (p permission) String() string {
	verb := p.verb.String()
	if p.verb.Is("*") {
		verb = "do anything with"
	}
	if !p.path.Absent() {
		return verb + " " + p.path.String()
	}
	out := p.resource.String()
	if p.resource.Is("*") {
		out = "every resource"
	}
	switch {
	case p.group.Is("*"):
		out += " of every group"
	case !p.group.Is(""):
		out += "." + p.group.String()
	}
	if !p.name.Absent() {
		out += " named " + p.name.String()
	}
	return verb + " " + out
}

// maxListed bounds how many permissions a sentence lists.
const maxListed = 3

// list names a few permissions, the gravest first.
func list(all []permission) string {
	slices.SortStableFunc(all, func(a, b permission) int { return b.weight() - a.weight() })
	var out []string
	for _, p := range all {
		if s := p.String(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if n := len(out) - maxListed; n > 0 {
		return strings.Join(out[:maxListed], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(out, ", ")
}

// grave are resources by which more is gained than they are.
// https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
var grave = []string{
	"secrets", "pods/exec", "serviceaccounts/token", "pods", "nodes/proxy", "clusterrolebindings", "rolebindings",
	"clusterroles", "roles", "certificatesigningrequests/approval", "mutatingwebhookconfigurations",
}

// weight orders permissions for people.
func (p permission) weight() int {
	w := 0
	if p.verb.Is("*") {
		w += 4
	}
	if v := p.verb.String(); v != "get" && v != "list" && v != "watch" {
		w++
	}
	switch s, _ := p.resource.Value(); {
	case s == "*":
		w += 16
	case slices.Contains(grave, s):
		w += 8
	}
	return w
}
