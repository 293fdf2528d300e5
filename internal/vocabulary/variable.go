package vocabulary

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// Variable finds the first policy variable in a text that names a condition key,
// such as ${aws:username}; empty if there is none. What other tools fill in
// looks like it and names none.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func Variable(t facts.Text) string {
	for _, p := range t.Parts() {
		if p.Sym != nil {
			continue
		}
		for rest := p.Lit; ; {
			_, inside, found := strings.Cut(rest, "${")
			if !found {
				break
			}
			body, _, closed := strings.Cut(inside, "}")
			if closed && isVariable(body) {
				return "${" + body + "}"
			}
			rest = inside
		}
	}
	return ""
}

var variableForm = text.Regexp(`^([A-Za-z0-9.-]+):[A-Za-z][A-Za-z0-9:/=+.@_ -]*`)

// isVariable reports whether a text begins with a condition key.
func isVariable(body string) bool {
	m := variableForm().FindStringSubmatch(body)
	if m == nil {
		return false
	}
	prefix := strings.ToLower(m[1])
	return prefix == "aws" || prefix == "saml" || strings.Contains(prefix, ".") || awsdata.ServiceOf(prefix) != nil
}

// BrokenVariable finds a variable that is begun in a text and cannot be read: its
// brace is not closed, or its default stands in no quotes.
func BrokenVariable(t facts.Text) (why string, truth text.Truth) {
	parts := t.Parts()
	for i, p := range parts {
		if p.Sym != nil {
			continue
		}
		for rest := p.Lit; ; {
			_, inside, found := strings.Cut(rest, "${")
			if !found {
				break
			}
			rest = inside
			body, _, closed := strings.Cut(inside, "}")
			switch {
			case !isVariable(body):
			case !closed && i < len(parts)-1:
				return "the variable ${" + body + " is not closed", text.Unknown
			case !closed:
				return "the variable ${" + body + " is not closed by a brace", text.Yes
			case badDefault(body):
				return fmt.Sprintf("the default in ${%s} is to stand in single quotes", body), text.Yes
			}
		}
	}
	return "", text.No
}

// badDefault reports whether a variable has a default that is not in quotes.
func badDefault(body string) bool {
	_, value, has := strings.Cut(body, ",")
	value = strings.TrimSpace(value)
	return has && (len(value) < 2 || value[0] != '\'' || value[len(value)-1] != '\'')
}

// Replaces decides whether an operator of a condition replaces variables in its
// values: those that compare strings and ARNs do.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
func Replaces(operator facts.Text) text.Truth {
	name, known := operator.Value()
	if !known {
		return text.Unknown
	}
	switch familyOf(baseOf(name)) {
	case "numeric", "date", "bool", "null", "ipaddress":
		return text.No
	}
	return text.TruthOf(!strings.HasPrefix(strings.ToLower(baseOf(name)), "binary"))
}
