package module

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/split"
	"github.com/subaud/subaud/internal/source"
)

// Block is a top-level block with the file that it stands in. What is inside
// is parsed when it is first asked for: most blocks of most configurations say
// nothing about identity, and nothing refers to them.
type Block struct {
	Type   string
	Labels []string
	File   *source.File

	files      map[string]*source.File // of the module, since an override's attributes stand in another file
	head, text source.Span
	line       int
	module     *Module
	once       sync.Once
	syntax     *hclsyntax.Block
}

// parsed is a block that the parser has read.
func (m *Module) parsed(b *hclsyntax.Block, f *source.File) *Block {
	out := &Block{Type: b.Type, Labels: b.Labels, File: f, files: m.files, module: m, syntax: b, text: f.Whole()}
	out.head = header(out, b)
	return out
}

// indexed are blocks that are yet to be parsed.
func (m *Module) indexed(list []split.Block, f *source.File) []Block {
	out := make([]Block, len(list))
	for i := range list {
		b := &list[i]
		out[i].Type, out[i].Labels, out[i].File, out[i].line = b.Type, b.Label[:b.Labels:b.Labels], f, b.Line
		out[i].files, out[i].module = m.files, m
		out[i].head, out[i].text = f.Span(b.Start, b.HeadEnd), f.Span(b.Start, b.End)
	}
	return out
}

// Syntax is the block as the parser read it, its expressions replaced.
func (b *Block) Syntax() *hclsyntax.Block {
	b.once.Do(func() {
		if b.syntax == nil {
			b.syntax = b.parse()
		}
	})
	return b.syntax
}

// Body is what is inside the block.
func (b *Block) Body() *hclsyntax.Body { return b.Syntax().Body }

// parse reads the block alone. Where that fails the whole file is read, so that
// the faults are those that Terraform would report.
func (b *Block) parse() *hclsyntax.Block {
	data := b.File.Data
	before := data[bytes.LastIndexByte(data[:b.text.Start], '\n')+1 : b.text.Start]
	at := hcl.Pos{Line: b.line, Column: utf8.RuneCount(before) + 1, Byte: b.text.Start}
	parsed, diags := hclsyntax.ParseConfig(data[b.text.Start:b.text.End], b.File.Path, at)
	found := b.rewritten(parsed)
	if found != nil && !diags.HasErrors() {
		return found
	}
	if whole := b.module.whole(b.File)[b.text.Start]; whole != nil {
		return whole
	}
	if found == nil {
		found = &hclsyntax.Block{Type: b.Type, Labels: b.Labels, Body: &hclsyntax.Body{}}
	}
	return found
}

// rewritten is the block in what was parsed of its text; nil if there is none.
func (b *Block) rewritten(parsed *hcl.File) *hclsyntax.Block {
	if parsed == nil {
		return nil
	}
	body, ok := parsed.Body.(*hclsyntax.Body)
	if !ok || len(body.Blocks) != 1 {
		return nil
	}
	eval.Rewriter{File: b.File}.Body(body, notExpressions)
	return body.Blocks[0]
}

// Text is the block's text; of a block that is not well formed, the file's.
func (b *Block) Text() []byte { return b.text.File.Data[b.text.Start:b.text.End] }

// Span converts a range of the block.
func (b *Block) Span(r hcl.Range) source.Span {
	f := b.files[r.Filename]
	if f == nil {
		f = b.File
	}
	return f.Span(r.Start.Byte, r.End.Byte)
}

// Header is the line that opens the block, up to the brace.
func (b *Block) Header() source.Span { return b.head }

func header(b *Block, block *hclsyntax.Block) source.Span {
	end := block.TypeRange
	if n := len(block.LabelRanges); n > 0 {
		end = block.LabelRanges[n-1]
	}
	return b.Span(hcl.RangeBetween(block.TypeRange, end))
}

// matters reports whether a block must be well formed for the analysis to be
// whole, even if nothing refers to it.
func (b *Block) matters() bool {
	switch b.Type {
	case "resource", "data", "ephemeral":
		return Relevant(b.head.File.Data[b.head.Start:b.head.End])
	case "module", "provider", "terraform":
		return true
	}
	return Relevant(b.Text())
}
