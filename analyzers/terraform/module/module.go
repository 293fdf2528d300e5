// Package module reads Terraform modules and instantiates them: which blocks
// there are, how often, and what their attributes are, on demand.
package module

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// Block is a block with the file that it stands in.
type Block struct {
	*hclsyntax.Block
	File *source.File

	files map[string]*source.File // of the module, since an override's attributes stand in another file
}

// Span converts a range of the block.
func (b *Block) Span(r hcl.Range) source.Span {
	f := b.files[r.Filename]
	if f == nil {
		f = b.File
	}
	return f.Span(r.Start.Byte, r.End.Byte)
}

// Header is the line that opens the block, up to the brace.
func (b *Block) Header() source.Span { return header(b, b.Block) }

func header(b *Block, block *hclsyntax.Block) source.Span {
	end := block.TypeRange
	if n := len(block.LabelRanges); n > 0 {
		end = block.LabelRanges[n-1]
	}
	return b.Span(hcl.RangeBetween(block.TypeRange, end))
}

// Attribute is an attribute with the file that it stands in.
type Attribute struct {
	*hclsyntax.Attribute
	File *source.File
}

// Module is a folder of Terraform files, parsed. It is immutable and shared by
// all that call it.
type Module struct {
	// Dir is slash-separated and relative to the repository root.
	Dir       string
	Variables map[string]*Block
	Outputs   map[string]*Block
	Calls     map[string]*Block
	Locals    map[string]*Attribute
	// Resources has keys such as aws_iam_role.app and data.aws_partition.this.
	Resources map[string]*Block
	// Providers has keys such as aws and aws.prod.
	Providers map[string]*Block
	// Terraform are the terraform blocks, for backends.
	Terraform []*Block
	// Problems are the faults of its files.
	Problems []*facts.Input

	files  map[string]*source.File
	blocks []*Block
}

// Blocks lists the top-level blocks in the order of the files.
func (m *Module) Blocks() []*Block { return m.blocks }

// Markers are what a file speaks of that says something about identity.
// A root in which nothing reachable holds one of them is never parsed.
var markers = [][]byte{
	[]byte("aws_iam"), []byte("assume_role"), []byte("openid_connect"), []byte("kubernetes_service_account"),
	[]byte("aws_auth"), []byte("aws-auth"), []byte("aws_eks"), []byte("eks_access"), []byte("pod_identity"),
	[]byte("access_key"), []byte("secret_key"), []byte("kubernetes_secret"), []byte("_role_binding"), []byte("kubernetes_role"),
	[]byte("kubernetes_cluster_role"), []byte("kubernetes_config_map"), []byte("kubernetes_manifest"), []byte("kubectl_manifest"), []byte("kubernetes_annotations"), []byte("kubernetes_default_service_account"),
	[]byte("federated"), []byte("client_secret"), []byte("google_service_account"), []byte("workload_identity"), []byte("credentials"),
	[]byte("AKIA"), []byte("ASIA"), []byte("secret"), []byte("client_key"), []byte("token"), []byte("password"),
}

// Relevant reports whether a file's bytes can speak of identity.
func Relevant(data []byte) bool {
	return slices.ContainsFunc(markers, func(m []byte) bool { return bytes.Contains(data, m) })
}

// notExpressions are attributes that look like expressions and are none.
func notExpressions(block, attribute string) bool {
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
		Locals: map[string]*Attribute{}, Resources: map[string]*Block{}, Providers: map[string]*Block{}, files: map[string]*source.File{},
	}
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
	return m
}

// superseded reports whether OpenTofu reads a .tofu file in a .tf file's place:
// https://opentofu.org/docs/language/files/
func superseded(f *source.File, files []*source.File) bool {
	base, ok := strings.CutSuffix(f.Path, ".tf")
	return ok && slices.ContainsFunc(files, func(o *source.File) bool { return o.Path == base+".tofu" })
}

// isOverride reports whether a file's blocks are merged into those of others:
// https://developer.hashicorp.com/terraform/language/files/override
func isOverride(name string) bool {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	return base == "override" || strings.HasSuffix(base, "_override")
}

// file parses one file. What is not broken is kept.
func (m *Module) file(f *source.File, override bool) {
	m.files[f.Path] = f
	data, refused := readable(f)
	if refused != nil {
		m.Problems = append(m.Problems, refused)
		return
	}
	parsed, diags := hclsyntax.ParseConfig(data, f.Path, hcl.InitialPos)
	m.syntax(f, diags)
	if parsed == nil {
		return
	}
	body, ok := parsed.Body.(*hclsyntax.Body)
	if !ok {
		return
	}
	eval.Rewriter{File: f}.Body(body, notExpressions)
	for _, b := range body.Blocks {
		block := &Block{b, f, m.files}
		m.blocks = append(m.blocks, block)
		m.add(block, override)
	}
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
	if text.HasTokenRunes(string(f.Data)) {
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
		m.Problems = append(m.Problems, &facts.Input{
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
	switch kind := b.Type; {
	case kind == "locals":
		for name, a := range b.Body.Attributes {
			if m.Locals[name] == nil || override {
				m.Locals[name] = &Attribute{a, b.File}
			}
		}
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
	a := b.Body.Attributes["alias"]
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
	merged := *old.Block
	body := *old.Body
	body.Attributes = maps.Clone(old.Body.Attributes)
	maps.Copy(body.Attributes, b.Body.Attributes)
	body.Blocks = slices.DeleteFunc(slices.Clone(old.Body.Blocks), func(o *hclsyntax.Block) bool {
		return slices.ContainsFunc(b.Body.Blocks, func(n *hclsyntax.Block) bool { return n.Type == o.Type })
	})
	body.Blocks = append(body.Blocks, b.Body.Blocks...)
	merged.Body = &body
	in[name] = &Block{&merged, old.File, old.files}
}

// literal returns the string that an expression spells out.
func literal(e hcl.Expression) (string, bool) {
	if s, ok := eval.Literal(e); ok {
		return s, true
	}
	return "", false
}
