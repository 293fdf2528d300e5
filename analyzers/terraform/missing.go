package terraform

import (
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// unresolved says why nothing is known of a policy: which module it comes from
// that is not here, or else which symbol would have to be known.
func (b *builder) unresolved(in *module.Instance, n *text.Node, o iam.Options) {
	for _, sym := range n.Str().Symbols() {
		rest, ok := strings.CutPrefix(sym.Name, in.Scope.Path+"module.")
		if !ok || sym.Fresh {
			continue
		}
		name := rest[:strings.IndexFunc(rest+".", func(r rune) bool { return r == '.' || r == '[' })]
		call := in.Scope.Module.Calls[name]
		if call == nil {
			continue
		}
		b.moduleMissing(in, name, call)
		return
	}
	if o.Position == "trust" && !n.Str().Absent() {
		b.problem(&facts.Input{
			Base: facts.Base{At: n.At, Address: in.Address}, Code: "policy-unresolved", Class: facts.Undecided, Identity: true,
			Message: "The trust policy of " + in.Address + " is " + n.Str().String() + ", which is not known.", Detail: n.Str(),
		})
	}
}

func (b *builder) moduleMissing(in *module.Instance, name string, call *module.Block) {
	address := in.Scope.Path + "module." + name
	if b.missing[address] {
		return
	}
	if b.missing == nil {
		b.missing = map[string]bool{}
	}
	b.missing[address] = true
	b.problem(&facts.Input{
		Base: facts.Base{At: call.Header(), Address: address}, Code: "module-missing", Class: facts.Undecided, Identity: true,
		Message: "The module " + address + " is not among the scanned files, so what " + in.Address + " takes from it is not known.",
		Detail:  text.Known(name, call.Header()),
	})
}
