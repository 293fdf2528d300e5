package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/subaud/subaud/internal/config"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/triage"
	"github.com/subaud/subaud/rules"
)

// judgement is a tree that was read and judged, with what was set aside.
type judgement struct {
	*scanned
	graph *link.Graph
	rules.Result
	// problems are those of the tree and those of the rules.
	problems []*facts.Input
	// prints are the fingerprints, given before any finding is left out.
	prints map[*finding.Finding]string
	// triaged is what the suppressions of the run saw.
	triaged *triage.Run
	// known is what the baseline was good for.
	known triage.BaselineUse
}

// judge judges what a tree says: once its facts, and once what was written to
// set findings aside.
func (p *program) judge(s *scanned, st *settings, choice *choiceFlags, jobs int, aside *aside) (*judgement, error) {
	options, err := st.options(choice, jobs)
	if err != nil {
		return nil, err
	}
	today, err := p.today()
	if err != nil {
		return nil, err
	}
	j := &judgement{scanned: s, graph: st.link(s.bundle)}
	if j.Result, err = st.set.Eval(context.Background(), j.graph, options); err != nil {
		return nil, err
	}
	st.apply(j.Result)
	j.problems = append(s.problems(), j.Problems...)
	j.triaged = &triage.Run{
		Findings: j.Findings, Undecided: j.Undecided, Problems: j.problems, Rules: st.rules(false),
		Ran: func(id string) bool { return st.runs(id, options) }, Partial: aside.partial, Today: today,
	}
	if aside.ignores {
		if err := j.ignores(st, aside, options); err != nil {
			return nil, err
		}
	}
	finding.Sort(j.Findings)
	j.prints = map[*finding.Finding]string{}
	for i, print := range finding.Fingerprints(j.Findings) {
		j.prints[j.Findings[i]] = print
	}
	j.triaged.Findings = j.Findings
	if aside.baseline != nil {
		j.known = aside.baseline.Apply(j.triaged)
	}
	return j, nil
}

// ignores sets aside what comments and exceptions ask for, and judges them in
// their turn.
func (j *judgement) ignores(st *settings, aside *aside, options rules.Options) error {
	j.bundle.Ignores = triage.Inline(triage.Files(j.bundle, j.triaged), j.triaged)
	if aside.exceptions != nil {
		j.bundle.Ignores = append(j.bundle.Ignores, aside.exceptions.Apply(j.triaged)...)
	}
	if len(j.bundle.Ignores) == 0 {
		return nil
	}
	j.bundle.Sort()
	options.Kinds = []facts.Kind{facts.KindIgnore}
	second, err := st.set.Eval(context.Background(), st.link(j.bundle), options)
	if err != nil {
		return err
	}
	st.apply(second)
	j.Findings = append(j.Findings, second.Findings...)
	j.problems = append(j.problems, second.Problems...)
	return nil
}

// runs reports whether the options have a rule run.
func (s *settings) runs(id string, o rules.Options) bool {
	r := s.set.Rule(id)
	if r == nil || r.Persona > o.Persona {
		return false
	}
	matches := func(pattern string) bool { return config.MatchRule(pattern, &r.RuleInfo) }
	return (len(o.Select) == 0 || slices.ContainsFunc(o.Select, matches)) && !slices.ContainsFunc(o.Ignore, matches)
}

// run makes the result to be reported; described says that a report describes
// the rules.
func (j *judgement) run(st *settings, described bool) *report.Run {
	return &report.Run{
		Version: version(), Rules: st.rules(described), Findings: j.Findings, Undecided: j.Undecided, Problems: j.problems, Prints: j.prints,
		Inputs: j.inputs, Files: j.count(), Facts: j.bundle.Count(), Secrets: j.bundle.Secrets(),
	}
}

// dateVariable takes the place of the clock, so that a result can be made
// again: https://reproducible-builds.org/specs/source-date-epoch/
const dateVariable = "SOURCE_DATE_EPOCH"

// today is the day by which suppressions expire, the same in every time zone.
func (p *program) today() (time.Time, error) {
	s := p.env(dateVariable)
	if s == "" {
		return time.Now().UTC(), nil
	}
	seconds, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s %q: want a number of seconds", dateVariable, s)
	}
	return time.Unix(seconds, 0).UTC(), nil
}
