package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/repair"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/internal/text"
)

// admission is what one role says to a token.
type admission struct {
	trust  *facts.Trust
	answer repair.Answer
}

func (a *admission) decision() string {
	return map[text.Truth]string{text.Yes: "admitted", text.No: "refused", text.Unknown: "undecided"}[a.answer.Truth]
}

// name is what the role is called: its name, or its address where that is not
// known.
func (a *admission) name() string {
	if a.trust.Name.IsKnown() || a.trust.Address == "" {
		return a.trust.Name.String()
	}
	return a.trust.Address
}

// symbols are what decides an open question.
func (a *admission) symbols() []string {
	out := []string{}
	for _, s := range a.answer.Symbols {
		if !slices.Contains(out, s.Name) {
			out = append(out, s.Name)
		}
	}
	return out
}

// writeAdmissions writes answers for people.
func writeAdmissions(w io.Writer, token iam.Token, answers []admission, secrets *facts.Redactor) error {
	var b strings.Builder
	for i := range answers {
		if i > 0 {
			b.WriteByte('\n')
		}
		answers[i].write(&b, token, secrets)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (a *admission) write(b *strings.Builder, token iam.Token, secrets *facts.Redactor) {
	line := func(format string, args ...any) {
		b.WriteString(report.Escape(secrets.String(fmt.Sprintf(format, args...))) + "\n")
	}
	verb := map[text.Truth]string{text.Yes: "lets in", text.No: "does not let in", text.Unknown: "may let in"}[a.answer.Truth]
	line("%s: %s %s %s (%s)", a.decision(), a.name(), verb, token.Subject, a.trust.At)
	switch a.answer.Truth {
	case text.Yes:
		line("  by %s, as", a.way())
		for _, claim := range slices.Sorted(maps.Keys(a.claims())) {
			line("    %s: %s", claim, a.claims()[claim])
		}
		for _, s := range a.assumptions() {
			line("  taking it that %s", s)
		}
		return
	case text.Unknown:
		line("  that depends on %s", strings.Join(a.unknowns(), ", "))
		return
	}
	if len(a.answer.Changes) == 0 {
		line("  %s.", a.answer.Explains)
		return
	}
	for _, c := range a.answer.Changes {
		writeChange(line, c)
	}
	if len(a.answer.Changes) == 1 {
		line("  With this one change it would be let in.")
	} else {
		line("  With these %d changes it would be let in.", len(a.answer.Changes))
	}
}

func writeChange(line func(string, ...any), c repair.Change) {
	what := c.What
	if c.What == repair.Value || c.What == repair.Operator {
		what += " of the condition on " + c.Key
	}
	line("  %s: %s: %s", c.At, what, c.Why)
	line("    - %s", quoted(c.From))
	if c.To != "" {
		line("    + %s", quoted(c.To))
	}
}

// quoted makes spaces at the ends visible.
func quoted(s string) string { return `"` + s + `"` }

// way is the place that lets in.
func (a *admission) way() string {
	for i := range a.trust.Ways {
		if w := &a.trust.Ways[i]; w.ID == a.answer.Way {
			return w.At.String()
		}
	}
	return a.trust.At.String()
}

func (a *admission) claims() map[string]string {
	if a.answer.Witness == nil {
		return nil
	}
	return a.answer.Witness.Claims
}

func (a *admission) assumptions() []string {
	if a.answer.Witness == nil {
		return nil
	}
	return a.answer.Witness.Assumptions
}

func (a *admission) unknowns() []string {
	if out := a.symbols(); len(out) > 0 {
		return out
	}
	return []string{"what could not be read of the trust policy"}
}

// admissionsJSON is the answer for programs.
type admissionsJSON struct {
	Version int             `json:"version"`
	Subject string          `json:"subject"`
	Roles   []admissionJSON `json:"roles"`
}

type admissionJSON struct {
	Role     string       `json:"role"`
	Address  string       `json:"address"`
	Location *facts.Place `json:"location"`
	// Decision is admitted, refused or undecided.
	Decision    string            `json:"decision"`
	Claims      map[string]string `json:"claims"`
	Assumptions []string          `json:"assumptions"`
	Reason      string            `json:"reason"`
	Changes     []changeJSON      `json:"changes"`
	Symbols     []string          `json:"symbols"`
}

type changeJSON struct {
	What     string       `json:"what"`
	Key      string       `json:"key"`
	From     string       `json:"from"`
	To       string       `json:"to"`
	Why      string       `json:"why"`
	Location *facts.Place `json:"location"`
}

func writeAdmissionsJSON(w io.Writer, token iam.Token, answers []admission, secrets *facts.Redactor) error {
	hide := secrets.String
	out := admissionsJSON{Version: 1, Subject: hide(token.Subject.String())}
	for i := range answers {
		a := &answers[i]
		one := admissionJSON{
			Role: a.trust.Name.String(), Address: a.trust.Address, Location: facts.PlaceOf(a.trust.At), Decision: a.decision(),
			Claims: map[string]string{}, Assumptions: append([]string{}, a.assumptions()...), Reason: hide(a.answer.Explains), Changes: []changeJSON{}, Symbols: a.symbols(),
		}
		for claim, value := range a.claims() {
			one.Claims[claim] = hide(value)
		}
		for _, c := range a.answer.Changes {
			one.Changes = append(one.Changes, changeJSON{What: c.What, Key: c.Key, From: hide(c.From), To: hide(c.To), Why: hide(c.Why), Location: facts.PlaceOf(c.At)})
		}
		out.Roles = append(out.Roles, one)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
