package rules

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/rules/input"
)

// Options say which rules judge, and with what.
type Options struct {
	// Select are ids, aliases or patterns with * of the rules to run; all if empty.
	Select []string
	// Ignore are those not to run.
	Ignore []string
	// Persona leaves out the rules of the personas after it.
	Persona finding.Persona
	// Jobs is the number of workers; one for each core if zero.
	Jobs int
	// Params are parameters of rules, by id and name, in place of the defaults.
	Params map[string]map[string]any
	// Config is what policies see as data.config beside rules.
	Config map[string]any
	// Kinds limits the judging to facts of these kinds; all if empty. Facts of
	// kind ignore exist only after triage and are judged in a second pass.
	Kinds []facts.Kind
	// Tracer observes the evaluation, for coverage; the judging is then done
	// by one worker.
	Tracer topdown.QueryTracer
}

// Result is what the rules found.
type Result struct {
	// Findings are in the order of a report, those with the same cause merged.
	Findings  []*finding.Finding
	Undecided []*finding.Undecided
	// Problems are rules that failed on a fact; the others stand.
	Problems []*facts.Input
}

// task is one fact to be judged.
type task struct {
	program *program
	fact    facts.Fact
}

// Eval judges all facts of a graph. What is found does not depend on the
// number of workers. The error is one of the options, or the context's.
func (s *Set) Eval(ctx context.Context, graph *link.Graph, o Options) (Result, error) {
	rules, err := s.choose(graph.Bundle, o)
	if err != nil {
		return Result{}, err
	}
	config, err := s.config(rules, o)
	if err != nil {
		return Result{}, err
	}
	tasks, err := s.tasks(graph.Bundle, rules, o.Jobs)
	if err != nil || len(tasks) == 0 {
		return Result{}, err
	}
	store := inmem.NewFromObjectWithOpts(map[string]any{"config": config},
		inmem.OptRoundTripOnWrite(false), inmem.OptReturnASTValuesOnRead(true))
	outcomes := make([]outcome, len(tasks))
	if err := s.work(ctx, graph, store, tasks, outcomes, o); err != nil {
		return Result{}, err
	}
	return collect(outcomes), nil
}

// tasks compiles the rules and lists the facts to be judged.
func (s *Set) tasks(b *facts.Bundle, rules []*Rule, jobs int) ([]task, error) {
	byKind := map[facts.Kind][]*Rule{}
	for _, r := range rules {
		byKind[facts.Kind(r.Kind)] = append(byKind[facts.Kind(r.Kind)], r)
	}
	programs, err := s.compileAll(byKind, jobs)
	if err != nil {
		return nil, err
	}
	var tasks []task
	for i, k := range facts.Kinds() {
		if programs[i] == nil {
			continue
		}
		for _, f := range b.Of(k) {
			if !f.FactBase().Context {
				tasks = append(tasks, task{programs[i], f})
			}
		}
	}
	return tasks, nil
}

// compileAll compiles the rules of each kind, in the order of facts.Kinds; nil
// for a kind without rules. The kinds share nothing, so with more than one
// worker they are compiled at the same time.
func (s *Set) compileAll(byKind map[facts.Kind][]*Rule, jobs int) ([]*program, error) {
	programs := make([]*program, len(facts.Kinds()))
	errs := make([]error, len(programs))
	var group sync.WaitGroup
	for i, k := range facts.Kinds() {
		if len(byKind[k]) == 0 {
			continue
		}
		compile := func() { programs[i], errs[i] = s.program(k, byKind[k]) }
		if jobs == 1 {
			compile()
			continue
		}
		group.Go(compile)
	}
	group.Wait()
	return programs, errors.Join(errs...)
}

// chunk is how many facts a worker takes at a time.
const chunk = 16

func (s *Set) work(ctx context.Context, g *link.Graph, store storage.Store, tasks []task, outcomes []outcome, o Options) error {
	jobs := cmp.Or(o.Jobs, runtime.GOMAXPROCS(0))
	if o.Tracer != nil {
		jobs = 1
	}
	jobs = min(jobs, (len(tasks)+chunk-1)/chunk)
	var next atomic.Int64
	var group sync.WaitGroup
	errs := make([]error, jobs)
	shared := &reachable{}
	for w := range jobs {
		group.Go(func() {
			j := &judge{set: s, store: store, tracer: o.Tracer}
			j.evaluation = evaluation{table: input.NewTable(), graph: g, memo: map[memoKey]memoized{}, reach: shared}
			errs[w] = j.run(ctx, &next, tasks, outcomes)
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (j *judge) run(ctx context.Context, next *atomic.Int64, tasks []task, outcomes []outcome) error {
	txn, err := j.store.NewTransaction(ctx)
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	defer j.store.Abort(ctx, txn)
	j.txn = txn
	j.ctx = context.WithValue(ctx, evaluationKey{}, &j.evaluation)
	for {
		end := int(next.Add(chunk))
		for i := end - chunk; i < min(end, len(tasks)); i++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			outcomes[i] = j.fact(tasks[i])
		}
		if end >= len(tasks) {
			return nil
		}
	}
}

// outcome is what was found about one fact.
type outcome struct {
	findings  []*finding.Finding
	undecided []*finding.Undecided
	problems  []*facts.Input
}

func collect(outcomes []outcome) Result {
	var r Result
	for _, o := range outcomes {
		r.Findings = append(r.Findings, o.findings...)
		r.Undecided = append(r.Undecided, o.undecided...)
		r.Problems = append(r.Problems, o.problems...)
	}
	finding.Sort(r.Findings)
	r.Findings = finding.Merge(r.Findings)
	finding.SortUndecided(r.Undecided)
	return r
}
