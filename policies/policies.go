// Package policies holds the built-in policies, one Rego file per rule:
// <kind>/<slug>.rego is the rule <kind>/<slug>. Files in lib are helpers.
//
// docs/decisions and CONTRIBUTING.md say how to write one; package rules loads
// and runs them.
package policies

import "embed"

// FS holds the policies. It also holds this file, so that it is never empty;
// package rules reads only the folders of the kinds, and lib.
//
//go:embed *
var FS embed.FS
