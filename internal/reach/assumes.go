package reach

import (
	"github.com/subaud/subaud/internal/text"
)

// assumes adds which roles can assume which others.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
func (b *builder) assumes() {
	for _, a := range b.AssumeEdges() {
		e := Edge{
			From: b.byFact[a.From.ID], To: b.byFact[a.To.ID], Step: Assumes, Truth: a.Truth, Says: "can assume",
			Evidence: notes(note(a.Allowed.At, "it may ask to be %s", a.To.Name), note(a.To.At, "the role %s", a.To.Name)),
		}
		if a.Way != nil {
			e.Evidence = append(e.Evidence, notes(note(a.Way.At, "its trust policy lets it in"))...)
		}
		if a.Truth != text.Yes {
			e.Symbols = a.Symbols
		}
		b.step(e)
	}
}
