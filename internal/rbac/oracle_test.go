package rbac_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// The form of testdata/authorizer.jsonl.gz, which tools/rbac-oracle writes: a
// cluster to a line, with requests and what the API server's own authorizer
// (of Kubernetes 1.36.3) answers.
type (
	vector struct {
		Family   string
		Defaults bool
		Roles    []struct {
			Namespace, Name string
			Labels          map[string]string
			Selectors       []struct {
				Labels       map[string]string
				Requirements []struct {
					Key, Operator string
					Values        []string
				}
			}
			Rules []struct{ G, R, N, U, V []string }
		}
		Bindings []struct {
			Namespace, Name, Kind, Role string
			Subjects                    []struct{ Kind, Namespace, Name string }
		}
		Requests []vectorRequest
	}
	vectorRequest struct {
		User       string
		UserGroups []string `json:"user_groups"`
		rbac.Request
		Allowed bool
	}
)

func (q *vectorRequest) user() rbac.User { return rbac.User{Name: q.User, Groups: q.UserGroups} }

func vectors(t *testing.T) []*vector {
	t.Helper()
	data, err := os.ReadFile("testdata/authorizer.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var out []*vector
	for d := json.NewDecoder(z); ; {
		v := &vector{}
		if err := d.Decode(v); err == io.EOF {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
}

// writer makes facts of a vector; what is written goes through text and list,
// so that a test can put something unknown in its place.
type writer struct {
	text func(string) facts.Text
	// drop says that an element is to be left out, so that a list is open.
	drop func() bool
	// doubt says that an element may not exist.
	doubt func() bool
}

func plainly() *writer {
	never := func() bool { return false }
	return &writer{func(s string) facts.Text { return text.Known(s, at) }, never, never}
}

func (w *writer) list(in []string) facts.List {
	out := facts.List{Present: len(in) > 0, Closed: true, At: at}
	for _, s := range in {
		if w.drop() {
			out.Closed = false
			continue
		}
		out.Items = append(out.Items, w.text(s))
	}
	return out
}

func (w *writer) entries(in map[string]string) (out []facts.Entry, more bool) {
	for k, v := range in {
		if w.drop() {
			more = true
			continue
		}
		out = append(out, facts.Entry{Key: w.text(k), Value: w.text(v)})
	}
	return out, more
}

func (w *writer) grants(v *vector) []*facts.Grant {
	var out []*facts.Grant
	for _, r := range v.Roles {
		gr := &facts.Grant{Base: facts.Base{Address: r.Namespace + "/" + r.Name}, Object: "ClusterRole", Name: w.text(r.Name)}
		if r.Namespace != "" {
			gr.Object, gr.Namespace = "Role", w.text(r.Namespace)
		}
		gr.Labels, gr.LabelsOpen = w.entries(r.Labels)
		if r.Selectors != nil {
			gr.Aggregated = facts.Flag{Present: true, Truth: text.Yes}
			if w.doubt() {
				gr.Aggregated.Truth = text.Unknown
			}
		}
		for _, s := range r.Selectors {
			if w.drop() {
				gr.AggregatesOpen = true
				continue
			}
			one := facts.Selector{}
			one.Labels, one.Open = w.entries(s.Labels)
			for _, q := range s.Requirements {
				one.Requirements = append(one.Requirements, facts.Requirement{
					Key: w.text(q.Key), Operator: w.text(q.Operator), Values: w.list(q.Values), Maybe: w.doubt(),
				})
			}
			gr.Aggregates = append(gr.Aggregates, one)
		}
		for _, rule := range r.Rules {
			if w.drop() {
				gr.RulesOpen = true
				continue
			}
			gr.Rules = append(gr.Rules, facts.Rule{
				APIGroups: w.list(rule.G), Resources: w.list(rule.R), ResourceNames: w.list(rule.N),
				NonResourceURLs: w.list(rule.U), Verbs: w.list(rule.V), Maybe: w.doubt(),
			})
		}
		gr.Maybe = w.doubt()
		out = append(out, gr)
		if w.doubt() { // the role of another cluster
			out = append(out, &facts.Grant{Base: gr.Base, Object: gr.Object, Namespace: gr.Namespace, Name: gr.Name, Labels: gr.Labels, LabelsOpen: gr.LabelsOpen})
		}
	}
	return out
}

func (w *writer) bindings(v *vector) []*facts.Binding {
	var out []*facts.Binding
	for _, b := range v.Bindings {
		one := &facts.Binding{
			Base: facts.Base{Address: b.Namespace + "/" + b.Name, Maybe: w.doubt()}, Object: "ClusterRoleBinding",
			Name: text.Known(b.Name, at), RoleKind: w.text(b.Kind), RoleName: w.text(b.Role),
		}
		if b.Namespace != "" {
			one.Object, one.Namespace = "RoleBinding", w.text(b.Namespace)
		}
		for _, s := range b.Subjects {
			if w.drop() {
				one.SubjectsOpen = true
				continue
			}
			one.Subjects = append(one.Subjects, facts.Subject{
				Kind: w.text(s.Kind), Namespace: w.text(s.Namespace), Name: w.text(s.Name), Maybe: w.doubt(),
			})
		}
		out = append(out, one)
	}
	return out
}

func (w *writer) policy(v *vector) *rbac.Policy {
	return rbac.NewPolicy(w.grants(v), w.bindings(v), rbac.Options{
		Bare: !v.Defaults, Complete: func(source.Span) bool { return true },
	})
}

// count is a line of the table of a family.
type count struct{ requests, allowed, undecided, wrong int }

func printCounts(t *testing.T, families []string, by map[string]*count) {
	t.Helper()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 2, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "family\trequests\tallowed\tundecided\twrong\t")
	all := &count{}
	for _, f := range families {
		c := by[f]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", f, c.requests, c.allowed, c.undecided, c.wrong)
		all.requests, all.allowed, all.undecided, all.wrong = all.requests+c.requests, all.allowed+c.allowed, all.undecided+c.undecided, all.wrong+c.wrong
	}
	fmt.Fprintf(w, "all\t%d\t%d\t%d\t%d\t\n", all.requests, all.allowed, all.undecided, all.wrong)
	w.Flush()
	t.Log("\n" + b.String())
}

func ofFamily(v *vector, families *[]string, by map[string]*count) *count {
	if by[v.Family] == nil {
		by[v.Family] = &count{}
		*families = append(*families, v.Family)
	}
	return by[v.Family]
}

// TestAuthorizer holds our answers against those of the API server's own
// authorizer: all that is known is decided, and decided alike.
func TestAuthorizer(t *testing.T) {
	by, families, total := map[string]*count{}, []string(nil), 0
	for _, v := range vectors(t) {
		c, p := ofFamily(v, &families, by), plainly().policy(v)
		for i := range v.Requests {
			q := &v.Requests[i]
			c.requests++
			total++
			if q.Allowed {
				c.allowed++
			}
			d := p.Authorize(q.user(), q.Request)
			switch {
			case d.Truth == text.Unknown:
				c.undecided++
				t.Errorf("%s: %+v is undecided: %v", v.Family, *q, d.Symbols)
			case (d.Truth == text.Yes) != q.Allowed:
				c.wrong++
				t.Errorf("%s: %+v: we say %s", v.Family, *q, d.Truth)
			}
			if listed := isHolder(p.WhoCan(q.Request), q.user()); listed != q.Allowed {
				t.Errorf("%s: %+v: listed among those who can: %t", v.Family, *q, listed)
			}
		}
	}
	if total < 5000 {
		t.Errorf("%d requests are too few", total)
	}
	printCounts(t, families, by)
}

// isHolder reports whether some holder is the user or a group of it.
func isHolder(holders []rbac.Holder, u rbac.User) bool {
	return slices.ContainsFunc(holders, func(h rbac.Holder) bool {
		s := h.Subject
		namespace, _ := s.Namespace.Value()
		name, _ := s.Name.Value()
		switch {
		case h.Truth != text.Yes:
			return false
		case s.Kind.Is("ServiceAccount"):
			return rbac.ServiceAccount(namespace, name).Name == u.Name
		case s.Kind.Is("Group"):
			return slices.Contains(u.Groups, name)
		}
		return s.Kind.Is("User") && name == u.Name
	})
}

// TestUnknownIsSound puts symbols in place of strings, opens lists, lets things
// perhaps not exist and adds roles of the same name: the answer is that of the authorizer, or unknown.
func TestUnknownIsSound(t *testing.T) {
	by, families := map[string]*count{}, []string(nil)
	for n, v := range vectors(t) {
		for round := range uint64(4) {
			r := rand.New(rand.NewPCG(uint64(n), round))
			w := doubtfully(r)
			p := w.policy(v)
			c := ofFamily(v, &families, by)
			for i := range v.Requests {
				q := &v.Requests[i]
				c.requests++
				if q.Allowed {
					c.allowed++
				}
				d := p.Authorize(q.user(), q.Request)
				switch {
				case d.Truth == text.Unknown:
					c.undecided++
					if len(d.Symbols) == 0 {
						t.Errorf("%s: cluster %d, round %d: %+v: nothing says what is unknown", v.Family, n, round, *q)
					}
				case (d.Truth == text.Yes) != q.Allowed:
					c.wrong++
					t.Errorf("%s: cluster %d, round %d: %+v: we say %s", v.Family, n, round, *q, d.Truth)
				}
			}
		}
	}
	printCounts(t, families, by)
	for _, f := range families {
		if c := by[f]; c.undecided == 0 || c.undecided == c.requests {
			t.Errorf("%s: %d of %d are undecided: the test shows nothing", f, c.undecided, c.requests)
		}
	}
}

// doubtfully is a writer that leaves out or hides about one thing in twenty. A
// string that is hidden twice has one symbol.
func doubtfully(r *rand.Rand) *writer {
	one := func() bool { return r.IntN(20) == 0 }
	tables := text.NewTable("t")
	hide := func(s string) facts.Text {
		if !one() {
			return text.Known(s, at)
		}
		if len(s) > 2 && r.IntN(2) == 0 {
			cut := 1 + r.IntN(len(s)-1)
			return text.Join(at, text.Part{Lit: s[:cut]}, text.Part{Sym: tables.Symbol("rest of " + s[:cut] + "|" + s[cut:])})
		}
		return text.Of(tables.Symbol("all of "+s), at)
	}
	return &writer{hide, one, one}
}
