package eksctl_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/eksctl"
	"github.com/subaud/subaud/analyzers/kubernetes"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

var update = flag.Bool("update", false, "rewrite the golden parts of testdata")

// analyze does what the runner does with a file.
func analyze(a analyzers.Analyzer, name string, data []byte) *facts.Bundle {
	out := &facts.Bundle{}
	if a.Claims(name) && a.Relevant(data) {
		a.Run(&analyzers.Pass{Files: []*source.File{source.NewFile(name, data)}, Facts: out, List: func(string) []string { return nil }})
	}
	out.Sort()
	return out
}

// lines prints the facts: kind, place, address, the text at the place, and what
// the kind says.
func lines(b *facts.Bundle) string {
	var out strings.Builder
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			base := f.FactBase()
			fmt.Fprintf(&out, "%s %s %s%s at %q\n", k, base.At, base.Address, perhaps(base.Maybe), clip(base.At.Root().Text()))
			for _, l := range details(f) {
				out.WriteString("  " + l + "\n")
			}
		}
	}
	return out.String()
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:37] + "..."
	}
	return s
}

func perhaps(maybe bool) string {
	if maybe {
		return " perhaps"
	}
	return ""
}

func texts(l facts.List) string {
	var out []string
	for _, t := range l.Items {
		out = append(out, t.String())
	}
	if !l.Closed {
		out = append(out, "...")
	}
	return "[" + strings.Join(out, " ") + "]"
}

func details(f facts.Fact) []string {
	switch f := f.(type) {
	case *facts.Statement:
		return statementLines(f)
	case *facts.Identity:
		out := []string{fmt.Sprintf("%s %s boundary %q open %t statements %d", f.Name, f.ARN, f.Boundary, f.AttachedOpen, len(f.Statements))}
		for _, a := range f.Attached {
			out = append(out, a.Form+" "+a.Policy.String())
		}
		return out
	case *facts.Issuer:
		return []string{fmt.Sprintf("%s %s %s for %s maps %s", f.Cloud, f.URL, f.ARN, texts(f.Audiences), texts(f.Mapping))}
	case *facts.Workload:
		out := []string{f.Namespace.String() + "/" + f.Name.String()}
		for _, c := range f.Claims {
			out = append(out, fmt.Sprintf("%s = %s in %s", c.Key, c.Value, c.Place))
		}
		return out
	case *facts.Mapping:
		out := []string{fmt.Sprintf("%s %s %s as %q in %s of %s %s", f.Form, f.List, f.Principal, f.Username, texts(f.Groups), f.Cluster, f.Type)}
		for _, p := range f.Policies {
			out = append(out, fmt.Sprintf("%s on %s %s", p.Policy, p.Scope, texts(p.Namespaces)))
		}
		return out
	case *facts.Association:
		return []string{fmt.Sprintf("%s %s/%s is %s then %q", f.Cluster, f.Namespace, f.ServiceAccount, f.Role, f.TargetRole)}
	case *facts.Cluster:
		out := []string{fmt.Sprintf("%s %s %s %s open %t", f.Form, f.Name, f.Issuer, f.AuthenticationMode, f.SettingsOpen)}
		for _, s := range f.Settings {
			out = append(out, fmt.Sprintf("%s = %s", s.Key, s.Value))
		}
		for _, r := range f.Refusals {
			out = append(out, fmt.Sprintf("%s %s %s at %q", r.Code, r.Name, r.Holds.Truth, clip(r.At.Text())))
		}
		return out
	case *facts.Input:
		return []string{fmt.Sprintf("%s %s: %s", f.Code, f.Class, f.Message)}
	}
	return nil
}

