package privilege

import (
	"encoding/json"
	"sort"

	"github.com/subaud/subaud/internal/awsdata"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// document is a policy of AWS as the table holds it.
type document struct {
	Statement manyStatements
}

type statement struct {
	Effect                                   string
	Action, NotAction, Resource, NotResource many
	Condition                                map[string]map[string]many
}

// many is a string, a number or a boolean, or a list of them.
type many []string

// UnmarshalJSON reads one or several values.
func (m *many) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(data, &list) != nil {
		list = []json.RawMessage{data}
	}
	*m = many{}
	for _, raw := range list {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		*m = append(*m, s)
	}
	return nil
}

// manyStatements is a statement or a list of them.
type manyStatements []statement

// UnmarshalJSON reads one or several statements.
func (m *manyStatements) UnmarshalJSON(data []byte) error {
	var one statement
	if len(data) > 0 && data[0] == '{' {
		err := json.Unmarshal(data, &one)
		*m = manyStatements{one}
		return err
	}
	return json.Unmarshal(data, (*[]statement)(m))
}

// managedStatements gives the statements of a policy of AWS. The table is ours,
// and tested; a document that cannot be read has none.
func managedStatements(path string) []facts.Statement {
	m, _, _ := awsdata.ManagedOf(path)
	var d document
	if m.Document == "" || json.Unmarshal([]byte(m.Document), &d) != nil {
		return nil
	}
	out := make([]facts.Statement, len(d.Statement))
	for i, s := range d.Statement {
		out[i] = facts.Statement{
			Base: facts.Base{Address: path}, Position: "identity", Effect: text.Known(s.Effect, source.Span{}),
			Actions: s.Action.list(), NotActions: s.NotAction.list(), Resources: s.Resource.list(), NotResources: s.NotResource.list(),
			Conditions: s.conditions(),
		}
	}
	return out
}

func (m many) list() facts.List {
	l := facts.List{Present: m != nil, Closed: true}
	for _, s := range m {
		l.Items = append(l.Items, text.Known(s, source.Span{}))
	}
	return l
}

func (s statement) conditions() []facts.Condition {
	var out []facts.Condition
	for operator, keys := range s.Condition {
		for key, values := range keys {
			out = append(out, facts.Condition{
				Operator: text.Known(operator, source.Span{}), Key: text.Known(key, source.Span{}), Values: values.list(),
			})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].Operator.String()+out[i].Key.String() < out[j].Operator.String()+out[j].Key.String()
	})
	return out
}
