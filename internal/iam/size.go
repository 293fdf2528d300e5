package iam

import (
	"strings"
	"unicode"

	"github.com/subaud/subaud/internal/facts"
)

// Size counts the characters of a trust policy in its shortest form, white space
// left aside, as the quota does: at least as many as this. What is not known
// counts for nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
func Size(t *facts.Trust) int {
	n := len(`{"Statement":[]}`)
	statements := 0
	for i := range t.Statements {
		if s := &t.Statements[i]; !s.Maybe {
			n += statementSize(s)
			statements++
		}
	}
	return n + max(0, statements-1)
}

func statementSize(s *facts.Statement) int {
	n := len(`{"Effect":}`) + textSize(s.Effect)
	if !s.Sid.Absent() {
		n += len(`"Sid":,`) + textSize(s.Sid)
	}
	n += elementSize("Action", listSize(s.Actions)) + elementSize("NotAction", listSize(s.NotActions))
	n += elementSize("Principal", principalsSize(s.Principals)) + elementSize("NotPrincipal", principalsSize(s.NotPrincipals))
	return n + elementSize("Condition", conditionsSize(s.Conditions))
}

// elementSize adds the name of an element that is there.
func elementSize(name string, size int) int {
	if size == 0 {
		return 0
	}
	return len(`,"":`) + len(name) + size
}

// textSize is that of a string with its quotes.
func textSize(t facts.Text) int {
	least := -1
	for _, alt := range t.Alternatives() {
		n := 2
		for _, p := range alt.Parts() {
			n += len([]rune(strings.Map(dropSpace, p.Lit)))
		}
		if least < 0 || n < least {
			least = n
		}
	}
	return max(least, 2)
}

func dropSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}

func listSize(l facts.List) int {
	texts := make([]facts.Text, 0, len(l.Items))
	texts = append(texts, l.Items...)
	return textsSize(texts)
}

// textsSize is that of one string, or of a list of several.
func textsSize(texts []facts.Text) int {
	n := 0
	for _, t := range texts {
		n += textSize(t)
	}
	if len(texts) > 1 {
		n += len(`[]`) + len(texts) - 1
	}
	return n
}

func principalsSize(principals []facts.Principal) int {
	byType := map[string][]facts.Text{}
	for _, p := range principals {
		if !p.Maybe {
			byType[p.Type.String()] = append(byType[p.Type.String()], p.Value)
		}
	}
	if len(byType) == 0 {
		return 0
	}
	n := len(`{}`) + len(byType) - 1
	for kind, values := range byType {
		if kind == typeAny {
			return len(`"*"`)
		}
		n += len(`"":`) + len(kind) + textsSize(values)
	}
	return n
}

func conditionsSize(conditions []facts.Condition) int {
	byOperator := map[string][]int{}
	for _, c := range conditions {
		if !c.Maybe && c.Operator.IsKnown() {
			o := c.Operator.String()
			byOperator[o] = append(byOperator[o], textSize(c.Key)+len(`:`)+listSize(c.Values))
		}
	}
	if len(byOperator) == 0 {
		return 0
	}
	n := len(`{}`) + len(byOperator) - 1
	for operator, sizes := range byOperator {
		n += len(`"":{}`) + len(operator) + len(sizes) - 1
		for _, size := range sizes {
			n += size
		}
	}
	return n
}
