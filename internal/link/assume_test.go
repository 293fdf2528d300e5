package link_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// world is a scan of roles, each with a trust policy and permissions in JSON, in
// which «x» is a symbol.
type world struct {
	t       *testing.T
	bundle  facts.Bundle
	symbols *text.Table
}

const account222 = "arn:aws:iam::222233334444:"

func (w *world) read(name, statements, position string) iam.Document {
	w.t.Helper()
	for _, x := range []string{"account", "who"} {
		statements = strings.ReplaceAll(statements, "«"+x+"»", w.symbols.Token(w.symbols.Symbol("var."+x)))
	}
	file := source.NewFile(name+"-"+position+".json", []byte(`{"Version":"2012-10-17","Statement":[`+statements+`]}`))
	docs, problems := yamlpos.ParseJSON(file, yamlpos.Options{Symbols: w.symbols})
	if len(problems) > 0 {
		w.t.Fatalf("%s: %v", statements, problems[0])
	}
	return iam.Read(docs[0].Root, iam.Options{Position: position, Base: facts.Base{ID: facts.ID(position + ":" + name), Address: name, Unit: "u", At: file.Whole()}})
}

// role adds a role with what it trusts and what it may do.
func (w *world) role(name, trusts, may string) *facts.Identity {
	w.t.Helper()
	trust := w.read(name, trusts, "trust")
	permissions := w.read(name, may, "identity")
	b := base("identity:" + name)
	id := &facts.Identity{Base: b, Cloud: "aws", Type: "role", Name: known(name), ARN: known(account222 + "role/" + name)}
	tb := base("trust:" + name)
	w.bundle.Add(iam.NewTrust(tb, known(name), trust))
	for i := range permissions.Statements {
		s := permissions.Statements[i]
		id.Statements = append(id.Statements, s.ID)
		w.bundle.Add(&s)
	}
	w.bundle.Add(id)
	return id
}

func trusts(principal, condition string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Principal":%s,"Action":"sts:AssumeRole","Condition":%s}`, principal, condition)
}

func mayAssume(resource string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":%q}`, resource)
}

