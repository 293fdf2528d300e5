// Package dotenv reads files of environment variables: .env files, as Docker
// Compose, dotenv libraries and direnv read them.
package dotenv

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

const name = "dotenv"

// Analyzer reads files of environment variables.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "Files of environment variables (.env, .envrc): credentials of the clouds.",
	Claims:   claims,
	Relevant: relevant,
	Run:      run,
}

// claims takes .env, .env.production, production.env and .envrc.
func claims(file string) bool {
	base := strings.ToLower(path.Base(file))
	switch path.Ext(base) {
	case ".yaml", ".yml", ".json", ".tf", ".sh", ".md":
		return false
	}
	return base == ".env" || base == ".envrc" || strings.HasPrefix(base, ".env.") || strings.HasSuffix(base, ".env")
}

// relevant asks for what a credential begins with, or the name of its slot has.
func relevant(data []byte) bool {
	upper := bytes.ToUpper(data)
	for _, word := range []string{"AKIA", "ASIA", "AWS", "SECRET", "Q~", "ACCOUNTKEY", "STORAGE", "ACCESS_KEY", "SIG=", "SERVICE_ACCOUNT"} {
		if bytes.Contains(upper, []byte(word)) {
			return true
		}
	}
	return false
}

func run(p *analyzers.Pass) {
	for _, f := range p.Files {
		var found []secret.Found
		for _, v := range variables(f) {
			for _, m := range secret.Scan(v.name, v.value.Text()) {
				found = append(found, secret.Found{Match: m, Slot: v.name, At: v.value.Sub(m.Start, m.End).FirstLine()})
			}
		}
		for _, one := range secret.Join(found) {
			base := facts.Base{
				ID:      facts.ID(fmt.Sprintf("credential:%s#%s@%d", f.Path, one.Slot, one.At.Start)),
				Address: path.Base(f.Path) + "/" + one.Slot, At: one.At, Source: name, Unit: f.Path, Context: f.Context,
			}
			p.Facts.Add(credential.Of(one, base, "env-file", text.Known(path.Base(f.Path), f.Span(0, 0))))
		}
	}
}

// variable is an assignment.
type variable struct {
	name  string
	value source.Span
}

// variables lists the assignments of a file. What is no assignment is a comment,
// or for a shell to say, and holds no variable here.
// https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
func variables(f *source.File) []variable {
	var out []variable
	for at := 0; at < len(f.Data); {
		end := len(f.Data)
		if i := bytes.IndexByte(f.Data[at:], '\n'); i >= 0 {
			end = at + i
		}
		name, value, ok := assignment(string(f.Data[at:end]))
		if !ok {
			at = end + 1
			continue
		}
		value += at
		v := variable{name: name, value: f.Span(value, end)}
		if value < end && (f.Data[value] == '"' || f.Data[value] == '\'') {
			if i := closing(f.Data[value+1:], f.Data[value]); i >= 0 {
				v.value = f.Span(value+1, value+1+i)
				end = max(end, v.value.End)
			}
		} else {
			v.value = unquoted(v.value)
		}
		out = append(out, v)
		at = end + 1
	}
	return out
}

// assignment splits a line into a name and where the value begins.
func assignment(line string) (name string, value int, ok bool) {
	rest := strings.TrimLeft(line, " \t\ufeff")
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "export "), " \t")
	key, after, found := strings.Cut(rest, "=")
	key = strings.TrimRight(key, " \t")
	if !found || key == "" || strings.ContainsAny(key, "#\"' \t$(){}") {
		return "", 0, false
	}
	after = strings.TrimLeft(after, " \t")
	return key, len(line) - len(after), true
}

// closing finds the quote that ends a value, which may span lines.
func closing(data []byte, quote byte) int {
	for i := 0; i < len(data); i++ {
		switch {
		case data[i] == '\\' && quote == '"':
			i++
		case data[i] == quote:
			return i
		}
	}
	return -1
}

// unquoted takes a comment and spaces off the end of a value.
func unquoted(s source.Span) source.Span {
	body := s.Text()
	if i := strings.Index(body, " #"); i >= 0 {
		body = body[:i]
	}
	return s.Sub(0, len(strings.TrimRight(body, " \t\r")))
}
