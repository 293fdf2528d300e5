package rules

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// weightBuiltins ask what a trust policy guards, as far as that is seen.
func weightBuiltins() []Builtin {
	trust := law.Param{Name: "trust", Kind: law.ParamID}
	return []Builtin{
		{
			Name: "weigh", Plain: true, Params: []law.Param{trust, {Name: "severity", Kind: law.ParamString}}, Result: law.ResultSeverity,
			Doc: "Gives the severity, one step higher (but not critical, which is for outsiders) if the identity that the document guards is seen to be an administrator, " +
				"and one step lower (but not below low) if all that its policies are seen to allow is reading and listing.",
			Ask: func(c *Call) Answer {
				base, err := finding.ParseSeverity(c.String(1))
				if err != nil {
					return Answer{Evidence: Evidence{String: c.String(1)}} // told where the finding is read
				}
				return Answer{Evidence: Evidence{String: weigh(c.Graph(), guarded(c), base).String()}}
			},
		},
		{
			Name: "guard_more_than_reading", Params: []law.Param{trust},
			Doc:        "The policies of the identity that the document guards are not known to allow reading and listing alone.",
			Quantifier: "some action",
			Unknown:    "those that are seen allow that alone, and more may be attached elsewhere",
			Ask: func(c *Call) Answer {
				id := guarded(c)
				if id == nil {
					return Say(text.Yes)
				}
				looks, _ := c.Graph().Grants(id).Looks()
				switch {
				case looks != text.Yes:
					return Say(text.Yes)
				case id.AttachedOpen:
					return Answer{Truth: text.Unknown, Symbols: []string{"policies of " + id.Address + " that are attached elsewhere"}}
				}
				return Say(text.No)
			},
		},
	}
}

// weigh moves a severity by what the guarded identity is seen to hold.
func weigh(g *link.Graph, id *facts.Identity, base finding.Severity) finding.Severity {
	if id == nil {
		return base
	}
	grants := g.Grants(id)
	if looks, _ := grants.Looks(); looks == text.Yes {
		return max(base-1, min(base, finding.SeverityLow))
	}
	if grants.Administers().Truth == text.Yes {
		return max(base, min(base+1, finding.SeverityHigh))
	}
	return base
}
