package rules

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/rules/input"
)

// judge judges facts, one after the other.
type judge struct {
	evaluation
	set    *Set
	ctx    context.Context //nolint:containedctx // holds the evaluation for the builtins, made once per worker
	store  storage.Store
	txn    storage.Transaction
	tracer topdown.QueryTracer
}

// raw is a finding as a policy gave it, decoded.
type raw struct {
	rule *Rule
	at   input.Handle
	*finding.Finding
}

// fact judges one fact twice where something about it is unknown: once as it
// certainly is, once as it possibly is. What only the second run finds is
// undecided.
func (j *judge) fact(t task) outcome {
	in := t.program.builder.Build(j.table, t.fact)
	j.start(t.fact)
	sure, possible, err := j.both(in, t.program, t.program.all, "")
	if err == nil {
		return j.outcome(t, in, sure, possible)
	}
	// Some rule failed; its neighbours must not suffer for it.
	var out outcome
	sure, possible = nil, nil
	for _, r := range t.program.order {
		slug := r.ID[len(r.Kind)+1:]
		s, p, err := j.single(in, t.program, slug)
		if err != nil {
			out.problems = append(out.problems, failed(r, t.fact, err))
			continue
		}
		sure, possible = append(sure, s...), append(possible, p...)
	}
	rest := j.outcome(t, in, sure, possible)
	out.findings, out.undecided = rest.findings, rest.undecided
	return out
}

func (j *judge) single(in input.Input, p *program, slug string) (sure, possible []raw, err error) {
	query, err := p.queryOne(slug)
	if err != nil {
		return nil, nil, err
	}
	j.unknown = false
	return j.both(in, p, query, slug)
}

// both runs a query in definite and, where that can differ, in possible mode.
// It cannot where both see the same input and no question was unanswered: the
// second run would then be the first again.
func (j *judge) both(in input.Input, p *program, query ast.Body, slug string) (sure, possible []raw, err error) {
	j.possible = false
	if sure, err = j.query(in.Definite, p, query, slug); err != nil {
		return nil, nil, err
	}
	if in.Definite == in.Possible && !j.unknown {
		return sure, nil, nil
	}
	j.possible = true
	possible, err = j.query(in.Possible, p, query, slug)
	return sure, possible, err
}

// query runs a query on one input and decodes the findings.
func (j *judge) query(in *ast.Term, p *program, query ast.Body, slug string) ([]raw, error) {
	q := topdown.NewQuery(query).
		WithCompiler(p.compiler).
		WithStore(j.store).WithTransaction(j.txn).
		WithInput(in).
		WithMetrics(metrics.NoOp()).
		WithBuiltins(j.set.declared.query).
		WithStrictBuiltinErrors(true)
	if j.tracer != nil {
		q = q.WithQueryTracer(j.tracer).WithIndexing(false)
	}
	var out []raw
	err := q.Iter(j.ctx, func(found topdown.QueryResult) error {
		name := slug
		if t := found["slug"]; t != nil {
			name, _ = stringOf(t)
		}
		r, err := j.decode(p.rules[name], found["found"])
		if err != nil {
			return err
		}
		out = append(out, r)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("evaluate: %w", err)
	}
	slices.SortFunc(out, func(a, b raw) int {
		return cmp.Or(
			cmp.Compare(a.rule.ID, b.rule.ID), cmp.Compare(a.at, b.at),
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Message, b.Message),
		)
	})
	return worst(out), nil
}

// worst keeps, of one rule's findings at one place, those of the highest
// severity: a rule may say the same thing in a stronger and a weaker form, and
// the weaker one adds nothing. The input is sorted.
func worst(in []raw) []raw {
	out := in[:0]
	for _, r := range in {
		if n := len(out); n > 0 && out[n-1].rule == r.rule && out[n-1].at == r.at && out[n-1].Severity > r.Severity {
			continue
		}
		out = append(out, r)
	}
	return out
}

// outcome turns what the two runs found into findings and open questions.
func (j *judge) outcome(t task, in input.Input, sure, possible []raw) outcome {
	var out outcome
	seen := map[string]int{}
	for _, r := range sure {
		// Findings of one rule at one logical place are told apart by their
		// order, which is that of their messages.
		key := r.rule.ID + "\x00" + r.Discriminator
		if seen[key]++; seen[key] > 1 {
			r.Discriminator += "#" + strconv.Itoa(seen[key])
		}
		out.findings = append(out.findings, r.Finding)
	}
	asked := map[*Rule][]string{}
	var last raw // one question for each rule and place
	for _, r := range possible {
		if last.rule == r.rule && last.at == r.at || decided(sure, r) {
			continue
		}
		last = r
		symbols, ok := asked[r.rule]
		if !ok {
			symbols = j.symbolsOf(t, in, r)
			asked[r.rule] = symbols
		}
		if len(symbols) == 0 {
			symbols = j.table.Doubts(r.at)
		}
		if len(symbols) == 0 {
			symbols = []string{"whether " + cmp.Or(strings.TrimSuffix(j.table.Path(r.at), ".at"), r.Address) + " exists"}
		}
		out.undecided = append(out.undecided, &finding.Undecided{
			Rule: r.Rule, At: r.At, Address: r.Address, Message: r.Message, Symbols: symbols,
		})
	}
	return out
}

// decided reports whether the possible finding is certain anyway, or a certain
// one at its place is stronger. What is certain has the same words in both
// runs, since the answers are remembered.
func decided(sure []raw, r raw) bool {
	return slices.ContainsFunc(sure, func(s raw) bool {
		return s.rule == r.rule && s.at == r.at && (s.Severity > r.Severity || s.Severity == r.Severity && s.Message == r.Message)
	})
}

// symbolsOf asks a rule once more, alone, and notes which questions have no
// answer.
func (j *judge) symbolsOf(t task, in input.Input, r raw) []string {
	j.symbols = map[string]bool{}
	_, _, err := j.single(in, t.program, r.rule.ID[len(r.rule.Kind)+1:])
	var out []string
	if err == nil {
		for s := range j.symbols {
			out = append(out, s)
		}
	}
	j.symbols = nil
	slices.Sort(out)
	return out
}

// failed is the problem of a rule that failed on a fact.
func failed(r *Rule, f facts.Fact, err error) *facts.Input {
	base := f.FactBase()
	return &facts.Input{
		Base: facts.Base{
			ID:      facts.ID("input:rule-failed:" + r.ID + ":" + string(base.ID)),
			Address: base.Address, At: base.At, Source: "rules", Unit: base.Unit,
		},
		Code: "rule-failed", Class: facts.Incomplete, Identity: true,
		Message: fmt.Sprintf("the rule %s failed on %s, so it was not judged by it: %v", r.ID, base.Address, err),
	}
}