func statementLines(f *facts.Statement) []string {
	out := []string{fmt.Sprintf("%s %s of %s: %s on %s", f.Position, f.Effect, f.OwnerName, texts(f.Actions), texts(f.Resources))}
	for _, p := range f.Principals {
		out = append(out, fmt.Sprintf("for %s %s", p.Type, p.Value))
	}
	for _, c := range f.Conditions {
		out = append(out, fmt.Sprintf("if %s %s %s", c.Operator, c.Key, texts(c.Values)))
	}
	return out
}

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
		got, want := "", -1
		for i, f := range archive.Files {
			if f.Name == "facts" {
				want = i
				continue
			}
			got += lines(analyze(eksctl.Analyzer, f.Name, f.Data))
		}
		if want >= 0 && string(archive.Files[want].Data) == got {
			continue
		}
		if !*update || want < 0 {
			t.Errorf("%s:\n got\n%s", path, got)
			continue
		}
		archive.Files[want].Data = []byte(got)
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKubernetesLeavesThem: nothing in a configuration is an object of a cluster,
// whatever its words, and its faults are told once.
func TestKubernetesLeavesThem(t *testing.T) {
	const head = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
	for _, data := range []string{
		head + "metadata: {name: a, annotations: {eks.amazonaws.com/role-arn: x}}\niam:\n  serviceAccounts:\n    - metadata: {name: b}\n      attachRoleARN: arn:aws:iam::222233334444:role/x\n",
		head + "iam: [\nserviceAccountName: b }\neks.amazonaws.com/role-arn: x\n",
	} {
		if got := lines(analyze(kubernetes.Analyzer, "cluster.yaml", []byte(data))); got != "" {
			t.Errorf("the analyzer of manifests gives\n%s", got)
		}
		if analyze(eksctl.Analyzer, "cluster.yaml", []byte(data)).Inputs == nil && strings.Contains(data, "iam: [") {
			t.Error("what cannot be read is not told")
		}
	}
}

// TestSilence: what is of another kind, or of another program, says nothing here.
func TestSilence(t *testing.T) {
	for name, data := range map[string]string{
		"kubeadm.yaml": "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfig # eksctl.io/\nmetadata: {name: a}\n",
		"other.yaml":   "apiVersion: eksctl.io/v1alpha5\nkind: Other # ClusterConfig\nmetadata: {name: a}\n",
		"cluster.md":   "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n",
		"values.yaml":  "cluster: {apiVersion: eksctl.io/v1alpha5, kind: ClusterConfig}\n",
	} {
		if got := lines(analyze(eksctl.Analyzer, name, []byte(data))); got != "" {
			t.Errorf("%s gives\n%s", name, got)
		}
	}
}

// TestExamples reads eksctl's own examples, and checks that each fact stands
// inside its file.
func TestExamples(t *testing.T) {
	paths, _ := filepath.Glob("../../../shared/corpus/real/eksctl-io+eksctl/examples/*.yaml")
	if len(paths) == 0 {
		t.Skip("the corpus is not here")
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b := analyze(eksctl.Analyzer, filepath.Base(path), data)
		if len(b.Clusters) == 0 {
			t.Errorf("%s gives no cluster", filepath.Base(path))
		}
		inside(t, b, nil)
		for _, c := range b.Clusters {
			for _, r := range c.Refusals {
				t.Errorf("%s: eksctl is said to refuse its own example: %s", r.At, r.Code)
			}
		}
	}
}

func inside(t *testing.T, b *facts.Bundle, file *source.File) {
	t.Helper()
	seen := map[facts.ID]bool{}
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			base := f.FactBase()
			at := base.At.Root()
			if at.File == nil || file != nil && at.File != file || at.Start < 0 || at.End > len(at.File.Data) {
				t.Fatalf("%s stands at %+v", base.ID, at)
			}
			if seen[base.ID] && k != facts.KindInput {
				t.Fatalf("two facts are called %s", base.ID)
			}
			seen[base.ID] = true
		}
	}
}

func FuzzEksctl(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range paths {
		if archive, err := txtar.ParseFile(path); err == nil {
			for _, file := range archive.Files {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := source.NewFile("f.yaml", data)
		b := &facts.Bundle{}
		eksctl.Analyzer.Run(&analyzers.Pass{Files: []*source.File{file}, Facts: b})
		inside(t, b, file)
	})
}
