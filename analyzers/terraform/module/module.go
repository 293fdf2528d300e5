// Package module reads Terraform modules and instantiates them: which blocks
// there are, how often, and what their attributes are, on demand.
package module

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/split"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Attribute is an attribute with the file that it stands in.
type Attribute struct {
	*hclsyntax.Attribute
	File *source.File
}

// Module is a folder of Terraform files. What it holds does not change and is
// shared by all that call it; its blocks are parsed on demand.
type Module struct {
	// Dir is slash-separated and relative to the repository root.
	Dir       string
	Variables map[string]*Block
	Outputs   map[string]*Block
	Calls     map[string]*Block
	// Resources has keys such as aws_iam_role.app and data.aws_partition.this.
	Resources map[string]*Block
	// Providers has keys such as aws and aws.prod.
	Providers map[string]*Block
	// Terraform are the terraform blocks, for backends.
	Terraform []*Block
	// Summary says that the module itself is not there, only what is known of
	// it.
	Summary bool

	foreign bool // its parts stand where it is called

	files   map[string]*source.File
	blocks  []*Block
	keys    []string // of Resources, sorted
	locals  []*Block // those of override files last
	byLocal func() map[string]*Attribute

	mu       sync.Mutex
	problems []*facts.Input
	read     map[*source.File]map[int]*hclsyntax.Block // whole files that are broken
}

// Blocks lists the top-level blocks in the order of the files.
func (m *Module) Blocks() []*Block { return m.blocks }

// Local finds a local value by its name; nil if there is none.
func (m *Module) Local(name string) *Attribute {
	if m.byLocal == nil {
		return nil
	}
	return m.byLocal()[name]
}

// allLocals parses the locals blocks. The first of two of the same name is
// kept, as the second is an error of Terraform's, unless it is an override.
func (m *Module) allLocals() map[string]*Attribute {
	out := map[string]*Attribute{}
	for _, b := range m.locals {
		for name, a := range b.Body().Attributes {
			if out[name] == nil || isOverride(b.File.Path) {
				out[name] = &Attribute{a, b.File}
			}
		}
	}
	return out
}

// Problems are the faults of its files, in order. Those of blocks that nobody
// has asked for are not known, except where these speak of identity.
func (m *Module) Problems() []*facts.Input {
	for _, b := range m.blocks {
		if b.matters() {
			b.Syntax()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	out := slices.Clone(m.problems)
	slices.SortStableFunc(out, func(a, b *facts.Input) int { return a.At.Compare(b.At) })
	return out
}

func (m *Module) fault(in *facts.Input) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.problems = append(m.problems, in)
}

// Markers are what a file speaks of that says something about identity.
// A root in which nothing reachable holds one of them is never parsed.
var markers = [][]byte{
	[]byte("aws_iam"), []byte("assume_role"), []byte("openid_connect"), []byte("kubernetes_service_account"),
	[]byte("aws_auth"), []byte("aws-auth"), []byte("aws_eks"), []byte("eks_access"), []byte("pod_identity"),
	[]byte("access_key"), []byte("secret_key"), []byte("kubernetes_secret"), []byte("_role_binding"), []byte("kubernetes_role"),
	[]byte("kubernetes_cluster_role"), []byte("kubernetes_config_map"), []byte("kubernetes_manifest"), []byte("kubectl_manifest"), []byte("kubernetes_annotations"), []byte("kubernetes_default_service_account"),
	[]byte("federated"), []byte("client_secret"), []byte("google_service_account"), []byte("workload_identity"), []byte("credentials"),
	[]byte("modules/iam"), []byte("modules/eks"), []byte("eks-iam-role"), []byte("eks-blueprints-addon"), []byte("eks-pod-identity"),
	[]byte("AKIA"), []byte("ASIA"), []byte("secret"), []byte("insecure"), []byte("client_key"), []byte("token"), []byte("password"),
	[]byte("SECRET"), []byte("AccountKey="), []byte("Q~"), []byte("sig="), []byte("service_account"),
	[]byte("kubernetes_"), []byte("user_assigned_identity"), []byte("azuread_application"), []byte("kubectl_file_documents"),
	[]byte("eks.amazonaws.com/"), []byte("azure.workload.identity/"), []byte("iam.gke.io/"), []byte(`amazonaws\\.com/role-arn`),
}

// Relevant reports whether a file's bytes can speak of identity.
func Relevant(data []byte) bool {
	return slices.ContainsFunc(markers, func(m []byte) bool { return bytes.Contains(data, m) })
}

// notExpressions are attributes that look like expressions and are none. The names
// of locals are free, and modules have variables of such names.
// https://developer.hashicorp.com/terraform/language/block/variable
func notExpressions(block, attribute string) bool {
	if block == "locals" || block == "module" && attribute != "providers" && attribute != "depends_on" {
		return false
	}
	switch attribute {
	case "type":
		return block == "variable"
	case "providers", "provider", "depends_on", "iterator", "ignore_changes", "replace_triggered_by":
		return true
	}
	return block == "required_providers"
}

// Parse reads the files of a folder.
func Parse(dir string, files []*source.File) *Module {
	m := &Module{
		Dir: dir, Variables: map[string]*Block{}, Outputs: map[string]*Block{}, Calls: map[string]*Block{},
		Resources: map[string]*Block{}, Providers: map[string]*Block{}, files: map[string]*source.File{},
		read: map[*source.File]map[int]*hclsyntax.Block{},
	}
	m.byLocal = sync.OnceValue(m.allLocals)
	var overrides []*source.File
	for _, f := range files {
		switch {
		case superseded(f, files):
		case isOverride(f.Path):
			overrides = append(overrides, f)
		default:
			m.file(f, false)
		}
	}
	for _, f := range overrides {
		m.file(f, true)
	}
	m.keys = slices.Sorted(maps.Keys(m.Resources))
	return m
}

// superseded reports whether OpenTofu reads a .tofu file in a .tf file's place:
// https://opentofu.org/docs/language/files/
func superseded(f *source.File, files []*source.File) bool {
	ending := ""
	if isJSON(f.Path) {
		ending = ".json"
	}
	base, ok := strings.CutSuffix(f.Path, ".tf"+ending)
	return ok && slices.ContainsFunc(files, func(o *source.File) bool { return o.Path == base+".tofu"+ending })
}

// isOverride reports whether a file's blocks are merged into those of others:
// https://developer.hashicorp.com/terraform/language/files/override
func isOverride(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".json")
	base = strings.TrimSuffix(base, path.Ext(base))
	return base == "override" || strings.HasSuffix(base, "_override")
}

