package secret

import (
	"strings"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Found is a credential with the slot and the place in which it stands.
type Found struct {
	Match
	// Slot is the name of the attribute, key or variable that holds it.
	Slot string
	At   source.Span
	// Maybe says that what holds it may not be there.
	Maybe bool
	// Pair is the place of the other half of a key pair; zero if there is none.
	Pair source.Span
}

// InNode looks for credentials in a scalar and finds their exact place where the
// scalar has a view. What SOPS encrypted is none.
func InNode(slot string, n *text.Node, maybe bool) []Found {
	t := n.Str()
	if n == nil || t.Absent() || strings.HasPrefix(t.String(), "ENC[") {
		return nil
	}
	var out []Found
	var view *source.File
	content, exact := t.String(), t.IsKnown()
	if n.Kind == text.Opaque && n.View != nil {
		view = n.View()
		content, exact = string(view.Data), true
	}
	for _, m := range Scan(slot, content) {
		at := n.At.FirstLine()
		if n.View != nil && exact {
			if view == nil {
				view = n.View()
			}
			at = view.Span(m.Start, m.End).FirstLine()
		}
		out = append(out, Found{Match: m, Slot: slot, At: at, Maybe: maybe})
	}
	return out
}

// Join makes one credential, at the secret's place, of each access key id and
// secret access key of what was found in one object: the first id goes with the
// first secret, and so on.
func Join(found []Found) []Found {
	var ids, out []Found
	for _, f := range found {
		if f.Type == "access-key-id" {
			ids = append(ids, f)
		}
	}
	paired := 0
	for _, f := range found {
		if f.Type == "secret-access-key" && paired < len(ids) {
			id := ids[paired]
			paired++
			f.Type, f.Hint, f.Pair = "access-key-pair", id.Hint, id.At
			f.Temporary, f.Documentation = id.Temporary, f.Documentation || id.Documentation
		}
		if f.Type != "access-key-id" {
			out = append(out, f)
		}
	}
	return append(out, ids[paired:]...)
}
