package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// ExceptionsFile is the usual name of the file of exceptions, in the root.
const ExceptionsFile = ".subaud-exceptions.yaml"

// Exceptions is a file of findings that somebody answers for:
//
//	exceptions:
//	  - id: EX-7
//	    rules: [trust/any-subject]
//	    selector: {path: "infra/**", address: aws_iam_role.ci}
//	    status: accepted-risk
//	    justification: The cluster runs this one workload.
//	    owner: team-platform
//	    expires: 2027-03-01
//
// It is for files without comments, and for audits.
type Exceptions struct {
	Entries []Exception
}

// Exception sets findings aside for a time.
type Exception struct {
	// ID is unique in the file.
	ID string
	// Rules are the ids of the rules whose findings it is about.
	Rules    []string
	Selector Selector
	// Status is accepted-risk, false-positive, mitigated or not-reachable.
	Status        string
	Justification string
	Owner         string
	Ticket        string
	ApprovedBy    string
	// Created (or empty) and Expires are days, YYYY-MM-DD.
	Created, Expires string
	// At is the place of the entry.
	At source.Span
}

// Selector says which findings are meant. What is not empty must hold; at
// least one is not.
type Selector struct {
	// Path is a glob as in Options.Exclude of package discover.
	Path string
	// Address is the logical address of the fact, in which * stands for
	// anything. Where a finding is about several, all must match.
	Address string
	// Fingerprint is that of the JSON result.
	Fingerprint string

	matchPath func(string) bool
}

// statuses are why a finding may be set aside; the words are those of VEX as
// far as it has them.
var statuses = []string{"accepted-risk", "false-positive", "mitigated", "not-reachable"}

// ParseExceptions reads a file of exceptions. Its error is a *FileError. An
// empty file holds none.
func ParseExceptions(f *source.File) (*Exceptions, error) {
	var d decoder
	out := &Exceptions{}
	root := d.document(f)
	if root != nil && root.Kind != text.Null {
		top := d.mapping(root, "The file", []string{"exceptions"}, []string{"exceptions"})
		out.Entries = d.exceptions(top["exceptions"])
	}
	return out, d.err()
}

func (d *decoder) exceptions(n *text.Node) (out []Exception) {
	if n == nil || n.Kind == text.Null {
		return nil
	}
	if !n.Is(text.List) {
		d.fault(n.At, "exceptions must be a list, and not a %s.", n.Kind)
		return nil
	}
	seen := map[string]bool{}
	for _, item := range n.Items {
		e := d.exception(item.Value)
		if e.ID != "" && seen[e.ID] {
			d.fault(e.At, "There are two exceptions with the id %q.", clip(e.ID))
		}
		seen[e.ID] = true
		out = append(out, e)
	}
	return out
}

func (d *decoder) exception(n *text.Node) Exception {
	m := d.mapping(n, "An exception",
		[]string{"id", "rules", "selector", "status", "justification", "owner", "ticket", "approved_by", "created", "expires"},
		[]string{"id", "rules", "selector", "status", "justification", "owner", "expires"})
	e := Exception{
		ID: d.str(m["id"], "id"), Rules: d.strs(m["rules"], "rules"), Selector: d.selector(m["selector"]),
		Status: d.choice(m["status"], "status", statuses), Justification: d.str(m["justification"], "justification"),
		Owner: d.str(m["owner"], "owner"), Ticket: d.str(m["ticket"], "ticket"), ApprovedBy: d.str(m["approved_by"], "approved_by"),
		Created: d.date(m["created"], "created"), Expires: d.date(m["expires"], "expires"), At: n.At,
	}
	if e.Created != "" && e.Expires != "" && e.Expires < e.Created {
		d.fault(m["expires"].At, "It expires before it was created.")
	}
	return e
}

func (d *decoder) selector(n *text.Node) Selector {
	if n == nil {
		return Selector{}
	}
	m := d.mapping(n, "selector", []string{"path", "address", "fingerprint"}, nil)
	s := Selector{Path: d.str(m["path"], "path"), Address: d.str(m["address"], "address"), Fingerprint: d.str(m["fingerprint"], "fingerprint")}
	if n.Is(text.Map) && len(n.Fields) == 0 {
		d.fault(n.At, "selector selects nothing: give a path, an address or a fingerprint.")
	}
	if s.Path != "" {
		var err error
		if s.matchPath, err = discover.Matcher([]string{s.Path}); err != nil {
			d.fault(m["path"].At, "path %q is no glob.", clip(s.Path))
		}
	}
	return s
}

