package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/rules/input"
	"github.com/subaud/subaud/rules/shape"
)

// decode reads a finding as strictly as the law: a key that it does not know,
// or a value that Go did not issue, is a fault of the rule.
func (j *judge) decode(r *Rule, t *ast.Term) (raw, error) {
	base := j.evaluation.fact.FactBase()
	f := &finding.Finding{
		Rule: &r.RuleInfo, Severity: r.Severity, Confidence: r.Confidence,
		Address: base.Address, Fact: string(base.ID), Instances: slices.Clone(base.Instances),
	}
	d := decoder{judge: j, rule: r, Finding: f, at: -1}
	d.object(t, "a finding", []string{"at", "message", "related", "chain", "witness", "severity", "fix"}, d.field)
	if d.err == nil && (d.at < 0 || f.Message == "") {
		d.fail("the finding lacks at or message: every finding needs both")
	}
	f.Related = append(f.Related, origins(base, f.At.Root())...)
	return raw{r, d.at, f}, d.err
}

// origins tells how a fact comes to be that stands where it is only through
// something else: the modules that are called, the variables that are set.
func origins(base *facts.Base, at source.Span) []finding.Note {
	var out []finding.Note
	for _, call := range base.Calls {
		if root := call.Root(); root != at && !root.IsZero() {
			out = append(out, finding.Note{Message: "called from here", At: call})
		}
	}
	for _, file := range base.Variants {
		out = append(out, finding.Note{Message: "with these variables", At: file})
	}
	return out
}

type decoder struct {
	judge *judge
	rule  *Rule
	at    input.Handle
	*finding.Finding
	err error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("rule %s: "+format, append([]any{d.rule.ID}, args...)...)
	}
}

// object reads an object with known keys.
func (d *decoder) object(t *ast.Term, what string, keys []string, read func(key string, v *ast.Term)) {
	obj, ok := t.Value.(ast.Object)
	if !ok {
		d.fail("%s must be an object, not %s", what, t)
		return
	}
	obj.Foreach(func(k, v *ast.Term) {
		name, _ := stringOf(k)
		if !slices.Contains(keys, name) {
			d.fail("%s has no key %s: %s", what, k, shape.DidYouMean(name, keys))
			return
		}
		read(name, v)
	})
}

func (d *decoder) field(key string, v *ast.Term) {
	switch key {
	case "at":
		d.at = d.handle(v)
		d.At = d.place(v, "at")
		if d.err == nil {
			d.Discriminator = d.judge.table.Path(d.at)
		}
	case "message":
		d.Message = d.text(v, key)
	case "related":
		d.list(v, key, func(e *ast.Term) {
			var n finding.Note
			d.object(e, "a related place", []string{"at", "message"}, func(k string, v *ast.Term) {
				if k == "at" {
					n.At, _ = d.span(v)
				} else {
					n.Message = d.text(v, "message")
				}
			})
			d.Related = append(d.Related, n)
		})
	case "chain":
		d.list(v, key, func(e *ast.Term) {
			at, sentence := d.span(e)
			d.Chain = append(d.Chain, finding.Note{Message: sentence, At: at})
		})
	case "witness":
		w, ok := d.value(v).(*finding.Witness)
		if !ok {
			d.fail("witness must be what a builtin gave, not %s", v)
		}
		d.Witness = w
	case "severity":
		d.severity(v)
	case "fix":
		d.fix(v)
	}
}

func (d *decoder) handle(t *ast.Term) input.Handle {
	h, err := d.judge.table.Resolve(t)
	if err != nil {
		d.fail("%w", err)
		return -1
	}
	return h
}

func (d *decoder) value(t *ast.Term) any {
	if h := d.handle(t); h >= 0 {
		return d.judge.table.Value(h)
	}
	return nil
}

// span resolves a place and the sentence that goes with it.
func (d *decoder) span(t *ast.Term) (source.Span, string) {
	h := d.handle(t)
	if h < 0 {
		return source.Span{}, ""
	}
	at, sentence, ok := d.judge.table.Place(h)
	if !ok {
		d.fail("%s has no place: give one of the input, such as input.at", t)
	}
	return at, sentence
}

// place is where a finding is shown: never nowhere, and never in a file that
// is only context, which the user did not ask about.
func (d *decoder) place(t *ast.Term, _ string) source.Span {
	at, _ := d.span(t)
	if root := at.Root(); root.IsZero() || root.File.Context {
		return d.judge.evaluation.fact.FactBase().At
	}
	return at
}

func (d *decoder) text(t *ast.Term, key string) string {
	s, ok := stringOf(t)
	if !ok {
		d.fail("%s must be a string, not %s: use sprintf with subaud.show", key, t)
	}
	return s
}

func (d *decoder) list(t *ast.Term, key string, read func(*ast.Term)) {
	list, ok := t.Value.(*ast.Array)
	if !ok {
		d.fail("%s must be a list, not %s", key, t)
		return
	}
	list.Foreach(read)
}

func (d *decoder) severity(t *ast.Term) {
	s, err := finding.ParseSeverity(d.text(t, "severity"))
	if err != nil {
		d.fail("%w", err)
		return
	}
	if !slices.Contains(d.rule.Severities, s) {
		var names []string
		for _, known := range d.rule.Severities {
			names = append(names, known.String())
		}
		d.fail("severity %s is not among the rule's severities (%s): add it to custom.severities in METADATA", s, strings.Join(names, ", "))
	}
	d.Severity = s
}

// fix reads the request for a fixer. One whose arguments are not all known is
// dropped: a fix must not write a guess.
func (d *decoder) fix(t *ast.Term) {
	fix := finding.Fix{Args: map[string]string{}}
	known := true
	d.object(t, "a fix", []string{"name", "at", "args"}, func(key string, v *ast.Term) {
		switch key {
		case "name":
			fix.Name = d.text(v, "the name of a fix")
		case "at":
			fix.At, _ = d.span(v)
		case "args":
			obj, ok := v.Value.(ast.Object)
			if !ok {
				d.fail("args of a fix must be an object, not %s", v)
				return
			}
			obj.Foreach(func(k, a *ast.Term) {
				name, _ := stringOf(k)
				var ok bool
				fix.Args[name], ok = d.argument(a)
				known = known && ok
			})
		}
	})
	if known {
		d.Fixes = append(d.Fixes, fix)
	}
}

// argument gives an argument of a fix as a string, if it is known.
func (d *decoder) argument(t *ast.Term) (string, bool) {
	if s, ok := stringOf(t); ok {
		return s, true
	}
	if _, ok := t.Value.(ast.Object); !ok {
		return t.String(), true
	}
	if x, ok := d.value(t).(*facts.Text); ok {
		return x.Value()
	}
	d.fail("%s cannot be an argument of a fix: give a string or a text", t)
	return "", false
}
