package rules

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// metadataBuiltins ask who can read the metadata of a node.
func metadataBuiltins() []Builtin {
	return []Builtin{{
		Name: "answer_pods", Result: law.ResultString,
		Params:  []law.Param{{Name: "cluster", Kind: law.ParamID}, {Name: "setting", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Entry]()}},
		Doc:     "By this setting of a node template the metadata service of a node, which is not switched off, answers pods; gives how.",
		Unknown: "the setting is a symbol, or whether the service is switched off is not known",
		Ask: func(c *Call) Answer {
			cl, ok := c.Graph().Fact(c.ID(0)).(*facts.Cluster)
			if !ok {
				return Say(text.No)
			}
			return answersPods(cl, ElementOf[facts.Entry](c, 1))
		},
	}}
}

// answersPods: without a token of a session every request is answered, from
// however far; a token travels as many hops as the limit says, and a pod that
// has an address of its own is one hop away from its node.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
// https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
func answersPods(cl *facts.Cluster, s *facts.Entry) Answer {
	out := Answer{Truth: text.No, Symbols: symbolNames(s.Value)}
	key, _ := s.Key.Value()
	switch key {
	case "http_tokens":
		out.Truth = text.Equal(s.Value, text.Known("optional", s.At))
		out.Evidence.String = "requests without a token (IMDSv1)"
	case "http_put_response_hop_limit":
		v, known := s.Value.Value()
		n, err := strconv.Atoi(v)
		out.Truth = text.TruthOf(err == nil && n > 1)
		if !known {
			out.Truth = text.Unknown
		}
		out.Evidence.String = fmt.Sprintf("requests over %s hops", s.Value)
	}
	on := text.Yes
	for i := range cl.Settings {
		if e := &cl.Settings[i]; e.Key.Is("http_endpoint") {
			on = text.And(on, text.Equal(e.Value, text.Known("disabled", e.At)).Not())
			out.Symbols = append(out.Symbols, symbolNames(e.Value)...)
		}
	}
	if cl.SettingsOpen {
		on = text.And(on, text.Unknown)
		out.Symbols = append(out.Symbols, "whether "+cl.Address+" sets http_endpoint")
	}
	out.Truth = text.And(out.Truth, on)
	return out
}
