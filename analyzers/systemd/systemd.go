// Package systemd reads the units that start an API server or a kubelet.
package systemd

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube/apiserver"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

const name = "systemd"

// Analyzer reads units of systemd.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "Units of systemd (.service) that start kube-apiserver or kubelet.",
	Claims:   claims,
	Relevant: relevant,
	Run:      run,
}

// claims takes units and what is added to them (kubelet.service.d/10-x.conf).
// https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html
func claims(file string) bool {
	return path.Ext(file) == ".service" || path.Ext(file) == ".conf" && strings.HasSuffix(path.Dir(file), ".service.d")
}

// forms are the programs that are read, with what a fact calls them.
var forms = map[string]string{"kube-apiserver": "api-server", "kubelet": "kubelet"}

func relevant(data []byte) bool {
	return bytes.Contains(data, []byte("kube-apiserver")) || bytes.Contains(data, []byte("kubelet"))
}

func run(p *analyzers.Pass) {
	for _, f := range p.Files {
		symbols := text.NewTable(f.Path)
		for _, words := range starts(f) {
			if c := command(f, words, symbols); c != nil {
				p.Facts.Add(c)
			}
		}
	}
}

// starts finds the values of ExecStart, each as its words. A backslash at the
// end of a line goes on in the next; comments may stand between them.
// https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
func starts(f *source.File) [][]source.Span {
	var out [][]source.Span
	goesOn := false
	for at := 0; at < len(f.Data); {
		end := len(f.Data)
		if i := bytes.IndexByte(f.Data[at:], '\n'); i >= 0 {
			end = at + i
		}
		line := strings.TrimRight(string(f.Data[at:end]), " \t\r")
		start, next := at, end+1
		trimmed := strings.TrimLeft(line, " \t")
		at = next
		if goesOn && (strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, ";")) {
			continue
		}
		if !goesOn {
			key, value, ok := strings.Cut(trimmed, "=")
			if !ok || strings.TrimSpace(key) != "ExecStart" {
				continue
			}
			out = append(out, nil)
			start += len(line) - len(value)
			line = value
		}
		line, goesOn = strings.CutSuffix(line, `\`)
		out[len(out)-1] = append(out[len(out)-1], words(f, start, start+len(line))...)
	}
	return out
}

// words splits a line at spaces; quotes keep a word together, and are no part
// of it where they stand around all of it.
func words(f *source.File, start, end int) []source.Span {
	var out []source.Span
	for i := start; i < end; {
		if f.Data[i] == ' ' || f.Data[i] == '\t' {
			i++
			continue
		}
		from, quote := i, byte(0)
		for ; i < end && (quote != 0 || f.Data[i] != ' ' && f.Data[i] != '\t'); i++ {
			switch c := f.Data[i]; {
			case quote == c:
				quote = 0
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			}
		}
		to := i
		if to-from > 1 && f.Data[from] == f.Data[to-1] && (f.Data[from] == '"' || f.Data[from] == '\'') {
			from, to = from+1, to-1
		}
		out = append(out, f.Span(from, to))
	}
	return out
}

// command reads one command line; nil if it starts neither program.
func command(f *source.File, line []source.Span, symbols *text.Table) *facts.Cluster {
	program := slices.IndexFunc(line, func(w source.Span) bool { return forms[programOf(w)] != "" })
	if program < 0 || program > 1 { // hyperkube takes the program's name
		return nil
	}
	unit := path.Base(f.Path)
	if folder := path.Base(path.Dir(f.Path)); strings.HasSuffix(folder, ".service.d") {
		unit = folder + "/" + unit
	}
	c := &facts.Cluster{
		Base: facts.Base{
			ID: facts.ID("cluster:" + f.Path + "#" + programOf(line[program])), Address: unit, At: line[program],
			Source: name, Unit: f.Path, Context: f.Context,
		},
		Form: forms[programOf(line[program])], Name: text.Known(unit, f.Span(0, 0)),
	}
	var args []facts.Text
	for _, w := range line[program+1:] {
		t := word(w, symbols)
		// A variable without braces may stand for several words.
		c.SettingsOpen = c.SettingsOpen || strings.HasPrefix(w.Text(), "$") && !t.IsKnown()
		args = append(args, t)
	}
	c.Settings, c.Faults = apiserver.Read(args)
	return c
}

// programOf is the name of the program that a word calls. Signs before it say
// how it is called.
func programOf(w source.Span) string { return path.Base(strings.TrimLeft(w.Text(), "@-:+!|")) }

// word is the text of a word; what the environment brings is a symbol.
func word(w source.Span, symbols *text.Table) facts.Text {
	var parts []text.Part
	rest := w.Text()
	for {
		before, after, found := strings.Cut(rest, "$")
		parts = append(parts, text.Part{Lit: before})
		if !found {
			return text.Join(w, parts...)
		}
		if literal, ok := strings.CutPrefix(after, "$"); ok {
			parts, rest = append(parts, text.Part{Lit: "$"}), literal
			continue
		}
		variable := after
		if inner, ok := strings.CutPrefix(after, "{"); ok {
			variable, rest, _ = strings.Cut(inner, "}")
		} else {
			end := strings.IndexFunc(after, func(c rune) bool {
				return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
			})
			if end < 0 {
				end = len(after)
			}
			variable, rest = after[:end], after[end:]
		}
		parts = append(parts, text.Part{Sym: symbols.Symbol(variable)})
	}
}
