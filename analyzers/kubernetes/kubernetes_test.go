package kubernetes_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/kubernetes"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

var update = flag.Bool("update", false, "rewrite the golden parts of testdata")

// analyze does what the runner does with a file.
func analyze(name string, data []byte) *facts.Bundle {
	out := &facts.Bundle{}
	if kubernetes.Analyzer.Claims(name) && kubernetes.Analyzer.Relevant(data) {
		kubernetes.Analyzer.Run(&analyzers.Pass{Files: []*source.File{source.NewFile(name, data)}, Facts: out, List: charts})
	}
	out.Sort()
	return out
}

// charts is a tree in which each folder below charts is a chart.
func charts(dir string) []string {
	if filepath.Base(filepath.Dir(dir)) == "charts" {
		return []string{dir + "/Chart.yaml", dir + "/values.yaml"}
	}
	return nil
}

// scopes lists where the unknowns of a text mean one thing.
func scopes(t facts.Text) string {
	var out []string
	for _, s := range t.Symbols() {
		scope := s.Scope
		if s.Fresh {
			scope = "here"
		}
		out = append(out, scope)
	}
	if out == nil {
		return ""
	}
	return fmt.Sprintf(" of %q", out)
}

func lines(b *facts.Bundle) string {
	var out strings.Builder
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			base := f.FactBase()
			maybe := ""
			if base.Maybe {
				maybe = " perhaps"
			}
			fmt.Fprintf(&out, "%s %s %s%s\n", k, base.At, base.Address, maybe)
			switch f := f.(type) {
			case *facts.Workload:
				for _, c := range f.Claims {
					fmt.Fprintf(&out, "  %s in %s = %s at %q\n", c.Key, c.Place, c.Value, c.KeyAt.Text())
				}
				if f.ClaimsOpen {
					out.WriteString("  and perhaps more\n")
				}
			case *facts.Mapping:
				var groups []string
				for _, g := range f.Groups.Items {
					groups = append(groups, g.String())
				}
				fmt.Fprintf(&out, "  %s as %s in %q\n", f.Principal, f.Username, groups)
			case *facts.Pod:
				fmt.Fprintf(&out, "  runs as %s\n", f.ServiceAccount)
				for _, c := range f.Containers {
					for _, e := range c.Env {
						fmt.Fprintf(&out, "  with %s=%s%s\n", e.Key, e.Value, perhaps(e.Maybe))
					}
				}
			case *facts.Grant:
				for _, r := range f.Rules {
					fmt.Fprintf(&out, "  %q on %q, perhaps %t, closed %t\n", texts(r.Verbs), texts(r.Resources), r.Maybe, r.Resources.Closed)
				}
				fmt.Fprintf(&out, "  named%s, open %t\n", scopes(f.Name), f.RulesOpen)
			case *facts.Binding:
				fmt.Fprintf(&out, "  to %s %s%s\n", f.RoleKind, f.RoleName, scopes(f.RoleName))
				for _, s := range f.Subjects {
					fmt.Fprintf(&out, "  for %s %s%s\n", s.Kind, s.Name, scopes(s.Name))
				}
			case *facts.Input:
				fmt.Fprintf(&out, "  %s %s at %q: %s\n", f.Code, f.Class, f.At.Text(), f.Message)
			}
		}
	}
	return out.String()
}

func perhaps(maybe bool) string {
	if maybe {
		return " perhaps"
	}
	return ""
}

func texts(l facts.List) (out []string) {
	for _, t := range l.Items {
		out = append(out, t.String())
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
			got += lines(analyze(f.Name, f.Data))
		}
		if want < 0 || string(archive.Files[want].Data) == got {
			continue
		}
		if !*update {
			t.Errorf("%s:\n got\n%s\nwant\n%s", path, got, archive.Files[want].Data)
			continue
		}
		archive.Files[want].Data = []byte(got)
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClaims(t *testing.T) {
	for name, want := range map[string]bool{
		"a/b.yaml": true, "b.YML": true, "c.json": true, "main.tf.json": false, "x.tfvars.json": false, "d.tf": false, "Makefile": false,
	} {
		if got := kubernetes.Analyzer.Claims(name); got != want {
			t.Errorf("Claims(%s) = %t", name, got)
		}
	}
}

// silent are files that say nothing, whatever they hold.
var silent = map[string]string{
	"values.yaml":          "kind: x\nserviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::222233334444:role/x\n",
	"kustomization.yaml":   "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata:\n  annotations: {eks.amazonaws.com/role-arn: x}\n",
	"compose.yaml":         "services:\n  a:\n    environment: {AWS_REGION: x}\n",
	"broken.yaml":          "a: [\nb: }\n",
	"tsconfig.json":        "{\n  // kind of Role\n  \"a\": 1,\n}",
	"deployment.yaml":      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: []}}}\n",
	"broken-service.yaml":  "apiVersion: v1\nkind: Service\nmetadata:\n  name: Role\n\tx: y\n",
	"policy.json":          `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "kind": 1}]}`,
	"sidecar.yaml":         "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations: {azure.workload.identity/inject-proxy-sidecar: \"true\", iam.gke.io/return-principal-id-as-email: \"true\"}\n",
	"openapi-of-kinds.yml": "openapi: 3.0.0\ncomponents:\n  Role:\n    kind: object\n",
}