// file lists the blocks of one file. What is not broken is kept.
func (m *Module) file(f *source.File, override bool) {
	m.files[f.Path] = f
	data, refused := readable(f)
	if refused != nil {
		m.fault(refused)
		return
	}
	if isJSON(f.Path) {
		for _, b := range m.json(f) {
			m.add(m.parsed(b, f), override)
		}
		return
	}
	if list, sure := split.Blocks(data); sure {
		blocks := m.indexed(list, f)
		for i := range blocks {
			m.add(&blocks[i], override)
		}
		return
	}
	for _, b := range m.parse(f, data) {
		m.add(m.parsed(b, f), override)
	}
}

// parse reads a whole file and records its faults.
func (m *Module) parse(f *source.File, data []byte) []*hclsyntax.Block {
	parsed, diags := hclsyntax.ParseConfig(data, f.Path, hcl.InitialPos)
	m.syntax(f, diags)
	if parsed == nil {
		return nil
	}
	body, ok := parsed.Body.(*hclsyntax.Body)
	if !ok {
		return nil
	}
	eval.Rewriter{File: f}.Body(body, notExpressions)
	return body.Blocks
}

// whole reads a file of which a block turned out to be broken, once, and
// returns its blocks by where they start.
func (m *Module) whole(f *source.File) map[int]*hclsyntax.Block {
	m.mu.Lock()
	defer m.mu.Unlock()
	if blocks := m.read[f]; blocks != nil {
		return blocks
	}
	blocks := map[int]*hclsyntax.Block{}
	part := &Module{}
	for _, b := range part.parse(f, f.Data) {
		blocks[b.TypeRange.Start.Byte] = b
	}
	m.problems = append(m.problems, part.problems...)
	m.read[f] = blocks
	return blocks
}

