// Package shell reads shell scripts: the identities and grants that they make
// with the command line tools of the clouds and of Kubernetes, and the
// credentials that are written out in their commands.
//
// A script is parsed and never run. A word is known as far as its characters
// stand in the script; what a variable from outside or another command gives is
// a symbol.
package shell

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

const name = "shell"

// Limits of a script. The parser calls itself for every level of nesting, which
// takes it some kilobytes of stack each: a level takes two bytes of the script,
// or one where operators stand side by side.
const (
	maxSize = 256 << 10
	maxRun  = 5000
)

// Analyzer reads shell scripts.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "Shell scripts: commands of aws, az, gcloud, eksctl, kubectl and curl that make identities or hold credentials.",
	Claims:   claims,
	Relevant: relevant,
	Run: func(p *analyzers.Pass) {
		for _, f := range p.Files {
			newReader(p, f).read()
		}
	},
}

func claims(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".sh", ".bash":
		return true
	}
	return false
}

// markers are what a script holds one of that has to do with identities.
var markers = [...]string{
	"kubectl", "aws", "eksctl", "az ", "gcloud", "kubeadm", "curl", "oc ", "AKIA", "ASIA", "SECRET", "Q~", "AccountKey=", "service_account", "sig=",
}

func relevant(data []byte) bool {
	for _, m := range markers {
		if bytes.Contains(data, []byte(m)) {
			return true
		}
	}
	return false
}

// reader reads one script.
type reader struct {
	pass    *analyzers.Pass
	file    *source.File
	symbols *text.Table
	vars    *variables
	// files are what the script writes, by name; nil where what it holds is not
	// known.
	files map[string]*document
	// derived are the symbols that stand for what an expansion makes of another.
	derived map[string]*text.Symbol
	// literals are the credentials by their form that words hold.
	literals literals
	// deleted are the kinds of credentials that the script deletes again.
	deleted map[string]bool
	created []*facts.Credential
	// applied are the documents that were read as manifests.
	applied map[source.Span]bool
	ids     map[facts.ID]int
}

func newReader(p *analyzers.Pass, f *source.File) *reader {
	return &reader{
		pass: p, file: f, symbols: text.NewTable(f.Path), files: map[string]*document{}, derived: map[string]*text.Symbol{},
		deleted: map[string]bool{}, ids: map[facts.ID]int{},
	}
}

func (r *reader) read() {
	switch {
	case len(r.file.Data) > maxSize:
		r.problem("too-large", fmt.Sprintf("The script was not read: it is larger than %d KiB.", maxSize>>10), r.file.Span(0, 0))
		return
	case longestRun(r.file.Data) > maxRun:
		r.problem("too-deep", fmt.Sprintf("The script was not read: more than %d operators stand side by side.", maxRun), r.file.Span(0, 0))
		return
	case text.HasTokenRunes(string(r.file.Data)):
		r.problem("encoding", "The script holds characters of Unicode's private use area, which are no part of any script.", r.file.Span(0, 0))
		return
	}
	script := r.parse()
	r.vars = scan(r, script)
	r.stmts(script.Stmts, place{})
	r.finish()
	r.unset()
}

// longestRun counts the operators that stand side by side, white space aside.
func longestRun(data []byte) int {
	longest, run := 0, 0
	for _, c := range data {
		switch {
		case strings.IndexByte("-+!~(", c) >= 0:
			run++
			longest = max(longest, run)
		case strings.IndexByte(" \t\r\n\\", c) < 0:
			run = 0
		}
	}
	return longest
}

// parse reads the grammar. What stands before a fault is kept.
func (r *reader) parse() *syntax.File {
	out := &syntax.File{Name: r.file.Path}
	var fault error
	// The loop goes on after a fault, since some faults are told twice, which a
	// loop that has ended does not bear.
	for stmt, err := range syntax.NewParser(syntax.Variant(syntax.LangBash)).StmtsSeq(bytes.NewReader(masked(r.file.Data))) {
		switch {
		case err != nil && fault == nil:
			fault = err
		case fault == nil && stmt != nil:
			out.Stmts = append(out.Stmts, stmt)
		}
	}
	if fault != nil {
		r.unparseable(fault)
	}
	return out
}

// unparseable reports a script that breaks the grammar. The words of the parser
// may quote the script and are not repeated.
func (r *reader) unparseable(err error) {
	at := r.file.Span(0, 0)
	if fault, ok := errors.AsType[syntax.ParseError](err); ok && fault.Pos.IsValid() {
		at = r.file.Span(int(fault.Pos.Offset()), int(fault.Pos.Offset())+1).FirstLine()
	} else if fault, ok := errors.AsType[syntax.LangError](err); ok && fault.Pos.IsValid() {
		at = r.file.Span(int(fault.Pos.Offset()), int(fault.Pos.Offset())+1).FirstLine()
	}
	if bytes.Contains(r.file.Data, []byte("{{")) || bytes.Contains(r.file.Data, []byte("<%")) || bytes.Contains(r.file.Data, []byte("%{")) {
		r.add(&facts.Input{
			Base: facts.Base{At: at, Address: "templated"}, Code: "templated", Class: facts.Undecided,
			Message: "The script is a template, which is no script before it is filled in.",
		})
		return
	}
	r.problem("unparseable", "The script does not parse as one of bash; what follows was not read.", at)
}

func (r *reader) problem(code, message string, at source.Span) {
	r.add(&facts.Input{
		Base: facts.Base{At: at, Address: code}, Code: code, Class: facts.Incomplete, Message: message, Identity: true,
	})
}

func (r *reader) add(in *facts.Input) {
	in.Source, in.Unit, in.Context = name, r.file.Path, r.file.Context
	r.pass.Problem(in)
}

// hole finds what people write in the place of a word that is to be filled in.
// A parser takes it for redirections.
var hole = text.Regexp(`<[A-Z][A-Z0-9_-]*>|<(?:your|my|insert|the)[-_][A-Za-z0-9_-]*>`)

// masked returns the script with the brackets of holes replaced by characters
// that mean nothing to the shell. Positions stay; the bytes of words are taken
// from the script itself.
func masked(data []byte) []byte {
	found := hole().FindAllIndex(data, -1)
	if len(found) == 0 {
		return data
	}
	out := bytes.Clone(data)
	for _, at := range found {
		if at[0] > 0 && data[at[0]-1] == '<' {
			continue // a here-document
		}
		out[at[0]], out[at[1]-1] = '\x02', '\x03'
	}
	return out
}

// span is the place of a part of the grammar.
func (r *reader) span(n syntax.Node) source.Span {
	return r.file.Span(offset(n.Pos()), offset(n.End()))
}

func offset(p syntax.Pos) int { return int(p.Offset()) } //nolint:gosec // a script is smaller than maxSize

// base begins a fact.
func (r *reader) base(kind facts.Kind, address string, at source.Span, p place) facts.Base {
	id := facts.ID(fmt.Sprintf("%s:%s#%s@%d", kind, r.file.Path, address, at.Root().Start))
	if n := r.ids[id]; n > 0 {
		r.ids[id]++
		id = facts.ID(fmt.Sprintf("%s.%d", id, n))
	} else {
		r.ids[id] = 1
	}
	return facts.Base{ID: id, Address: address, At: at, Source: name, Unit: r.file.Path, Maybe: p.maybe, Context: r.file.Context}
}