func TestSilence(t *testing.T) {
	for name, data := range silent {
		if got := lines(analyze(name, []byte(data))); got != "" {
			t.Errorf("%s gives\n%s", name, got)
		}
	}
}

// TestRealManifests reads every manifest that the corpus has, and checks that
// each fact stands inside its file.
func TestRealManifests(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the corpus is not here")
	}
	total, files := &facts.Bundle{}, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !kubernetes.Analyzer.Claims(path) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		name, _ := filepath.Rel(root, path)
		b := analyze(filepath.ToSlash(name), data)
		for _, k := range facts.Kinds() {
			for _, f := range b.Of(k) {
				at := f.FactBase().At.Root()
				if at.File == nil || at.End > len(at.File.Data) || f.FactBase().ID == "" || f.FactBase().Address == "" {
					t.Errorf("%s: bad place or id: %+v", path, f.FactBase())
				}
			}
		}
		for _, in := range b.Inputs {
			t.Logf("%s %s %s: %s", in.At, in.Code, in.Class, in.Message)
		}
		total.Merge(b)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range facts.Kinds() {
		if n := len(total.Of(k)); n > 0 {
			t.Logf("%d %s", n, k)
		}
	}
	t.Logf("%d files", files)
	if total.Count() == 0 {
		t.Error("the corpus gives no facts")
	}
}

func FuzzKubernetes(f *testing.F) {
	for _, s := range silent {
		f.Add([]byte(s))
	}
	paths, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range paths {
		if archive, err := txtar.ParseFile(path); err == nil {
			for _, file := range archive.Files {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := &facts.Bundle{}
		file := source.NewFile("f.yaml", data)
		kubernetes.Analyzer.Run(&analyzers.Pass{Files: []*source.File{file}, Facts: b})
		for _, k := range facts.Kinds() {
			for _, fact := range b.Of(k) {
				if at := fact.FactBase().At.Root(); at.File != file || at.Start < 0 || at.End > len(data) {
					t.Fatalf("%s stands at %+v", fact.FactBase().ID, at)
				}
			}
		}
	})
}

// irrelevant makes manifests that say nothing about identity.
func irrelevant(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		var b strings.Builder
		fmt.Fprintf(&b, "apiVersion: v1\nkind: Service\nmetadata:\n  name: s%d\nspec:\n  ports:\n", i)
		for p := range 60 {
			fmt.Fprintf(&b, "    - name: p%d\n      port: %d\n", p, p)
		}
		out[i] = []byte(b.String())
	}
	return out
}

// TestSkippingIsCheap: a file that says nothing about identity costs next to
// nothing.
func TestSkippingIsCheap(t *testing.T) {
	data := irrelevant(1)[0]
	if n := testing.AllocsPerRun(100, func() { kubernetes.Analyzer.Relevant(data) }); n > 0 {
		t.Errorf("the filter allocates %v times", n)
	}
	// It names a role in passing, so the documents are looked at.
	file := source.NewFile("s.yaml", append([]byte("# Role\n"), data...))
	pass := &analyzers.Pass{Files: []*source.File{file}, Facts: &facts.Bundle{}}
	if n := testing.AllocsPerRun(100, func() { kubernetes.Analyzer.Run(pass) }); n > 2 {
		t.Errorf("looking at a file without parsing it allocates %v times", n)
	}
}

func BenchmarkIrrelevant(b *testing.B) {
	files := irrelevant(1000)
	size := 0
	for _, f := range files {
		size += len(f)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range files {
			if kubernetes.Analyzer.Relevant(f) {
				b.Fatal("relevant")
			}
		}
	}
}

func BenchmarkServiceAccounts(b *testing.B) {
	data := []byte(strings.Repeat("---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n  namespace: b\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::222233334444:role/a\n", 100))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		analyze("f.yaml", data)
	}
}
