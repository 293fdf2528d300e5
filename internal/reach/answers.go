package reach

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/text"
)

// Answers says who can do or become something: the JSON form of `subaud
// who-can`.
type Answers struct {
	Version int `json:"version"`
	// Question is what was asked, in words: become role/x, get secrets in y.
	Question string   `json:"question"`
	Answers  []Answer `json:"answers"`
}

// Answer is one who can, and how.
type Answer struct {
	// Who is the id of a node, or a subject that is not known.
	Who string `json:"who"`
	// Name is what people call it.
	Name string `json:"name"`
	// Decision is certain or possible.
	Decision string `json:"decision"`
	// Steps lead from the one who can to what it becomes; none for a permission.
	Steps []EdgeJSON `json:"steps"`
	// Evidence are the places that show a permission.
	Evidence []NoteJSON `json:"evidence"`
	// Symbols name what would decide a possible answer.
	Symbols []string `json:"symbols"`
}

// Become answers who can become one of some nodes, which share a name.
func (g *Graph) Become(targets []*Node, question string, secrets *facts.Redactor) Answers {
	out := Answers{Version: Version, Question: secrets.String(question), Answers: []Answer{}}
	for _, t := range targets {
		for _, p := range g.Into(t) {
			a := Answer{
				Who: secrets.String(p.From().ID), Name: secrets.String(p.From().String()), Decision: Decision(p.Truth()),
				Steps: []EdgeJSON{}, Evidence: []NoteJSON{}, Symbols: hidden(p.Symbols(), secrets),
			}
			for _, e := range p.Steps {
				a.Steps = append(a.Steps, e.JSON(secrets))
			}
			out.Answers = append(out.Answers, a)
		}
	}
	return out
}

// Permitted answers who may do something, by the roles and bindings of the scan
// and those that Kubernetes itself makes.
func Permitted(g *link.Graph, q rbac.Request, secrets *facts.Redactor) Answers {
	question := q.String()
	if q.Namespace != "" {
		question += " in " + q.Namespace
	}
	out := Answers{Version: Version, Question: secrets.String(question), Answers: []Answer{}}
	for _, h := range g.RBAC().WhoCan(q) {
		a := Answer{
			Who: secrets.String(subjectID(&h)), Name: secrets.String(h.String()), Decision: Decision(h.Truth),
			Steps: []EdgeJSON{}, Evidence: notesJSON(evidenceOf(&h.Evidence, q), secrets), Symbols: []string{},
		}
		if h.Builtin() {
			a.Evidence = []NoteJSON{{Message: "Kubernetes itself binds it (" + h.Evidence.Binding.Name.String() + ")"}}
		}
		if h.Truth != text.Yes {
			a.Symbols = hidden(h.Symbols, secrets)
		}
		out.Answers = append(out.Answers, a)
	}
	slices.SortStableFunc(out.Answers, func(a, b Answer) int { return strings.Compare(a.Decision, b.Decision) })
	return out
}

// subjectID is the id of the node that a holder is.
func subjectID(h *rbac.Holder) string {
	if h.Subject == nil {
		return ""
	}
	kind, _ := h.Subject.Kind.Value()
	switch kind {
	case "ServiceAccount":
		return fmt.Sprintf("%s/%s", Account, accountName(h.Subject.Namespace, h.Subject.Name))
	case "User":
		return fmt.Sprintf("%s/%s", User, h.Subject.Name)
	case "Group":
		return fmt.Sprintf("%s/%s", Group, h.Subject.Name)
	}
	return ""
}

// WriteJSON writes the answers as JSON, indented, as AnswersSchema describes it.
func (a Answers) WriteJSON(w io.Writer) error { return encode(w, a) }
