package yamlpos_test

import (
	"testing"

	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

func fuzzOne(t *testing.T, f *source.File, docs []yamlpos.Document, faults []yamlpos.SyntaxError) {
	for _, d := range docs {
		check(t, d.Root, f.Whole(), map[*text.Node]bool{})
	}
	for _, e := range faults {
		if e.Message == "" || e.Code == "" || e.At.File != f || e.At.End > len(f.Data) || e.Document.File != f {
			t.Fatalf("bad fault %+v", e)
		}
	}
}

func FuzzYAML(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	for _, c := range faultCases {
		f.Add([]byte(c.in))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := source.NewFile("f.yaml", data)
		docs, faults := yamlpos.ParseYAML(file, yamlpos.Options{Symbols: text.NewTable("fuzz")})
		fuzzOne(t, file, docs, faults)
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range jsonSamples {
		f.Add([]byte(s))
	}
	f.Add([]byte("{\"a\": \uE0000\uE001, \"b\": [1,]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := source.NewFile("f.json", data)
		table := text.NewTable("fuzz")
		table.Symbol("x")
		docs, faults := yamlpos.ParseJSON(file, yamlpos.Options{Symbols: table})
		fuzzOne(t, file, docs, faults)
	})
}

// FuzzSniff checks the glance against the parser: a kind that it is sure of is
// the kind, and none is missed.
func FuzzSniff(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	f.Add([]byte("kind: Role\n---\n# c\nkind: 'List' # x\n"))
	f.Fuzz(func(t *testing.T, data []byte) { compareSniff(t, source.NewFile("f.yaml", data)) })
}

// compareSniff returns how many documents the glance was sure of.
func compareSniff(t *testing.T, file *source.File) (sure, unsure int) {
	t.Helper()
	for _, d := range yamlpos.Sniff(file.Data) {
		if d.Start < 0 || d.End < d.Start || d.End > len(file.Data) {
			t.Fatalf("range %+v lies outside the file", d)
		}
		if !d.Sure {
			unsure++
			continue
		}
		sure++
		docs, _ := yamlpos.ParseDocument(file, yamlpos.Options{}, d)
		for _, doc := range docs {
			if k := doc.Root.Get("kind"); k != nil && k.Kind != text.Map && k.Kind != text.List && k.Text.String() != d.Kind {
				t.Fatalf("%s: the kind is %q, the glance says %q", doc.At, k.Text, d.Kind)
			}
		}
	}
	return sure, unsure
}
