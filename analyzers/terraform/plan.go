package terraform

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
	"github.com/zclconf/go-cty/cty"
)

// PlanSource is the plan analyzer's name in facts.
const PlanSource = "terraformplan"

// Plan reads what terraform show -json prints of a plan. Its resources are read
// as those of a configuration are: what is planned stands in the place of the
// expressions. Facts stand where the configuration wrote them, if it lies in
// the folder of the plan, and otherwise in the plan.
func Plan() analyzers.Analyzer {
	return analyzers.Analyzer{
		Name:     PlanSource,
		Doc:      "Terraform plans as JSON",
		Replaces: module.Source,
		Claims: func(name string) bool {
			return strings.HasSuffix(strings.ToLower(name), ".json") && !module.IsModuleFile(name)
		},
		Relevant: isPlan,
		Run: func(p *analyzers.Pass) {
			for _, f := range p.Files {
				readPlan(p, f)
			}
		},
	}
}

func isPlan(data []byte) bool {
	return bytes.Contains(data, []byte(`"terraform_version"`)) && bytes.Contains(data, []byte(`"planned_values"`))
}

// plan is a plan that is being read.
type plan struct {
	dir     string
	unknown map[string]*text.Node // after_unknown by address
	calls   *text.Node            // the root module's configuration
	seen    map[string]bool
	list    []*plannedResource
	byKey   map[string]*plannedResource
	code    *module.Loader
	scope   *module.Scope
	b       *builder
}

// plannedResource is an instance, with where its configuration is.
type plannedResource struct {
	module.Planned
	prefix string   // the module's address with a dot behind it
	calls  []string // the names of the module calls that lead to it
}

// maxPlanned bounds the instances of a plan.
const maxPlanned = 50_000

// readPlan reads a plan. A fault of this program costs the plan, not the run.
func readPlan(p *analyzers.Pass, f *source.File) {
	docs, faults := yamlpos.ParseJSON(f, yamlpos.Options{})
	for _, fault := range faults {
		p.Problem(planProblem(facts.Input{
			Base: facts.Base{At: fault.At}, Code: fault.Code, Message: fault.Message, Detail: text.Known(fault.Cause, fault.At),
		}))
	}
	if len(faults) > 0 || len(docs) != 1 || !docs[0].Root.Get("planned_values").Is(text.Map) {
		return
	}
	dir := path.Dir(f.Path)
	b := &builder{root: module.NewRoot(dir, module.NewLoader(nil)), facts: &facts.Bundle{}, accounts: map[string]account{}, servers: map[string]server{}}
	defer func() {
		if cause := recover(); cause != nil {
			p.Problem(planProblem(facts.Input{
				Base: facts.Base{At: f.Span(0, 0), Address: b.at}, Code: "unevaluable",
				Message: fmt.Sprintf("Reading the plan ended early: %v.", cause),
			}))
		}
		fromPlan(p, b.facts, f)
	}()
	b.root.Compute = b.compute
	r := &plan{dir: dir, unknown: map[string]*text.Node{}, seen: map[string]bool{}, byKey: map[string]*plannedResource{}, b: b}
	if p.List != nil && p.ReadFile != nil {
		r.code = module.Gather(dir, p.ReadFile, p.List)
	}
	r.read(docs[0].Root)
	if len(r.list) > maxPlanned {
		p.Problem(planProblem(facts.Input{
			Base: facts.Base{At: f.Span(0, 0)}, Code: "too-large", Message: "The plan has more than 50,000 instances; the rest is not read.",
		}))
		r.list = r.list[:maxPlanned]
	}
	list := make([]module.Planned, len(r.list))
	for i, x := range r.list {
		r.byKey[x.Address] = x
		list[i] = x.Planned
	}
	r.scope = b.root.Planned(list)
	r.accounts()
	b.scope(r.scope)
	b.finish()
}

func planProblem(in facts.Input) *facts.Input {
	in.Class, in.Identity, in.Source = facts.Incomplete, true, PlanSource
	return &in
}

// fromPlan hands facts on as those of a plan. What its strings hold comes from
// variables and from what is there already, so neither secrets in it nor the
// way in which they are spelled are the configuration's.
func fromPlan(p *analyzers.Pass, b *facts.Bundle, f *source.File) {
	for _, in := range b.Inputs {
		if in.Code != "shell-interpolation-in-hcl" {
			in.Source = PlanSource
			p.Problem(in)
		}
	}
	ids := map[facts.ID]facts.ID{}
	var kept []facts.Fact
	for _, k := range facts.Kinds() {
		for _, x := range b.Of(k) {
			if k == facts.KindCredential || k == facts.KindInput {
				continue
			}
			base := x.FactBase()
			ids[base.ID] = base.ID + facts.ID("@"+f.Path)
			base.Source, base.Context = PlanSource, f.Context
			kept = append(kept, x)
		}
	}
	for _, x := range kept {
		facts.Rename(x, ids[x.FactBase().ID], ids)
		p.Facts.Add(x)
	}
}

// read lists the instances that the plan speaks of: what will be there, and
// the data sources that were read already.
func (r *plan) read(root *text.Node) {
	for _, change := range items(root.Get("resource_changes")) {
		if address, ok := change.Get("address").Str().Value(); ok && change.Field("deposed") == nil {
			r.unknown[address] = change.Path("change", "after_unknown")
		}
	}
	r.calls = root.Path("configuration", "root_module")
	r.module(root.Path("planned_values", "root_module"), "", nil, false, 0)
	r.module(root.Path("prior_state", "values", "root_module"), "", nil, true, 0)
}

func items(n *text.Node) []*text.Node {
	if !n.Is(text.List) {
		return nil
	}
	var out []*text.Node
	for _, i := range n.Items {
		if i.Value.Is(text.Map) {
			out = append(out, i.Value)
		}
	}
	return out
}

