package terraform

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/analyzers/terraform/module"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/yamlpos"
	"github.com/zclconf/go-cty/cty"
)

// documents are those of data.kubectl_file_documents: documents is a list of
// YAML texts, manifests a map of them by the path of each object in the API. It
// is known where the content is.
// https://registry.terraform.io/providers/gavinbunney/kubectl/latest/docs/data-sources/kubectl_file_documents
func (b *builder) documents(in *module.Instance, name string) (cty.Value, bool) {
	if in.Block.Type != "data" || name != "documents" && name != "manifests" {
		return cty.NilVal, false
	}
	content := in.Attr("content")
	t, ok := b.env().TextOf(content)
	whole, known := t.Value()
	if !ok || !known {
		return cty.NilVal, false
	}
	list := []cty.Value{}
	byPath := map[string]cty.Value{}
	for _, d := range splitDocuments(whole) {
		v := cty.StringVal(whole[d[0]:d[1]])
		if l := value.LayoutOf(content); l != nil {
			v = v.Mark(l.Slice(d[0], d[1]))
		}
		if at := value.Place(content); !at.IsZero() {
			v = v.Mark(value.Origin{File: at.File, Start: at.Start, End: at.End})
		}
		link, object := selfLink(whole[d[0]:d[1]])
		if !object {
			continue
		}
		list, byPath[link] = append(list, v), v
	}
	if name == "documents" {
		return cty.TupleVal(list), true
	}
	return cty.ObjectVal(byPath), true
}

// splitDocuments cuts a stream where a line begins with three dashes.
func splitDocuments(s string) [][2]int {
	var out [][2]int
	start := 0
	for line := 0; line < len(s); {
		end := len(s)
		if n := strings.IndexByte(s[line:], '\n'); n >= 0 {
			end = line + n + 1
		}
		if strings.HasPrefix(s[line:], "---") {
			out = append(out, [2]int{start, line})
			start = end
		}
		line = end
	}
	return append(out, [2]int{start, len(s)})
}

// selfLink is the path of an object in the API, with the plural that the
// provider makes; false where the text is no object.
func selfLink(doc string) (string, bool) {
	docs, _ := yamlpos.ParseYAML(source.NewFile("document", []byte(doc)), yamlpos.Options{})
	if len(docs) != 1 {
		return "", false
	}
	n := docs[0].Root
	kind, _ := n.Get("kind").Str().Value()
	version, _ := n.Get("apiVersion").Str().Value()
	if kind == "" || version == "" {
		return "", false
	}
	out := "/apis/" + version
	if version == "v1" {
		out = "/api/v1"
	}
	if ns, _ := n.Path("metadata", "namespace").Str().Value(); ns != "" {
		out += "/namespaces/" + ns
	}
	plural := "s"
	if strings.HasSuffix(kind, "s") {
		plural = "es"
	}
	name, _ := n.Path("metadata", "name").Str().Value()
	return fmt.Sprintf("%s/%s%s/%s", out, strings.ToLower(kind), plural, name), true
}
