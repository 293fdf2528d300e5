package kube_test

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

var update = flag.Bool("update", false, "rewrite the golden parts of testdata")

func read(t *testing.T, name string, data []byte) *facts.Bundle {
	t.Helper()
	docs, faults := yamlpos.Parse(source.NewFile(name, data), yamlpos.Options{})
	for _, f := range faults {
		t.Errorf("%s: %s", f.At, f.Message)
	}
	out := &facts.Bundle{}
	for _, d := range docs {
		out.Merge(kube.Read(d.Root, kube.Options{Base: facts.Base{Source: "kubernetes", Unit: name}}))
	}
	out.Sort()
	return out
}

// lines prints the facts compactly: kind, place, address and what the kind
// says. The text at the place follows, so that a wrong span shows.
func lines(b *facts.Bundle) string {
	var out strings.Builder
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			base := f.FactBase()
			at := fmt.Sprintf("%q", clip(base.At.Root().Text()))
			if k == facts.KindCredential {
				at = fmt.Sprintf("%d bytes", len(base.At.Root().Text()))
			}
			fmt.Fprintf(&out, "%s %s %s at %s\n", k, base.At, base.Address, at)
			for _, l := range details(f) {
				out.WriteString("  " + l + "\n")
			}
		}
	}
	return out.String()
}

func clip(s string) string {
	if len(s) > 60 {
		return s[:57] + "..."
	}
	return s
}

func details(f facts.Fact) []string {
	switch f := f.(type) {
	case *facts.Workload:
		return workloadLines(f)
	case *facts.Pod:
		return podLines(f)
	case *facts.Grant:
		var out []string
		for _, r := range f.Rules {
			out = append(out, fmt.Sprintf("rule %s groups=%s resources=%s names=%s urls=%s verbs=%s", place(r.At),
				list(r.APIGroups), list(r.Resources), list(r.ResourceNames), list(r.NonResourceURLs), list(r.Verbs)))
		}
		if f.Aggregated.Present {
			out = append(out, "aggregated "+f.Aggregated.Truth.String())
		}
		for _, a := range f.Aggregates {
			out = append(out, "selects "+place(a.At))
			for _, e := range a.Labels {
				out = append(out, fmt.Sprintf("  label %s=%s", e.Key, e.Value))
			}
			for _, q := range a.Requirements {
				out = append(out, fmt.Sprintf("  %s %s %s", q.Key, q.Operator, list(q.Values)))
			}
		}
		return out
	case *facts.Binding:
		out := []string{fmt.Sprintf("role %s/%s %s", f.RoleKind, f.RoleName, place(f.RoleAt))}
		for _, s := range f.Subjects {
			out = append(out, fmt.Sprintf("subject %s/%s ns=%s %s", s.Kind, s.Name, s.Namespace, place(s.At)))
		}
		return out
	case *facts.Mapping:
		out := []string{fmt.Sprintf("%s %s as %s in %s", f.List, f.Principal, f.Username, list(f.Groups))}
		for _, x := range f.Faults {
			out = append(out, fmt.Sprintf("fault %s %s %s: %s", x.Code, x.Element, place(x.At), x.Message))
		}
		return out
	case *facts.Cluster:
		out := []string{fmt.Sprintf("%s %s issuer=%s open=%v", f.Form, f.Name, f.Issuer, f.SettingsOpen)}
		for _, s := range f.Settings {
			out = append(out, fmt.Sprintf("setting %s = %s %s", s.Key, s.Value, place(s.At)))
		}
		for _, x := range f.Faults {
			out = append(out, fmt.Sprintf("fault %s %s %s", x.Code, x.Element, place(x.At)))
		}
		return out
	case *facts.Credential:
		out := []string{fmt.Sprintf("%s %s in %s slot %s of %s", f.Provider, f.Type, f.Place, f.Slot, f.Object)}
		if !f.Pair.IsZero() {
			out = append(out, "pair "+place(f.Pair))
		}
		return out
	case *facts.Input:
		return []string{fmt.Sprintf("%s %s: %s", f.Code, f.Class, f.Message)}
	}
	return nil
}

func workloadLines(f *facts.Workload) []string {
	out := []string{fmt.Sprintf("%s %s ns=%s", f.Object, f.Name, f.Namespace)}
	if f.Automount.Present {
		out = append(out, "automount "+f.Automount.Truth.String())
	}
	for _, c := range f.Claims {
		out = append(out, fmt.Sprintf("claim %s %s in %s = %s %s audience=%s", c.Mechanism, c.Key, c.Place, c.Value, place(c.KeyAt), c.Audience))
	}
	for _, m := range f.Misspelled {
		out = append(out, fmt.Sprintf("misspelled %s in %s for %s %s", m.Key, m.Place, m.Meant, place(m.At)))
	}
	return out
}