// maxPlanModules bounds how deep modules are nested.
const maxPlanModules = 20

func (r *plan) module(n *text.Node, prefix string, calls []string, dataOnly bool, depth int) {
	if depth > maxPlanModules {
		return
	}
	for _, resource := range items(n.Get("resources")) {
		r.resource(resource, prefix, calls, dataOnly)
	}
	for _, child := range items(n.Get("child_modules")) {
		address, _ := child.Get("address").Str().Value()
		call, ok := strings.CutPrefix(strings.TrimPrefix(address, prefix), "module.")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(call, "[")
		r.module(child, address+".", append(calls[:len(calls):len(calls)], name), dataOnly, depth+1)
	}
}

// wanted are data sources that others refer to.
var wanted = map[string]bool{"aws_iam_policy_document": true, "aws_caller_identity": true, "aws_partition": true}

func (r *plan) resource(n *text.Node, prefix string, calls []string, dataOnly bool) {
	word := func(key string) string { s, _ := n.Get(key).Str().Value(); return s }
	address, kind, name, mode := word("address"), word("type"), word("name"), word("mode")
	if mode == "managed" {
		mode = "resource"
	}
	relevant := mode == "data" && wanted[kind] || mode == "resource" && !dataOnly && reader(mode, kind) != nil
	if !relevant || address == "" || r.seen[address] || text.HasTokenRunes(address) {
		return
	}
	r.seen[address] = true
	x := &plannedResource{prefix: prefix, calls: calls}
	x.Address, x.Mode, x.Type, x.Name = address, mode, kind, name
	configured := r.configuration(calls, mode, kind, name)
	x.Provider = configured.provider(kind)
	x.Values = merge(n.Get("values"), r.unknown[address], configured.expressions, "", 0)
	x.Head = n.At.FirstLine()
	if a := n.Get("address"); a != nil {
		x.Head = a.At
	}
	key := kind + "." + name
	if mode == "data" {
		key = "data." + key
	}
	if r.code != nil {
		if block := r.code.Find(r.dir, calls, key); block != nil {
			x.Head, x.Values = block.Header(), module.Relocate(x.Values, block)
		}
	}
	x.Unknown = func(n *text.Node) cty.Value { return r.value(x, configured, n) }
	r.list = append(r.list, x)
}

// maxPlanDepth bounds how deep the values of a resource are nested.
const maxPlanDepth = 20

// merge puts what is not known among what is. An argument that the provider
// fills in is left out, as it is in a configuration.
func merge(v, unknown, expressions *text.Node, at string, depth int) *text.Node {
	switch {
	case depth > maxPlanDepth || unknown.Is(text.Bool) && unknown.Str().Is("true"):
		place := source.Span{}
		if unknown != nil {
			place = unknown.At
		}
		return &text.Node{Kind: text.Opaque, Text: text.Known(at, place), At: place}
	case unknown.Is(text.Map) && (v == nil || v.Is(text.Null) || v.Is(text.Map)):
		return mergeMap(v, unknown, expressions, at, depth)
	case unknown.Is(text.List) && (v == nil || v.Is(text.List)):
		return mergeList(v, unknown, at, depth)
	case v.Is(text.String) && text.HasTokenRunes(v.Str().String()):
		return &text.Node{Kind: text.Opaque, Text: text.Known(at, v.At), At: v.At}
	case v.Is(text.Map):
		return mergeMap(v, nil, expressions, at, depth)
	case v.Is(text.List):
		return mergeList(v, nil, at, depth)
	case v == nil:
		return &text.Node{Kind: text.Map, At: unknown.Span()}
	}
	return v
}

func mergeMap(v, unknown, expressions *text.Node, at string, depth int) *text.Node {
	out := &text.Node{Kind: text.Map, At: v.Span()}
	if v == nil {
		out.At = unknown.At
	}
	for _, from := range []*text.Node{v, unknown} {
		if !from.Is(text.Map) {
			continue
		}
		for _, f := range from.Fields {
			key, _ := f.Key.Value()
			if from == unknown && v.Get(key) != nil || text.HasTokenRunes(key) {
				continue
			}
			if from == unknown && depth == 0 && expressions.Get(key) == nil {
				continue // the provider's
			}
			next := merge(v.Get(key), unknown.Get(key), nil, strings.TrimPrefix(at+"."+key, "."), depth+1)
			out.Fields = append(out.Fields, text.Field{Key: f.Key, Value: next})
		}
	}
	return out
}

func mergeList(v, unknown *text.Node, at string, depth int) *text.Node {
	longer := v
	if v == nil || unknown != nil && len(unknown.Items) > len(v.Items) {
		longer = unknown
	}
	out := &text.Node{Kind: text.List, At: longer.At}
	element := func(n *text.Node, i int) *text.Node {
		if n == nil || i >= len(n.Items) {
			return nil
		}
		return n.Items[i].Value
	}
	for i := range longer.Items {
		out.Items = append(out.Items, text.Item{Value: merge(element(v, i), element(unknown, i), nil, fmt.Sprintf("%s[%d]", at, i), depth+1)})
	}
	return out
}

// accounts takes the accounts and partitions that are known.
func (r *plan) accounts() {
	for _, x := range r.list {
		for _, in := range r.scope.Instances(x.Address) {
			a := r.b.account(in)
			switch {
			case x.Mode == "data" && x.Type == "aws_caller_identity" && in.Set("account_id"):
				a.id = in.Body().Attr("account_id")
			case x.Mode == "data" && x.Type == "aws_partition" && in.Set("partition"):
				a.partition = in.Body().Attr("partition")
			default:
				continue
			}
			r.b.accounts[in.Provider()] = a
		}
	}
}
