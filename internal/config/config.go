// Package config reads .subaud.yaml: what the owners of a repository declare
// about it, and what they want to hear.
//
// The file is checked strictly, since a setting that is silently ignored is
// worse than none: an unknown key, a value of the wrong type, a key that is
// written twice and a rule that does not exist are faults with a place and,
// where one is near, the word that was meant. All faults are reported at once.
package config

import (
	"github.com/bmatcuk/doublestar/v4"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Value is a setting with the place that set it. At is zero for a default.
type Value[T any] struct {
	Value T
	At    source.Span
}

// Set reports whether a file set the value.
func (v Value[T]) Set() bool { return !v.At.IsZero() }

// Account is an account, tenant, subscription or project of a cloud.
type Account struct {
	// ID is an AWS account id, a GUID of Azure or a project id of Google Cloud.
	ID string
	// Name is what people call it; may be empty.
	Name string
}

// Issuer is an issuer of tokens.
type Issuer struct {
	// Host is the issuer's URL without https://.
	Host string
	// Class is private, tenant or shared.
	Class string
	// Name is what people call it; may be empty.
	Name string
}

// Closed says that the repository holds every fact of a kind.
type Closed struct {
	Kind facts.Kind
	// Scope is a glob over paths relative to the root: the files for which it
	// holds. Empty means all.
	Scope string
}

// Override sets the severity of the findings of some rules.
type Override struct {
	// Pattern is the id of a rule or a glob.
	Pattern string
	// Off switches the rules off; Severity then means nothing.
	Off      bool
	Severity finding.Severity
}

// Param sets a parameter of a rule.
type Param struct {
	// Rule is the rule's id, or an alias of it.
	Rule string
	Name string
	// Value is a string, bool, json.Number, []any or map[string]any, as deep.
	Value any
}

// Config is the effective configuration: the file and all that it extends.
// Lists hold what was extended first. The zero Config is no valid one; a run
// without a file uses Default.
type Config struct {
	// Files are the files that were read, the one that was found first.
	// Paths are as in reports.
	Files []string
	// Accounts are one's own accounts.
	Accounts []Value[Account]
	// Vendors are accounts of trusted third parties.
	Vendors []Value[Account]
	// Repository is the repository or project that the files are of, as
	// owner/name; empty if it is not said.
	Repository Value[string]
	// Issuers are one's own issuers.
	Issuers []Value[Issuer]
	// Complete are the kinds of facts of which nothing is elsewhere.
	Complete []Value[Closed]
	// Principals and Groups are meant to be administrators (break-glass).
	Principals, Groups []Value[string]
	// Exclude are globs over paths relative to the root, as discover takes them.
	Exclude []Value[string]
	// Policies are folders of policies, absolute.
	Policies []Value[string]
	// Select and Ignore are ids or globs of rules; no Select means all.
	Select, Ignore []Value[string]
	// Severity are the overrides, each pattern once.
	Severity []Value[Override]
	// Params are the parameters, each once.
	Params []Value[Param]
	// Release is the release whose rules count, or empty (the key rules).
	Release Value[string]
	// Persona is who reads the report.
	Persona Value[finding.Persona]
	// FailOn is the least severity that makes the exit code 1.
	FailOn Value[finding.Severity]
	// MinConfidence is the least confidence to report.
	MinConfidence Value[finding.Confidence]
	// Baseline and Exceptions are files, absolute; empty means none.
	Baseline, Exceptions Value[string]

	root string
}

// Default returns the configuration of a run without a file.
func Default() *Config {
	return &Config{
		FailOn:  Value[finding.Severity]{Value: finding.SeverityMedium},
		Persona: Value[finding.Persona]{Value: finding.PersonaRegular},
	}
}

// Strings returns the bare values.
func Strings(values []Value[string]) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, v.Value)
	}
	return out
}

// Closed reports whether the configuration declares that every fact of the
// kind is there, for a reference that stands in a file (a path relative to the
// root; "" asks whether it holds for all files).
func (c *Config) Closed(kind facts.Kind, path string) bool {
	for _, v := range c.Complete {
		if v.Value.Kind != kind {
			continue
		}
		if v.Value.Scope == "" || path != "" && matchPath(v.Value.Scope, path) {
			return true
		}
	}
	return false
}

// matchPath matches a path with a glob of the configuration, as exclude does:
// one without a slash is matched with every part of the path, and what lies
// below a match matches.
func matchPath(glob, path string) bool {
	glob = pathGlob(glob)
	for _, g := range []string{glob, glob + "/**"} {
		if ok, err := doublestar.Match(g, path); err == nil && ok {
			return true
		}
	}
	return false
}

var release = text.Regexp(`^20[0-9][0-9]\.(0[1-9]|1[0-2])$`)

func isRelease(s string) bool { return release().MatchString(s) }

// Younger reports whether a rule that came with one release (YYYY.MM) is
// younger than another. What is no release is never younger, nor is anything
// younger than it.
func Younger(since, than string) bool {
	return isRelease(since) && isRelease(than) && since > than
}
