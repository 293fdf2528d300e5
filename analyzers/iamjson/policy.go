package iamjson

import (
	"path"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// policy reads a policy document that makes up a file of its own.
func (r *reader) policy(n *text.Node) {
	file := path.Base(r.file.Path)
	position := positionOf(n, file)
	if position == "identity" {
		position = usedAs(r.file.Path)
	}
	if position == "trust" {
		r.trust(n, r.base(facts.KindTrust, file, n.At), text.Known(file, n.At))
		return
	}
	r.statements(n, position, r.base("policy", file, n.At), "", text.Known(file, n.At))
}

// usedAs tells policies that only bound what others grant by the names of their
// files and folders, as their statements look like those of the others.
func usedAs(file string) string {
	word := strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(file))
	switch {
	case strings.Contains(word, "boundar"):
		return "boundary"
	case strings.Contains(word, "servicecontrol"), strings.Contains(word, "scp"), strings.Contains(word, "guardrail"), strings.Contains(word, "resourcecontrol"):
		return "service-control"
	case strings.Contains(word, "sessionpolic"):
		return "session"
	}
	return "identity"
}

// positionOf tells by most of its statements what a document is used as: those
// with a principal and an action of STS are a trust policy's, those with another
// action a resource policy's, those without a principal a permission policy's.
// Where they balance, the file's name decides.
func positionOf(n *text.Node, file string) string {
	votes := map[string]int{}
	for _, s := range statementsOf(n.Get("Statement")) {
		votes[vote(s)]++
	}
	best, tie := "unknown", false
	for _, position := range []string{"trust", "identity", "resource"} {
		switch {
		case votes[position] > votes[best]:
			best, tie = position, false
		case votes[position] == votes[best] && votes[position] > 0:
			tie = true
		}
	}
	file = strings.ToLower(file)
	named := strings.Contains(file, "trust") || strings.Contains(file, "assume-role") || strings.Contains(file, "assume_role") ||
		strings.Contains(file, "assumerole")
	switch {
	case named && (best != "trust" || tie) && votes["trust"] > 0:
		return "trust"
	case tie:
		return "unknown"
	}
	return best
}

func vote(s *text.Node) string {
	if s.Get("Principal") == nil && s.Get("NotPrincipal") == nil {
		return "identity"
	}
	for _, a := range knownStrings(s.Get("Action")) {
		if strings.HasPrefix(strings.ToLower(a), "sts:") {
			return "trust"
		}
	}
	return "resource"
}

// knownStrings lists the known strings of a string or a list.
func knownStrings(n *text.Node) []string {
	if n.Is(text.List) {
		var out []string
		for _, item := range n.Items {
			if s, ok := item.Value.Str().Value(); ok {
				out = append(out, s)
			}
		}
		return out
	}
	if s, ok := n.Str().Value(); ok {
		return []string{s}
	}
	return nil
}

// trust reads a trust policy and adds it with its statements.
func (r *reader) trust(n *text.Node, base facts.Base, owner facts.Text) *facts.Trust {
	o := iam.Options{Position: "trust", Base: base, Owner: base.ID, OwnerName: owner}
	doc := iam.Read(decoded(n), o)
	t := iam.NewTrust(base, owner, doc)
	r.pass.Facts.Add(t)
	r.add(doc, o)
	return t
}

// statements reads a policy of another position and adds its statements.
func (r *reader) statements(n *text.Node, position string, base facts.Base, owner facts.ID, ownerName facts.Text) []facts.ID {
	o := iam.Options{Position: position, Base: base, Owner: owner, OwnerName: ownerName}
	doc := iam.Read(decoded(n), o)
	r.add(doc, o)
	var ids []facts.ID
	for _, s := range doc.Statements {
		ids = append(ids, s.ID)
	}
	return ids
}

func (r *reader) add(doc iam.Document, o iam.Options) {
	for i := range doc.Statements {
		r.pass.Facts.Add(&doc.Statements[i])
	}
	for _, s := range iam.Unparsed(doc, o) {
		r.pass.Facts.Add(s)
	}
	for _, p := range doc.Problems {
		r.pass.Problem(p)
	}
}
