package iam

import (
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// checkPartARN judges an ARN of which parts are unknown by those that are not.
//
// An unknown that makes up a whole field is taken for a good one: who writes
// arn:aws:s3:::${var.bucket}/* does not leave the form of the ARN open. The form
// is open where the text begins with the unknown, or where colons are missing
// that it may bring along.
func checkPartARN(t facts.Text) (Fault, text.Truth) {
	out, all := Fault{}, true
	for i, alt := range t.Alternatives() {
		f, truth := checkOneARN(alt)
		switch {
		case truth == text.Unknown:
			return Fault{Open: namesOf(t)}, text.Unknown
		case i == 0:
			out, all = f, truth == text.Yes
		case all != (truth == text.Yes):
			return Fault{Open: namesOf(t)}, text.Unknown
		}
	}
	return out, text.TruthOf(all)
}

func checkOneARN(t facts.Text) (Fault, text.Truth) {
	if s, ok := t.Value(); ok {
		f, bad := checkFields(s)
		return f, text.TruthOf(bad && s != "*" && !principalForm().MatchString(s) && !crossing(s))
	}
	first := t.Parts()[0]
	if first.Sym != nil {
		return checkUnknown(t, first.Sym)
	}
	switch {
	case len(first.Lit) < len("arn:") && strings.HasPrefix("arn:", first.Lit):
		return Fault{}, text.Unknown
	case !strings.HasPrefix(first.Lit, "arn:"):
		return Fault{Why: `it does not begin with "arn:"`}, text.Yes
	}
	pieces := t.Split(":")
	if len(pieces) < 6 {
		return checkShort(t, pieces)
	}
	return checkKnownFields(pieces)
}

// checkUnknown judges a text that begins with a symbol: what a provider's
// resource calls its ARN is one, and what it calls its name is none.
func checkUnknown(t facts.Text, first *text.Symbol) (Fault, text.Truth) {
	attribute, ok := attributeOf(first)
	switch {
	case first.Form == text.FormARN, ok && isARNAttribute(attribute):
		return Fault{}, text.No
	case ok && len(t.Parts()) == 1 && (attribute == "name" || attribute == "bucket"):
		return Fault{Why: "it is a name"}, text.Yes
	}
	return Fault{}, text.Unknown
}

// checkShort judges an ARN in which fewer than five colons are written.
func checkShort(t facts.Text, pieces []facts.Text) (Fault, text.Truth) {
	for _, s := range t.Symbols() {
		if !colonless(s) {
			return Fault{}, text.Unknown
		}
	}
	last := pieces[len(pieces)-1]
	if last.Is("*") {
		return Fault{}, text.No
	}
	return tooFew(make([]string, len(pieces))), text.Yes
}

// checkKnownFields judges the fields of an ARN that are known. Where one is bad,
// the symbols before it must not hold colons for that to be certain.
func checkKnownFields(pieces []facts.Text) (Fault, text.Truth) {
	fields := make([]string, 6)
	known := make([]bool, 6)
	sure := true
	for i := range fields {
		fields[i], known[i] = pieces[i].Value()
		if i < 5 && slices.ContainsFunc(pieces[i].Symbols(), func(s *text.Symbol) bool { return !colonless(s) }) {
			sure = false
		}
		if !known[i] {
			fields[i] = standIn(pieces[i])
		}
	}
	for _, p := range pieces[6:] {
		fields[5] += ":" + p.String()
	}
	f, bad := checkFilled(fields, known)
	switch {
	case !bad:
		return Fault{}, text.No
	case !sure:
		return Fault{}, text.Unknown
	}
	why, _, _ := strings.Cut(f.Why, ", this one has ") // which may be a stand-in
	return Fault{Why: why}, text.Yes
}

// standIn is a value that no check objects to, but for those that object to any
// value: the name of a region where a service's ARNs have none.
func standIn(t facts.Text) string {
	if len(t.Parts()) == 1 && ofRegion(t.Parts()[0].Sym) {
		return "us-east-1"
	}
	return "*"
}

func checkFilled(fields []string, known []bool) (Fault, bool) {
	if f, bad := checkPartition(fields[1]); bad {
		return f, true
	}
	if !known[2] {
		return Fault{}, false
	}
	if f, bad := checkService(fields[2]); bad {
		return f, true
	}
	sc := scopes[fields[2]]
	if fields[2] == "s3" && (!known[5] || accessPoint().MatchString(fields[5])) {
		sc = scope{}
	}
	for _, check := range []func([]string, scope) Fault{checkRegion, checkAccount, checkResource} {
		if f := check(fields, sc); f.Why != "" {
			return f, true
		}
	}
	return Fault{}, false
}

// attributeForm is a reference to an attribute of a resource or data source of
// AWS, as Terraform writes it, within any number of modules.
var attributeForm = text.Regexp(`^(?:module\.[^.]+\.)*(?:data\.)?aws_[a-z0-9_]+\.[^.\[]+(?:\[[^\]]*\])?\.(.+)$`)

// attributeOf returns the attribute that a symbol is, if it is one of AWS's
// resources.
func attributeOf(s *text.Symbol) (string, bool) {
	m := attributeForm().FindStringSubmatch(s.Name)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// isARNAttribute: providers call ARNs arn, role_arn, arns[0] and so on.
func isARNAttribute(name string) bool {
	name, _, _ = strings.Cut(name[strings.LastIndex(name, ".")+1:], "[")
	return name == "arn" || name == "arns" || strings.HasSuffix(name, "_arn") || strings.HasSuffix(name, "_arns")
}

// colonless reports whether a symbol's name says that it is one field of an ARN.
func colonless(s *text.Symbol) bool {
	switch s.Form {
	case text.FormAccount, text.FormPartition, text.FormRegion, text.FormName, text.FormDomain:
		return true
	case text.FormARN, text.FormURL:
		return false
	}
	n := strings.ToLower(s.Name)
	if strings.Contains(n, "arn") {
		return false
	}
	if a, ok := attributeOf(s); ok && (a == "bucket" || a == "name" || a == "id" && strings.Contains(n, "aws_s3_bucket.")) {
		return true
	}
	return strings.Contains(n, "account") || strings.Contains(n, "partition") || strings.Contains(n, "region")
}

// ofRegion reports whether a symbol certainly is the name of a region.
func ofRegion(s *text.Symbol) bool {
	return s != nil && (s.Form == text.FormRegion || s.Name == "aws.region" || strings.Contains(s.Name, "data.aws_region."))
}

// ofAccount reports whether a symbol certainly is the id of one account, and so
// holds no wildcard.
func ofAccount(s *text.Symbol) bool {
	if s == nil {
		return false
	}
	a, ok := attributeOf(s)
	return s.Form == text.FormAccount || s.Name == "aws.account_id" || ok && (a == "account_id" || a == "owner_id" || a == "id" && strings.Contains(s.Name, "aws_caller_identity."))
}

// namesOf lists the names of a text's symbols.
func namesOf(t facts.Text) []string {
	var out []string
	for _, s := range t.Symbols() {
		if !slices.Contains(out, s.Name) {
			out = append(out, s.Name)
		}
	}
	return out
}

// hole is what something that is not read here fills in: a template, a shell. IAM
// itself fills in what policyVariable matches.
var hole = text.Regexp(`\$\{[^{}]*\}|\{\{.*?\}\}|<%.*?%>|\$\([^()]*\)|%\{[^{}]*\}|\$[A-Za-z_]\w*`)

// FillIn puts a symbol in place of each hole of a template: ${NAME}, $NAME,
// {{ name }}, <% name %>. The symbols of one name and scope are equal; without a
// scope they are equal to nothing.
func FillIn(t facts.Text, scope string) facts.Text {
	s, ok := t.Value()
	if !ok || !templated(s) {
		return t
	}
	var parts []text.Part
	done := 0
	for _, at := range hole().FindAllStringIndex(s, -1) {
		found := s[at[0]:at[1]]
		if policyVariable().MatchString(found) {
			continue
		}
		sym := &text.Symbol{Name: strings.TrimSpace(strings.Trim(found, "${}()<%>=")), Scope: scope, Fresh: scope == ""}
		parts = append(parts, text.Part{Lit: s[done:at[0]]}, text.Part{Sym: sym})
		done = at[1]
	}
	return text.Join(t.At, append(parts, text.Part{Lit: s[done:]})...)
}
