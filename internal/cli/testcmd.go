package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/rules"
	"github.com/subaud/subaud/rules/fixture"
)

// testCommand runs the fixtures of a user's policies.
func (p *program) testCommand() *cobra.Command {
	var update bool
	var policies []string
	cmd := &cobra.Command{
		Use:   "test DIR",
		Short: "Run the fixtures of your own policies",
		Long: "Run the fixtures of the policies in DIR: DIR/policies/<kind>/<slug>.rego with\n" +
			"DIR/fixtures/<kind>/<slug>.txtar, or DIR/<kind>/<slug>.rego with its fixture beside it.\n" +
			"A fixture holds files under bad/, good/ and unknown/, and what the rule reports.\n\n" +
			"Exit codes: 0 all hold; 1 some do not; 2 usage, or a policy does not load.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("test: want one folder, got %d", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.test(args[0], policies, update) },
	}
	cmd.Flags().BoolVarP(&update, "update", "u", false, "rewrite what the fixtures expect; read the change before you keep it")
	cmd.Flags().StringArrayVar(&policies, "policies", nil, "also load the policies in `DIR`, for helpers and rules that these replace (may be repeated)")
	return cmd
}

// bench is a folder of policies with their fixtures.
type bench struct {
	dir string // as it was named
	// policies and fixtures are folders, as names for people and to open.
	policies, fixtures string
	set                *rules.Set
	rules              []*rules.Rule
	update             bool
}

func (p *program) test(dir string, others []string, update bool) error {
	b := &bench{dir: dir, policies: dir, fixtures: dir, update: update}
	if info, err := os.Stat(filepath.Join(dir, "policies")); err == nil && info.IsDir() {
		b.policies, b.fixtures = filepath.Join(dir, "policies"), filepath.Join(dir, "fixtures")
	}
	var err error
	if b.set, err = loadRules(append([]string{b.policies}, others...)); err != nil {
		return err
	}
	for _, r := range b.set.Rules() {
		if !r.Builtin && r.File == path.Join(b.policies, r.Kind, path.Base(r.File)) {
			b.rules = append(b.rules, r)
		}
	}
	if len(b.rules) == 0 {
		return fmt.Errorf("test: there is no policy in %s: want <kind>/<slug>.rego, or policies/<kind>/<slug>.rego", dir)
	}
	failed := 0
	for _, r := range b.rules {
		faults, err := b.run(p, r)
		if err != nil {
			return err
		}
		word := "ok  "
		if len(faults) > 0 {
			word = "FAIL"
			failed++
		}
		if err := p.say("%s %s\n%s", word, r.ID, indented(faults)); err != nil {
			return err
		}
	}
	stray, err := b.stray()
	if err != nil {
		return err
	}
	if failed > 0 || len(stray) > 0 {
		p.code = ExitFindings
	}
	return p.say("%s%s, %d failed\n", indented(stray), counted(len(b.rules), "rule", "rules"), failed)
}

// indented writes sentences below the line that they belong to.
func indented(sentences []string) string {
	var b strings.Builder
	for _, s := range sentences {
		for line := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
			b.WriteString("     " + report.Plain(line) + "\n")
		}
	}
	return b.String()
}

// file is the fixture of a rule.
func (b *bench) file(id string) string {
	return filepath.Join(b.fixtures, filepath.FromSlash(fixture.PathOf(id)))
}

// updating is the command that rewrites the fixtures.
func (b *bench) updating() string { return "subaud test --update " + b.dir }

// run runs the fixture of one rule and returns what is wrong, as sentences.
func (b *bench) run(p *program, r *rules.Rule) ([]string, error) {
	name := b.file(r.ID)
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []string{fmt.Sprintf("It has no fixture: write %s with bad/, good/, unknown/ and an empty want, and run %s", filepath.ToSlash(name), b.updating())}, nil
	case err != nil:
		return nil, fmt.Errorf("read fixture: %w", err)
	}
	judge := JudgeFiles(p.list, b.set)
	got := b.set.RunFixture(context.Background(), r.ID, data, judge)
	if b.update && string(got.Updated) != string(data) {
		if err := writeFile(name, got.Updated); err != nil {
			return nil, fmt.Errorf("write fixture: %w", err)
		}
		got = b.set.RunFixture(context.Background(), r.ID, got.Updated, judge)
	}
	var out []string
	for _, f := range got.Faults {
		// The harness names the files as they lie in the program's own tree.
		if rest, ok := strings.CutPrefix(f, fixture.PathOf(r.ID)+": "); ok {
			f = filepath.ToSlash(name) + ": " + rest
		} else {
			f = strings.ReplaceAll(f, "fixtures/"+fixture.PathOf(r.ID), filepath.ToSlash(name))
		}
		out = append(out, strings.ReplaceAll(f, fixture.Updating, b.updating()))
	}
	return out, nil
}

// stray lists the fixtures that belong to no rule.
func (b *bench) stray() ([]string, error) {
	names, err := fs.Glob(os.DirFS(b.fixtures), "*/*.txtar")
	if err != nil {
		return nil, fmt.Errorf("list fixtures: %w", err)
	}
	var ids, out []string
	known := map[string]bool{}
	for _, r := range b.rules {
		ids, known[r.ID] = append(ids, r.ID), true
	}
	for _, n := range names {
		if id := strings.TrimSuffix(n, ".txtar"); !known[id] {
			out = append(out, fmt.Sprintf("%s belongs to no rule%s", path.Join(filepath.ToSlash(b.fixtures), n), suggestion(id, ids)))
		}
	}
	return out, nil
}
