package kubernetes

import (
	"bytes"
	"path"
	"slices"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/gotemplate"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// template reads a file that is a Go template, as those of a chart are.
func (r *reader) template(t *gotemplate.Template) {
	scope := r.chart()
	r.symbols = text.NewTable(r.file.Path)
	v := t.View(gotemplate.Options{
		Symbols: r.symbols, Scope: scope,
		Verbatim: func(action string) bool { return analyzers.FilledAtLogin([]byte(action)) },
	})
	for _, at := range v.Defined {
		r.undecided(at)
	}
	claim := hasClaim(r.file.Data)
	for _, d := range yamlpos.Sniff(v.File.Data) {
		at := v.File.Span(d.Start, d.End)
		if wanted(d, []byte(at.Root().Text()), claim) {
			r.rendered(v, d, at)
		}
	}
}

// rendered reads one document of a template's view.
func (r *reader) rendered(v *gotemplate.View, d yamlpos.Doc, at source.Span) {
	docs, faults := yamlpos.ParseDocument(v.File, yamlpos.Options{Symbols: r.symbols, Coarse: true}, d)
	if len(faults) > 0 && !bytes.Contains([]byte(at.Root().Text()), []byte("{{")) {
		// A fault that is none of the template's is told exactly.
		docs, faults = yamlpos.ParseDocument(v.File, yamlpos.Options{Symbols: r.symbols}, d)
	}
	for _, doc := range docs {
		exists, ok := v.Apply(doc.Root, at.Start, at.End)
		if !ok {
			r.undecided(at.Root())
			continue
		}
		r.objects(doc.Root, exists)
	}
	for _, f := range faults {
		r.fault(f)
	}
}

// objects reads the object of a template's document. One of which the kind is
// one of a few is read as each of them, since it is one of them.
func (r *reader) objects(root *text.Node, exists gotemplate.Existence) {
	kind := root.Field("kind")
	if kind == nil || kind.Value.Str().IsKnown() {
		r.object(root, exists)
		return
	}
	kinds := kind.Value.Str().Alternatives()
	if len(kinds) == 1 {
		r.undecided(root.At.Root())
		return
	}
	for _, k := range kinds {
		if !k.IsKnown() {
			continue
		}
		one := *root
		one.Fields = slices.Clone(root.Fields)
		one.Field("kind").Value = &text.Node{Kind: text.String, Text: k.WithAt(kind.Value.At), At: kind.Value.At}
		r.object(&one, gotemplate.Existence{Maybe: true})
	}
}

// undecided reports a part of a template that cannot be read, if it speaks of
// identity, at its first action.
func (r *reader) undecided(at source.Span) {
	data := []byte(at.Text())
	if speaks(data) {
		i := max(bytes.Index(data, []byte("{{")), 0)
		r.templated(at.Sub(i, i+2))
	}
}

// chart is where a pipeline always gives the same string: the chart that the
// file belongs to, else the file.
// https://helm.sh/docs/topics/charts/#the-chart-file-structure
func (r *reader) chart() string {
	if r.pass.List != nil {
		for dir := path.Dir(r.file.Path); ; dir = path.Dir(dir) {
			if slices.Contains(r.pass.List(dir), path.Join(dir, "Chart.yaml")) {
				return "chart " + dir
			}
			if dir == "." || dir == "/" {
				break
			}
		}
	}
	return r.file.Path
}