func podLines(f *facts.Pod) []string {
	out := []string{fmt.Sprintf("%s runs as %s, automount %s, host network %s", f.Object, f.ServiceAccount, f.Automount.Truth, f.HostNetwork.Truth)}
	for _, e := range f.Labels {
		out = append(out, fmt.Sprintf("label %s=%s", e.Key, e.Value))
	}
	for _, c := range f.Containers {
		out = append(out, containerLines(&c)...)
	}
	for _, v := range f.Volumes {
		out = append(out, fmt.Sprintf("volume %s from %s %s%s %s", v.Name, v.From, v.Object, perhaps(v.Maybe), place(v.At)))
	}
	for _, k := range f.Tokens {
		out = append(out, fmt.Sprintf("token %s in %s for %s, %d s%s", k.Path, k.Volume, k.Audience, k.Seconds.Value, perhaps(k.Maybe)))
	}
	return out
}

func containerLines(c *facts.Container) []string {
	out := []string{fmt.Sprintf("container %s init=%t runs %q %s%s %s", c.Name, c.Init, c.Program, list(c.Command), list(c.Args), place(c.At))}
	for _, v := range c.Env {
		out = append(out, fmt.Sprintf("  env %s=%s from %s %s/%s%s %s", v.Key, v.Value, v.From, v.Object, v.ObjectKey, perhaps(v.Maybe), place(v.At)))
	}
	for _, s := range c.EnvFrom {
		out = append(out, fmt.Sprintf("  env from %s %s prefix %s%s %s", s.From, s.Object, s.Prefix, perhaps(s.Maybe), place(s.At)))
	}
	for _, m := range c.Mounts {
		out = append(out, fmt.Sprintf("  mount %s at %s%s%s %s", m.Volume, m.Path, m.SubPath, perhaps(m.Maybe), place(m.At)))
	}
	return out
}

func perhaps(maybe bool) string {
	if maybe {
		return " perhaps"
	}
	return ""
}

func place(s source.Span) string {
	p := s.Root().StartPosition()
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}

func list(l facts.List) string {
	var out []string
	for _, t := range l.Items {
		out = append(out, t.String())
	}
	s := "[" + strings.Join(out, " ") + "]"
	if !l.Present {
		s = "none"
	}
	if !l.Closed {
		s += "+"
	}
	return s
}

// TestGolden reads each archive of testdata: its inputs, and the facts in the
// file "facts". Secrets are written as macros, so that none stands in the
// repository.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i := range archive.Files {
			f := &archive.Files[i]
			if f.Name != "facts" {
				got += lines(read(t, f.Name, expand(f.Data)))
			}
		}
		for i := range archive.Files {
			f := &archive.Files[i]
			switch {
			case f.Name != "facts" || string(f.Data) == got:
			case *update:
				f.Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("%s:\n got\n%s\nwant\n%s", path, got, f.Data)
			}
		}
	}
}

// expand writes planted credentials in place of their macros.
func expand(data []byte) []byte {
	id := "AK" + "IAQ3R5V7WXZ2NMKD4T"
	key := "hT9vQ2mXc7" + "LrW4bN8yKd" + "P3sJf6GzE1" + "uA5oRiBtYe"
	return []byte(strings.NewReplacer(
		"@AWS_ID@", id, "@AWS_KEY@", key,
		"@AWS_ID_BASE64@", encode(id), "@AWS_KEY_BASE64@", encode(key),
		"@DOC_KEY@", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY"+"EXAMPLEKEY",
	).Replace(string(data)))
}

func TestUnknowns(t *testing.T) {
	table := text.NewTable("t")
	tok := func(name string) string { return table.Token(table.Symbol(name)) }
	in := "kind: ConfigMap\nmetadata:\n  name: aws-auth\n  namespace: kube-system\ndata:\n" +
		"  mapUsers: " + tok("var.users") + "\n" +
		"  mapRoles: |\n    - rolearn: " + tok("var.arn") + "\n      groups:\n        - team-" + tok("var.team") + "\n        - system:nodes\n"
	docs, faults := yamlpos.Parse(source.NewFile("m.yaml", []byte(in)), yamlpos.Options{Symbols: table})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	got := lines(kube.Read(docs[0].Root, kube.Options{}))
	for _, want := range []string{
		"mapUsers ${var.users} as ${var.users} in []+",
		"mapRoles ${var.arn} as  in [team-${var.team} system:nodes]",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	sa := &text.Node{Kind: text.Map, Fields: []text.Field{
		{Key: text.Known("kind", source.Span{}), Value: &text.Node{Kind: text.String, Text: text.Known("ServiceAccount", source.Span{})}},
		{Key: text.Known("metadata", source.Span{}), Value: &text.Node{Kind: text.Opaque, Text: text.Of(table.Symbol("local.meta"), source.Span{})}},
	}}
	b := kube.Read(sa, kube.Options{Base: facts.Base{Address: "kubernetes_manifest.x"}})
	if len(b.Workloads) != 1 || !b.Workloads[0].ClaimsOpen || b.Workloads[0].Address != "kubernetes_manifest.x" {
		t.Errorf("workloads: %+v", b.Workloads)
	}
}

func TestNotObjects(t *testing.T) {
	for _, in := range []string{"[]", "a: 1", "1", "", "image: x\nserviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: x\n", "kind: 5", "kind: [a]"} {
		if got := lines(read(t, "x.yaml", []byte(in))); got != "" {
			t.Errorf("%q gives\n%s", in, got)
		}
	}
}

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
