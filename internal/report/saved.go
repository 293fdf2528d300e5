package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// ParseResult reads a JSON result. The error is a sentence that says what the
// file is instead, or where it is wrong. Fields that a later program of the
// same version has added are passed over.
func ParseResult(data []byte) (*Result, error) {
	var head struct {
		Version *int `json:"version"`
		Tool    Tool `json:"tool"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("read result: it is no JSON result of 'subaud check --format json': %w", err)
	}
	switch {
	case head.Version == nil || head.Tool.Name != Name:
		return nil, errors.New("read result: it is JSON, but no result of 'subaud check --format json'")
	case *head.Version != ResultVersion:
		return nil, fmt.Errorf("read result: it is of version %d, written by %s %s; this program reads version %d", *head.Version, Name, head.Tool.Version, ResultVersion)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	r := &Result{}
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read result: something follows the JSON document")
	}
	for _, p := range r.places() {
		if err := checkPlace(p); err != nil {
			return nil, fmt.Errorf("read result: %w", err)
		}
	}
	return r, nil
}

func checkPlace(p *facts.Place) error {
	if p == nil {
		return nil
	}
	s, e := p.Start, p.End
	if s.Offset < 0 || e.Offset < s.Offset || s.Line < 1 || e.Line < s.Line || s.Column < 1 || e.Column < 1 {
		return fmt.Errorf("no place in %q can be from %d:%d (byte %d) to %d:%d (byte %d)", p.Path, s.Line, s.Column, s.Offset, e.Line, e.Column, e.Offset)
	}
	return nil
}

// places lists all places of a result, and nil for those that it leaves open.
func (r *Result) places() []*facts.Place {
	out := append([]*facts.Place{}, r.Redacted...)
	notes := func(ns []Note) {
		for _, n := range ns {
			out = append(out, n.Location)
		}
	}
	for _, f := range r.Findings {
		out = append(out, f.Location)
		notes(f.Related)
		notes(f.Chain)
		for _, fix := range f.Fixes {
			for _, e := range fix.Edits {
				out = append(out, e.Location)
			}
		}
		if f.Suppressed != nil {
			out = append(out, f.Suppressed.Location)
		}
	}
	for _, u := range r.Undecided {
		out = append(out, u.Location)
	}
	for _, p := range r.Problems {
		out = append(out, p.Location)
	}
	return out
}

// Around is what a saved result is read with.
type Around struct {
	// Read returns the bytes of a file of the tree that the result is of, by
	// its path; what it returns counts only if it is what was judged. Nil means
	// that no file is there.
	Read func(path string) ([]byte, error)
	// Rule returns the rule with an id, or nil if there is none (any more).
	Rule func(id string) *finding.RuleInfo
}

// restorer makes a Run of a Result.
type restorer struct {
	*Result
	around Around
	files  map[string]*source.File
}

// Restore makes the run of which a result was written, as far as the result
// has it. Lines of the inputs are shown only where the files are as they were,
// and only if all that must be hidden in them is known.
func (r *Result) Restore(around Around) (*Run, error) {
	x := &restorer{Result: r, around: around}
	x.open()
	run := &Run{
		Version: r.Tool.Version, Files: r.Summary.Files, Facts: r.Summary.Facts, Inputs: r.Inputs,
		Prints: map[*finding.Finding]string{},
	}
	for _, id := range r.Tool.Rules {
		run.Rules = append(run.Rules, x.rule(id))
	}
	for i := range r.Findings {
		f, err := x.finding(&r.Findings[i])
		if err != nil {
			return nil, fmt.Errorf("read result: findings[%d]: %w", i, err)
		}
		run.Findings = append(run.Findings, f)
		run.Prints[f] = r.Findings[i].Fingerprint
	}
	for _, u := range r.Undecided {
		run.Undecided = append(run.Undecided, &finding.Undecided{Rule: x.rule(u.Rule), At: x.span(u.Location), Message: u.Message, Symbols: u.Symbols})
	}
	for _, p := range r.Problems {
		run.Problems = append(run.Problems, &facts.Input{Base: facts.Base{At: x.span(p.Location)}, Code: p.Code, Class: p.Class, Message: p.Message})
	}
	for _, p := range r.Redacted {
		run.Secrets = append(run.Secrets, x.span(p))
	}
	return run, nil
}

// open finds the files of all places.
func (x *restorer) open() {
	remembered := map[string][]source.Position{}
	for _, p := range x.places() {
		if p != nil {
			remembered[p.Path] = append(remembered[p.Path], source.Position(p.Start), source.Position(p.End))
		}
	}
	here := map[string]*source.File{}
	if x.around.Read != nil && x.Redacted != nil {
		for _, in := range x.Inputs {
			if in.SHA256 == "" || here[in.Path] != nil || remembered[in.Path] == nil {
				continue
			}
			data, err := x.around.Read(in.Path)
			sum := sha256.Sum256(data)
			if err == nil && hex.EncodeToString(sum[:]) == in.SHA256 {
				here[in.Path] = source.NewFile(in.Path, data)
			}
		}
	}
	for _, p := range x.Redacted {
		if p == nil || here[p.Path] == nil {
			clear(here) // what repeats this secret elsewhere could not be told
		}
	}
	x.files = map[string]*source.File{}
	for path, positions := range remembered {
		x.files[path] = here[path]
		if x.files[path] == nil {
			x.files[path] = absent(path, positions)
		}
	}
}

// absent is a file that is not here. One of which nothing but its beginning is
// spoken of was not read when it was judged.
func absent(path string, positions []source.Position) *source.File {
	for _, p := range positions {
		if p.Offset > 0 {
			return source.Absent(path, positions)
		}
	}
	return source.NewFile(path, nil)
}

func (x *restorer) span(p *facts.Place) source.Span {
	if p == nil {
		return source.Span{}
	}
	f := x.files[p.Path]
	if f.IsAbsent() {
		return source.Span{File: f, Start: p.Start.Offset, End: p.End.Offset}
	}
	return f.Span(p.Start.Offset, p.End.Offset)
}

// rule returns a rule by its id; of one that is not there (any more) no more is
// known than its name.
func (x *restorer) rule(id string) *finding.RuleInfo {
	if x.around.Rule != nil {
		if r := x.around.Rule(id); r != nil {
			return r
		}
	}
	kind, _, _ := strings.Cut(id, "/")
	return &finding.RuleInfo{ID: id, Kind: kind, Title: id}
}

func (x *restorer) finding(f *Finding) (*finding.Finding, error) {
	severity, err := finding.ParseSeverity(f.Severity)
	if err != nil {
		return nil, err
	}
	confidence, err := finding.ParseConfidence(f.Confidence)
	if err != nil {
		return nil, err
	}
	out := &finding.Finding{
		Rule: x.rule(f.Rule), Severity: severity, Confidence: confidence, Message: f.Message, At: x.span(f.Location),
		Address: f.Address, Instances: f.Instances, Related: x.notes(f.Related), Chain: x.notes(f.Chain),
	}
	if w := f.Witness; w != nil {
		out.Witness = &finding.Witness{Claims: w.Claims, Principal: w.Principal, Request: w.Request, Explains: w.Explains, Assumptions: w.Assumptions}
	}
	for _, fix := range f.Fixes {
		made := finding.Fix{Name: fix.Name, Title: fix.Title, Safe: fix.Safe}
		for _, e := range fix.Edits {
			made.Edits = append(made.Edits, finding.Edit{At: x.span(e.Location), New: e.New})
		}
		out.Fixes = append(out.Fixes, made)
	}
	if s := f.Suppressed; s != nil {
		out.Suppressed = &finding.Suppression{By: s.By, Reason: s.Reason, Owner: s.Owner, At: x.span(s.Location)}
	}
	return out, nil
}

func (x *restorer) notes(in []Note) []finding.Note {
	var out []finding.Note
	for _, n := range in {
		out = append(out, finding.Note{Message: n.Message, At: x.span(n.Location)})
	}
	return out
}