// Apply sets aside the findings that the exceptions are about, and returns a
// fact for each rule of each.
func (e *Exceptions) Apply(run *Run) []*facts.Ignore {
	book, prints := run.rulebook(), prints(run.Findings)
	var out []*facts.Ignore
	for _, x := range e.Entries {
		for _, written := range x.Rules {
			rule, fault := book.resolve(written)
			state, message := StateMalformed, fault
			if fault == "" {
				state, message = run.except(&x, rule, prints)
				written = rule
			}
			if state != "" {
				out = append(out, x.fact(written, state, message))
			}
		}
	}
	return out
}

// except marks the findings of one rule, and returns the state of the
// exception; none where it cannot be told whether it is of use.
func (r *Run) except(x *Exception, rule string, prints map[*finding.Finding]string) (state, message string) {
	var matched []*finding.Finding
	partly := ""
	for _, f := range r.Findings {
		if f.Rule.ID != rule || !x.Selector.selects(pathOf(f.At), prints[f]) {
			continue
		}
		switch all, some := x.Selector.addresses(f); {
		case all:
			matched = append(matched, f)
		case some:
			partly = fmt.Sprintf("What it is about is also found for %s, which its address does not match.", count(len(f.Instances)-1, "other instance"))
		}
	}
	expired, lapse := r.lapse(x.Expires)
	switch {
	case expired && len(matched) == 0 && r.ran(rule) && !r.Partial:
		return StateExpired, sentences(lapse, "Nothing of "+rule+" is found any more where it applies: take it away.")
	case expired:
		return StateExpired, sentences(lapse, "What it hid is reported again.")
	case len(matched) > 0:
		for _, f := range matched {
			if f.Suppressed == nil {
				f.Suppressed = &finding.Suppression{By: ByException, Reason: x.Justification, Owner: x.Owner, At: x.At}
			}
		}
		return StateUsed, lapse
	case partly != "":
		return StateUnused, partly
	case !r.ran(rule) || r.Partial || r.blurred(x, rule):
		return "", ""
	}
	return StateUnused, fmt.Sprintf("Nothing of %s is found where it applies: take it away.", rule)
}

// blurred reports whether the rule might find more where the exception applies.
func (r *Run) blurred(x *Exception, rule string) bool {
	return slices.ContainsFunc(r.Undecided, func(u *finding.Undecided) bool {
		return u.Rule.ID == rule && (x.Selector.matchPath == nil || x.Selector.matchPath(pathOf(u.At)))
	}) || slices.ContainsFunc(r.Problems, func(p *facts.Input) bool {
		if x.Selector.matchPath != nil {
			return p.Class != facts.Mistake && x.Selector.matchPath(pathOf(p.At))
		}
		return p.Class == facts.Incomplete
	})
}

// selects reports whether a path and a fingerprint are the ones that are meant.
func (s *Selector) selects(path, print string) bool {
	return (s.matchPath == nil || s.matchPath(path)) && (s.Fingerprint == "" || s.Fingerprint == print)
}

// addresses reports whether the address matches all that a finding is about,
// and whether it matches some of it.
func (s *Selector) addresses(f *finding.Finding) (all, some bool) {
	if s.Address == "" {
		return true, true
	}
	addresses := f.Instances
	if len(addresses) == 0 {
		addresses = []string{f.Address}
	}
	all = true
	for _, a := range addresses {
		if matchStars(s.Address, a) {
			some = true
		} else {
			all = false
		}
	}
	return all, some
}

// matchStars reports whether a string matches a pattern in which * stands for
// any characters. Addresses hold brackets and dots, so nothing else is special.
func matchStars(pattern, s string) bool {
	first, rest, starred := strings.Cut(pattern, "*")
	if !starred {
		return s == pattern
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	for {
		part, after, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(s, part)
		}
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s, rest = s[i+len(part):], after
	}
}

// fact makes the fact of an exception and one of its rules.
func (x *Exception) fact(rule, state, message string) *facts.Ignore {
	path := pathOf(x.At)
	return &facts.Ignore{
		Base: facts.Base{
			ID:      facts.ID(fmt.Sprintf("ignore:%s:%d#%s", path, x.At.Root().Start, clip(rule))),
			Address: fmt.Sprintf("exception %s %s", clip(x.ID), clip(rule)),
			At:      x.At.FirstLine(), Source: ByException, Unit: path, Instances: []string{}, Calls: []source.Span{},
		},
		Rule: rule, Reason: x.Justification, Owner: x.Owner, Expires: x.Expires, State: state, Message: message,
	}
}
