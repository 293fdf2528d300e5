package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// brokenStrings looks at the strings behind a syntax error. What they mean
// cannot be told there, so only those are looked at that say themselves that
// they name an identity.
func brokenStrings(m *module.Module, add func(*facts.Input)) {
	for _, p := range m.Problems() {
		f := p.At.File
		if p.Code != "unparseable" || f == nil || !p.Identity || !strings.Contains(string(f.Data), "$") {
			continue
		}
		end := blockEnd(f, p.At.Start)
		for _, lit := range quoted(f, p.At.Start, end) {
			if !namesIdentity(lit.Text()) {
				continue
			}
			for _, at := range shellVariable.FindAllStringSubmatchIndex(lit.Text(), -1) {
				add(shellInput(m, lit.Sub(at[4]-1, at[5]), lit.Text()[at[4]:at[5]]))
			}
		}
	}
}

// quoted lists the literal runs of the strings between two offsets.
func quoted(f *source.File, start, end int) []source.Span {
	tokens, _ := hclsyntax.LexConfig(f.Data, f.Path, hcl.InitialPos)
	var out []source.Span
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenQuotedLit && t.Type != hclsyntax.TokenStringLit || t.Range.Start.Byte < start || t.Range.End.Byte > end {
			continue
		}
		if n := len(out) - 1; n >= 0 && out[n].End == t.Range.Start.Byte {
			out[n].End = t.Range.End.Byte // the scanner cuts at every $
			continue
		}
		out = append(out, f.Span(t.Range.Start.Byte, t.Range.End.Byte))
	}
	return out
}

// blockEnd is where the top-level block around an offset ends, going by the
// closing brace at the start of a line.
func blockEnd(f *source.File, offset int) int {
	if i := strings.Index(string(f.Data[offset:]), "\n}"); i >= 0 {
		return offset + i
	}
	return len(f.Data)
}

// namesIdentity reports whether a string is one of an identity by its form.
func namesIdentity(s string) bool {
	for _, part := range []string{"arn:aws", "system:serviceaccount:", ":sub", ":aud", "oidc-provider/"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// shellInput is the problem of a variable written as a shell would.
func shellInput(m *module.Module, at source.Span, name string) *facts.Input {
	fix := ""
	switch {
	case m.Variables[name] != nil:
		fix = "${var." + name + "}"
	case m.Local(name) != nil:
		fix = "${local." + name + "}"
	}
	return &facts.Input{
		Base: facts.Base{At: at, Source: module.Source},
		Code: "shell-interpolation-in-hcl", Class: facts.Mistake, Identity: true, Fix: fix,
		Message: "Terraform does not expand $" + name + ": the string holds it as it is written.",
		Detail:  text.Known(name, at),
	}
}
