package rules

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/open-policy-agent/opa/v1/cover"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/rules/fixture"
)

// Judge does with files what the program does: it reads them, links the facts
// and judges them as the options say, and leaves out what is set aside. It is
// given from outside, since analyzers and suppressions are not below rules.
type Judge func(ctx context.Context, files fs.FS, world link.Options, o Options) (*facts.Bundle, Result, error)

// RunFixture holds the fixture of a rule against the rule: what it finds, that
// the other rules are silent where they must be, and that the fixture reaches
// every line of the policy.
func (s *Set) RunFixture(ctx context.Context, id string, data []byte, judge Judge) fixture.Report {
	tracer := cover.New()
	parsed, _ := fixture.Parse(data) // its error is a fault of the report
	report := fixture.Run(id, data, func(files fs.FS, only string) (fixture.Outcome, error) {
		var world link.Options
		if parsed != nil && len(parsed.Closed) > 0 {
			world.Complete = func(k facts.Kind, file string) bool { return parsed.CompleteAt(string(k), file) }
		}
		o := Options{Jobs: 1, Config: configOf(parsed)}
		if only != "" {
			o.Select, o.Persona, o.Tracer = []string{only}, finding.PersonaAuditor, tracer
		}
		bundle, result, err := judge(ctx, files, world, o)
		if err != nil {
			return fixture.Outcome{}, err
		}
		return outcomeOf(bundle, result), nil
	})
	rule := s.find(id)
	if rule == nil || report.Got == "" {
		return report
	}
	for _, line := range s.uncovered(tracer, rule.File) {
		report.Faults = append(report.Faults, fmt.Sprintf("%s:%d: no fixture reaches this line: add an input to fixtures/%s that does, or delete the line", rule.File, line, fixture.PathOf(id)))
	}
	return report
}

func outcomeOf(b *facts.Bundle, r Result) fixture.Outcome {
	out := fixture.Outcome{Facts: map[string]int{}, Findings: r.Findings, Undecided: r.Undecided}
	for _, k := range facts.Kinds() {
		if n := len(b.Of(k)); n > 0 {
			out.Facts[string(k)] = n
		}
	}
	for _, p := range r.Problems {
		out.Failures = append(out.Failures, p.Message)
	}
	return out
}

// uncovered lists the lines of a policy that no evaluation reached.
func (s *Set) uncovered(c *cover.Cover, file string) []int {
	report := c.Report(s.Modules())
	var lines []int
	if f := report.Files[file]; f != nil {
		for _, r := range f.NotCovered {
			for l := r.Start.Row; l <= r.End.Row; l++ {
				lines = append(lines, l)
			}
		}
	}
	return lines
}

// configOf is what policies see as data.config in a fixture.
func configOf(f *fixture.Fixture) map[string]any {
	if f == nil || len(f.Accounts)+len(f.Vendors) == 0 {
		return nil
	}
	list := func(ids []string) []any {
		out := []any{}
		for _, id := range ids {
			out = append(out, map[string]any{"id": id, "name": ""})
		}
		return out
	}
	return map[string]any{"accounts": list(f.Accounts), "vendors": list(f.Vendors)}
}