// TestAssumeEdges asks of two roles whether the first can assume the second.
func TestAssumeEdges(t *testing.T) {
	named := `{"AWS":"` + account222 + `role/from"}`
	root := `{"AWS":"` + account222 + `root"}`
	to := account222 + "role/to"
	for _, c := range []struct{ name, may, trusts, want string }{
		{"named", mayAssume(to), trusts(named, `{}`), "yes"},
		{"root", mayAssume(to), trusts(root, `{}`), "yes"},
		{"account id", mayAssume(to), trusts(`{"AWS":"222233334444"}`, `{}`), "yes"},
		{"everybody", mayAssume("*"), trusts(`"*"`, `{}`), "yes"},
		{"pattern", mayAssume(account222 + "role/t*"), trusts(named, `{}`), "yes"},
		{"another role", mayAssume(account222 + "role/other"), trusts(named, `{}`), ""},
		{"another principal", mayAssume(to), trusts(`{"AWS":"`+account222+`role/other"}`, `{}`), ""},
		{"another account", mayAssume(to), trusts(`{"AWS":"arn:aws:iam::555566667777:root"}`, `{}`), ""},
		{"a service", mayAssume(to), trusts(`{"Service":"ec2.amazonaws.com"}`, `{}`), ""},
		{"may not", `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`, trusts(named, `{}`), ""},
		{"denied by its own", mayAssume("*") + `,{"Effect":"Deny","Action":"sts:*","Resource":"*"}`, trusts(named, `{}`), ""},
		{"denied by the other", mayAssume(to), trusts(named, `{}`) + `,{"Effect":"Deny","Principal":"*","Action":"sts:*"}`, ""},
		{"an account and this role", mayAssume(to), trusts(root, `{"ArnLike":{"aws:PrincipalArn":"`+account222+`role/fr*"}}`), "yes"},
		{"an account and another role", mayAssume(to), trusts(root, `{"ArnLike":{"aws:PrincipalArn":"`+account222+`role/x*"}}`), ""},
		{"with MFA", mayAssume(to), trusts(root, `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), ""},
		{"an external id, which it may choose", mayAssume(to), trusts(root, `{"StringEquals":{"sts:ExternalId":"x"}}`), "yes"},
		{"an organisation", mayAssume(to), trusts(root, `{"StringEquals":{"aws:PrincipalOrgID":"o-abcdefghij"}}`), "unknown"},
		{"an unknown account", mayAssume(to), trusts(`{"AWS":"arn:aws:iam::«account»:root"}`, `{}`), "unknown"},
		{"an unknown resource", mayAssume("arn:aws:iam::222233334444:role/«who»"), trusts(named, `{}`), "unknown"},
	} {
		w := &world{t: t, symbols: text.NewTable("test")}
		w.role("from", trusts(`{"Service":"pods.eks.amazonaws.com"}`, `{}`), c.may)
		w.role("to", c.trusts, `{"Effect":"Allow","Action":"*","Resource":"*"}`)
		w.bundle.Sort()
		g := link.Link(&w.bundle, link.Options{})
		got := ""
		for _, e := range g.AssumeEdges() {
			if e.From.Name.Is("from") && e.To.Name.Is("to") {
				got = e.Truth.String()
				if e.Truth == text.Unknown && len(e.Symbols) == 0 {
					t.Errorf("%s: nothing is said that would decide it", c.name)
				}
				if e.Way == nil || e.Allowed.By == nil {
					t.Errorf("%s: the edge does not say what it rests on", c.name)
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestChainTo follows roles r0 to r9, each of which assumes the next.
func TestChainTo(t *testing.T) {
	w := &world{t: t, symbols: text.NewTable("test")}
	var ids []*facts.Identity
	for i := range 10 {
		principal := fmt.Sprintf(`{"AWS":"%srole/r%d"}`, account222, i-1)
		if i == 3 {
			principal = `{"AWS":"arn:aws:iam::«account»:root"}`
		}
		ids = append(ids, w.role(fmt.Sprintf("r%d", i), trusts(principal, `{}`), mayAssume(fmt.Sprintf("%srole/r%d", account222, i+1))))
	}
	w.bundle.Sort()
	g := link.Link(&w.bundle, link.Options{})
	for _, c := range []struct {
		from, to int
		want     text.Truth
		steps    int
	}{
		{0, 1, text.Yes, 1}, {0, 2, text.Yes, 2}, {0, 3, text.Unknown, 3}, {4, 4 + link.MaxChain, text.Yes, link.MaxChain},
		{4, 5 + link.MaxChain, text.No, 0}, {2, 1, text.No, 0}, {2, 2, text.No, 0},
	} {
		chain := g.ChainTo(ids[c.from], func(id *facts.Identity) text.Truth { return text.TruthOf(id == ids[c.to]) })
		if chain.Truth != c.want || len(chain.Edges) != c.steps {
			t.Errorf("from r%d to r%d: %s in %d steps, want %s in %d", c.from, c.to, chain.Truth, len(chain.Edges), c.want, c.steps)
		}
		if chain.Truth == text.Unknown && len(chain.Symbols) == 0 {
			t.Errorf("from r%d to r%d: nothing is said that would decide it", c.from, c.to)
		}
	}
}

func BenchmarkAssumeEdges(b *testing.B) {
	w := &world{t: &testing.T{}, symbols: text.NewTable("test")}
	for i := range 100 {
		w.role(fmt.Sprintf("r%d", i), trusts(`{"AWS":"`+account222+`root"}`, `{}`), mayAssume("*"))
	}
	w.bundle.Sort()
	for b.Loop() {
		if n := len(link.Link(&w.bundle, link.Options{}).AssumeEdges()); n != 9900 {
			b.Fatalf("there are %d edges", n)
		}
	}
}