// readable refuses what must not reach the parser.
func readable(f *source.File) ([]byte, *facts.Input) {
	refuse := func(code, message string, at source.Span) ([]byte, *facts.Input) {
		return nil, &facts.Input{
			Base: facts.Base{At: at, Source: Source}, Code: code, Class: facts.Incomplete,
			Message: message, Detail: text.Known(f.Path, at), Identity: Relevant(f.Data),
		}
	}
	if i := bytes.IndexByte(f.Data, 0); i >= 0 {
		return refuse("unparseable", "The file holds a null byte, so it is not Terraform.", f.Span(i, i+1))
	}
	if bytes.Contains(f.Data, []byte("\uE000")) || bytes.Contains(f.Data, []byte("\uE001")) {
		i := bytes.IndexAny(f.Data, "\uE000\uE001")
		return refuse("reserved-character", "The file holds a private-use character that this program reserves.", f.Span(i, i+3))
	}
	if eval.TooDeep(f.Data) {
		return refuse("too-deep", "The file nests its expressions too deep to be read.", f.Span(0, 1))
	}
	if rest, ok := bytes.CutPrefix(f.Data, []byte("\xef\xbb\xbf")); ok {
		return append([]byte("   "), rest...), nil
	}
	return f.Data, nil
}

// Source is the analyzer's name in facts.
const Source = "terraform"

// maxSyntax bounds how many faults of one file are reported: after the first
// few, HCL only reports what follows from them.
const maxSyntax = 3

func (m *Module) syntax(f *source.File, diags hcl.Diagnostics) {
	n := 0
	for _, d := range diags {
		if d.Severity != hcl.DiagError || n == maxSyntax {
			continue
		}
		n++
		at := f.Whole().FirstLine()
		if d.Subject != nil {
			at = f.Span(d.Subject.Start.Byte, d.Subject.End.Byte)
		}
		identity := Relevant(f.Data)
		class := facts.Undecided
		if identity {
			class = facts.Incomplete
		}
		m.fault(&facts.Input{
			Base: facts.Base{At: at, Source: Source}, Code: "unparseable", Class: class,
			Message: "The file is not valid HCL: " + sentence(d), Detail: text.Known(d.Summary, at), Identity: identity,
		})
	}
}

// sentence is HCL's message in one line.
func sentence(d *hcl.Diagnostic) string {
	s := d.Summary
	if d.Detail != "" {
		s += ": " + d.Detail
	}
	s = strings.Join(strings.Fields(s), " ")
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// add files a top-level block under its name. The first of two with the same
// name is kept, as the second is an error of Terraform's.
func (m *Module) add(b *Block, override bool) {
	m.blocks = append(m.blocks, b)
	switch kind := b.Type; {
	case kind == "locals":
		m.locals = append(m.locals, b)
	case kind == "variable" && len(b.Labels) == 1:
		put(m.Variables, b.Labels[0], b, override)
	case kind == "output" && len(b.Labels) == 1:
		put(m.Outputs, b.Labels[0], b, override)
	case kind == "module" && len(b.Labels) == 1:
		put(m.Calls, b.Labels[0], b, override)
	case kind == "resource" && len(b.Labels) == 2:
		put(m.Resources, b.Labels[0]+"."+b.Labels[1], b, override)
	case (kind == "data" || kind == "ephemeral") && len(b.Labels) == 2:
		put(m.Resources, kind+"."+b.Labels[0]+"."+b.Labels[1], b, override)
	case kind == "provider" && len(b.Labels) == 1:
		put(m.Providers, providerKey(b), b, override)
	case kind == "terraform":
		m.Terraform = append(m.Terraform, b)
	}
}

// providerKey is aws or aws.prod.
func providerKey(b *Block) string {
	a := b.Body().Attributes["alias"]
	if a == nil {
		return b.Labels[0]
	}
	if alias, ok := literal(a.Expr); ok {
		return b.Labels[0] + "." + alias
	}
	return b.Labels[0] + ".?"
}

// put adds a block, or merges an override: its attributes replace those of the
// same name, its nested blocks those of the same type.
func put(in map[string]*Block, name string, b *Block, override bool) {
	old := in[name]
	if old == nil {
		in[name] = b
		return
	}
	if !override {
		return
	}
	merged := *old.Syntax()
	body := *merged.Body
	body.Attributes = maps.Clone(body.Attributes)
	maps.Copy(body.Attributes, b.Body().Attributes)
	body.Blocks = slices.DeleteFunc(slices.Clone(body.Blocks), func(o *hclsyntax.Block) bool {
		return slices.ContainsFunc(b.Body().Blocks, func(n *hclsyntax.Block) bool { return n.Type == o.Type })
	})
	body.Blocks = append(body.Blocks, b.Body().Blocks...)
	merged.Body = &body
	in[name] = old.module.parsed(&merged, old.File)
}

// literal returns the string that an expression spells out.
func literal(e hcl.Expression) (string, bool) {
	if s, ok := eval.Literal(e); ok {
		return s, true
	}
	return "", false
}
