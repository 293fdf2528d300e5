package shell_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/shell"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// read runs the analyzer on the scripts among some files; the others can be
// followed.
func read(files map[string]string) *facts.Bundle {
	b := &facts.Bundle{}
	opened := map[string]*source.File{}
	for path, data := range files {
		opened[path] = source.NewFile(path, []byte(data))
	}
	for _, path := range sorted(files) {
		if !shell.Analyzer.Claims(path) || !shell.Analyzer.Relevant([]byte(files[path])) {
			continue
		}
		shell.Analyzer.Run(&analyzers.Pass{
			Files: []*source.File{opened[path]}, Facts: b,
			ReadFile: func(path string) (*source.File, error) {
				if f := opened[path]; f != nil {
					return f, nil
				}
				return nil, fs.ErrNotExist
			},
		})
	}
	return b
}

func sorted(files map[string]string) []string {
	var out []string
	for path := range files {
		out = append(out, path)
	}
	for i := range out {
		for j := range i {
			if out[i] < out[j] {
				out[i], out[j] = out[j], out[i]
			}
		}
	}
	return out
}

func script(data string) *facts.Bundle { return read(map[string]string{"s.sh": data}) }

// TestWords evaluates a word, which is the name of a ServiceAccount.
func TestWords(t *testing.T) {
	for _, c := range []struct{ name, before, word, want string }{
		{"as it stands", "", `app`, "app"},
		{"in single quotes", "", `'a$b'`, "a$b"},
		{"in double quotes", "", `"app"`, "app"},
		{"joined", "", `a'b'"c"`, "abc"},
		{"escaped", "", `a\$b`, "a$b"},
		{"escaped in double quotes", "", `"a\$b\c"`, `a$b\c`},
		{"a line that goes on", "", "a\\\nb", "ab"},
		{"ANSI-C without escapes", "", `$'app'`, "app"},
		{"ANSI-C", "", `$'a\x62'`, "${a string with escapes}"},
		{"a home directory", "", `~/x`, "${a string that the shell makes}"},
		{"braces", "", `a{b,c}`, "${a string that the shell makes}"},
		{"braces that are none", "", `a{b}`, "a{b}"},
		{"from outside", "", `"$APP"`, "${APP}"},
		{"from outside in a word", "", `"a-${APP}-b"`, "a-${APP}-b"},
		{"assigned", "APP=x", `"$APP-b"`, "x-b"},
		{"assigned in quotes", `APP="x y"`, `"$APP"`, "x y"},
		{"exported", "export APP=x", `$APP`, "x"},
		{"read only", "readonly APP=x", `$APP`, "x"},
		{"made upper-case", "declare -u APP=x", `"$APP"`, "${APP}"},
		{"of others", "A=x\nAPP=$A-$B", `"$APP"`, "x-${B}"},
		{"of itself", "APP=$APP-x", `"$APP"`, "${APP}-x"},
		{"assigned later", "kubectl get pods", "\"$APP\"\nAPP=x", "${APP}"},
		{"assigned twice", "APP=x\nAPP=y", `"$APP"`, "${APP}"},
		{"assigned in a branch", "if true; then APP=x; fi", `"$APP"`, "${APP}"},
		{"assigned if something failed", "false || APP=x", `"$APP"`, "${APP}"},
		{"assigned before what may fail", "APP=x || true", `"$APP"`, "x"},
		{"assigned in a loop", "while true; do APP=x; done", `"$APP"`, "${APP}"},
		{"assigned in a function", "f() { APP=x; }", `"$APP"`, "${APP}"},
		{"assigned in a subshell", "(APP=x)", `"$APP"`, "${APP}"},
		{"assigned for one command", "APP=x true", `"$APP"`, "${APP}"},
		{"assigned by read", "APP=x\nread -r APP", `"$APP"`, "${APP}"},
		{"assigned by a loop", "APP=x\nfor APP in a b; do true; done", `"$APP"`, "${APP}"},
		{"assigned by arithmetic", "APP=1\n((APP+=1))", `"$APP"`, "${APP}"},
		{"assigned by default", "APP=x\n: ${APP:=y}", `"$APP"`, "${APP}"},
		{"appended to", "APP=x\nAPP+=y", `"$APP"`, "${APP}"},
		{"removed", "APP=x\nunset APP", `"$APP"`, "${APP}"},
		{"an array", "APP=(x y)", `"$APP"`, "${APP}"},
		{"perhaps assigned by a script", "APP=x\n. ./env.sh", `"$APP"`, "${APP}"},
		{"assigned after a script", ". ./env.sh\nAPP=x", `"$APP"`, "x"},
		{"perhaps assigned by eval", "APP=x\neval \"$Y\"", `"$APP"`, "${APP}"},
		{"a default of one from outside", "", `"${APP:-x}"`, "${APP}"},
		{"a default that is not needed", "APP=x", `"${APP:-y}"`, "x"},
		{"a default that is needed", "APP=", `"${APP:-y}"`, "y"},
		{"a message", "APP=x", `"${APP:?missing}"`, "x"},
		{"without a prefix", "APP=https://x", `"${APP#https://}"`, "x"},
		{"without a suffix", "APP=x.git", `"${APP%.git}"`, "x"},
		{"without a pattern", "APP=https://x", `"${APP#*//}"`, "${APP#*//}"},
		{"from outside without a prefix", "", `"${APP#https://}"`, "${APP#https://}"},
		{"replaced", "APP=x", `"${APP/x/y}"`, "${APP}"},
		{"a part", "APP=abc", `"${APP:0:1}"`, "${APP}"},
		{"the length", "APP=abc", `"${#APP}"`, "${APP}"},
		{"what a command prints", "", `"$(aws sts get-caller-identity --query Account)"`, "${aws sts get-caller-identity}"},
		{"what a command prints, without its words", "", `"$(echo hunter2)"`, "${echo}"},
		{"a here-document that is passed on", "", "\"$(cat <<E\nx-$APP\nE\n)\"", "x-${APP}"},
		{"in backquotes", "APP=`./x`", `"$APP"`, "${a command}"},
		{"a number", "", `"$((1+1))"`, "${a number}"},
		{"what is to be filled in", "", `<APP_NAME>`, "<APP_NAME>"},
	} {
		data := c.before + "\nkubectl create sa " + c.word + "\n"
		b := script(data)
		if len(b.Workloads) != 1 {
			t.Errorf("%s: %d ServiceAccounts in\n%s%v", c.name, len(b.Workloads), data, b.Inputs)
			continue
		}
		if got := b.Workloads[0].Name.String(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestEras: symbols are equal where a variable certainly has one value.
func TestEras(t *testing.T) {
	two := func(s string) string { return strings.ReplaceAll(s, "USE", "kubectl create sa \"$APP\"") }
	for _, c := range []struct {
		name, data string
		equal      bool
	}{
		{"from outside", "USE\nUSE", true},
		{"between the same assignments", "APP=a\nAPP=b\nUSE\nUSE", true},
		{"with an assignment between", "USE\nAPP=x\nAPP=y\nUSE", false},
		{"with a script between", "USE\n. ./env.sh\nUSE", false},
		{"set by a function", "f() { APP=x; }\nUSE\nf\nUSE", false},
		{"set by a loop", "for APP in a b; do USE; USE; done", false},
		{"in a function and before it is called", "APP=x\nf() { USE; }\nUSE\nAPP=y\nf", false},
		{"without a known prefix", "kubectl create sa \"${APP#https://}\"\nkubectl create sa \"${APP#https://}\"", true},
		{"with different defaults", "kubectl create sa \"${APP:-a}\"\nkubectl create sa \"${APP:-b}\"", false},
	} {
		b := script(two(c.data) + "\n")
		if len(b.Workloads) != 2 {
			t.Errorf("%s: %d ServiceAccounts", c.name, len(b.Workloads))
			continue
		}
		x, y := b.Workloads[0].Name.Symbols(), b.Workloads[1].Name.Symbols()
		if len(x) != 1 || len(y) != 1 || (x[0] == y[0]) != c.equal {
			t.Errorf("%s: %v and %v, want equal %v", c.name, x, y, c.equal)
		}
	}
}

// TestUnset tells of names that are another one's but for a slip, and of no
// others.
func TestUnset(t *testing.T) {
	const used = "kubectl create sa \"$CLUSTER_NANE\"\n"
	for _, c := range []struct {
		name, data string
		want       int
	}{
		{"a letter", "CLUSTER_NAME=a\n" + used, 1},
		{"in a here-document", "CLUSTER_NAME=a\nkubectl apply -f - <<E\nname: $CLUSTER_NANE\nE\n", 1},
		{"neighbours", "SUBJECT_NAME=a\nkubectl create sa \"$SUBJECT_NMAE\"\n", 1},
		{"a number", "CLUSTER_NAME1=a\nkubectl create sa \"$CLUSTER_NAME2\"\n", 0},
		{"a plural", "CLUSTER_NAMES=a\nkubectl create sa \"$CLUSTER_NAME\"\n", 0},
		{"another word", "CLUSTER_HOST=a\nkubectl create sa \"$CLUSTER_ROLE\"\n", 0},
		{"a short word", "MY_APP=a\nkubectl create sa \"$MY_AMP\"\n", 0},
		{"set as well", "CLUSTER_NAME=a\nCLUSTER_NANE=b\n" + used, 0},
		{"set by read", "CLUSTER_NAME=a\nread -r CLUSTER_NANE\n" + used, 0},
		{"with a default", "CLUSTER_NAME=a\nkubectl create sa \"${CLUSTER_NANE:-b}\"\n", 0},
		{"used more than once", "CLUSTER_NAME=a\n" + used + used, 0},
		{"perhaps set by a script", "CLUSTER_NAME=a\n. ./env.sh\n" + used, 0},
		{"in a command of no matter", "CLUSTER_NAME=a\nkubectl get pods\necho \"$CLUSTER_NANE\"\n", 0},
	} {
		n := 0
		for _, in := range script(c.data).Inputs {
			if in.Code == "unset-shell-variable" {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: told %d times, want %d", c.name, n, c.want)
		}
	}
}

// TestGolden reads scripts and prints what is found, with the bytes of its
// place.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no golden files: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files, want := map[string]string{}, -1
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = i
					continue
				}
				files[f.Name] = string(f.Data)
			}
			got := printed(read(files))
			if want < 0 {
				archive.Files = append(archive.Files, txtar.File{Name: "want"})
				want = len(archive.Files) - 1
			}
			if string(archive.Files[want].Data) == got {
				return
			}
			if !*update {
				t.Errorf("want\n%s\ngot\n%s", archive.Files[want].Data, got)
				return
			}
			archive.Files[want].Data = []byte(got)
			if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// printed says of each fact what matters of it.
func printed(b *facts.Bundle) string {
	b.Sort()
	var out strings.Builder
	for _, k := range facts.Kinds() {
		for _, f := range b.Of(k) {
			base := f.FactBase()
			maybe := ""
			if base.Maybe {
				maybe = " maybe"
			}
			first, _, more := strings.Cut(base.At.Root().Text(), "\n")
			if more {
				first += "..."
			}
			fmt.Fprintf(&out, "%s%s %s at %s %q%s\n", k, maybe, base.Address, base.At, first, details(f))
		}
	}
	return out.String()
}

func details(f facts.Fact) string {
	switch f := f.(type) {
	case *facts.Trust:
		out := ": " + f.Reading
		for _, w := range f.Ways {
			out += fmt.Sprintf(", %s", w.Principal)
			for _, c := range f.Statements[w.Statement].Conditions {
				out += fmt.Sprintf(" %s=%s", c.Key, items(c.Values))
			}
		}
		return out
	case *facts.Identity:
		return fmt.Sprintf(": %s", f.ARN)
	case *facts.Workload:
		out := ":"
		for _, c := range f.Claims {
			out += fmt.Sprintf(" %s=%s", c.Key, c.Value)
		}
		return out
	case *facts.Grant:
		out := ":"
		for _, r := range f.Rules {
			out += fmt.Sprintf(" %s may %s%s in %s", items(r.Resources)+items(r.NonResourceURLs), items(r.Verbs), items(r.ResourceNames), items(r.APIGroups))
		}
		return out
	case *facts.Binding:
		out := fmt.Sprintf(": %s %s to", f.RoleKind, f.RoleName)
		for _, s := range f.Subjects {
			out += fmt.Sprintf(" %s %s/%s", s.Kind, s.Namespace, s.Name)
		}
		return out
	case *facts.Mapping:
		out := fmt.Sprintf(": %s %s as %s in %s", f.Form, f.Principal, f.Username, items(f.Groups))
		for _, p := range f.Policies {
			out += fmt.Sprintf(" with %s on %s %s", p.Policy, p.Scope, items(p.Namespaces))
		}
		return out
	case *facts.Association:
		return fmt.Sprintf(": %s/%s is %s", f.Namespace, f.ServiceAccount, f.Role)
	case *facts.Credential:
		return fmt.Sprintf(": %s %s %s %s of %s", f.Provider, f.Type, f.Presence, f.Place, f.Object)
	case *facts.Cluster:
		return fmt.Sprintf(": %s %s to %s %s=%s", f.Form, f.Name, f.Endpoint, f.Settings[0].Key, f.Settings[0].Value)
	case *facts.Input:
		return fmt.Sprintf(": %s %s", f.Class, f.Message)
	}
	return ""
}

func items(l facts.List) string {
	var out []string
	for _, t := range l.Items {
		out = append(out, t.String())
	}
	if !l.Closed {
		out = append(out, "?")
	}
	return "[" + strings.Join(out, " ") + "]"
}

// TestDeepNesting reads scripts that nest as deep as their size allows.
func TestDeepNesting(t *testing.T) {
	size := 250 << 10
	if testing.Short() {
		size = 10 << 10
	}
	for _, c := range []struct{ open, inner string }{
		{"(", "kubectl"}, {"$(", "kubectl"}, {"{ ", "kubectl"}, {"if ", "kubectl"}, {"! ", "kubectl"}, {"echo $((-", "kubectl"}, {"-", "$((kubectl"},
		{"while ", "kubectl"}, {"a=$(", "kubectl"}, {"${a:-", "kubectl"}, {"\"$(", "kubectl"}, {"a && ", "kubectl"}, {"a | ", "kubectl"}, {"case a in a) ", "kubectl"},
		{"f() ", "kubectl"}, {"time ", "kubectl"}, {"[[ ! ", "kubectl"}, {"<(", "kubectl"}, {"kubectl $((", "1"}, {"${a[", "kubectl"},
	} {
		script(strings.Repeat(c.open, size/len(c.open)) + c.inner)
	}
	for _, operand := range []string{"-", "a?", "a=", "a**", "a,", "(a+", "-a-", "~ ", "a[", "1 ? 1 : "} {
		script("kubectl $((" + strings.Repeat(operand, size/len(operand)) + "1))")
	}
	script("[[ " + strings.Repeat("! ", size/2) + "kubectl ]]")
}

// TestDoubling reads variables that are made of each other.
func TestDoubling(t *testing.T) {
	var b strings.Builder
	b.WriteString("A0=x\n")
	for i := range 200 {
		fmt.Fprintf(&b, "A%d=$A%d$A%d\n", i+1, i, i)
	}
	b.WriteString("kubectl create sa \"$A200\"\n")
	if got := script(b.String()).Workloads; len(got) != 1 || got[0].Name.IsKnown() {
		t.Errorf("%v", got)
	}
}

// FuzzRead reads anything: every fact stands in the file, and no place is made
// up.
func FuzzRead(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(string(file.Data))
		}
	}
	f.Add("abi/n& tds\x8bsnatds\x8bsexh/ex1\xea{aif .] }\x00\x80kubectl@X\x89eaTe /a eate")
	f.Fuzz(func(t *testing.T, data string) {
		start := time.Now()
		b := script(data)
		if spent := time.Since(start); spent > time.Minute {
			t.Fatalf("%d bytes took %s", len(data), spent)
		}
		seen := map[facts.ID]bool{}
		for _, k := range facts.Kinds() {
			for _, fact := range b.Of(k) {
				base := fact.FactBase()
				root := base.At.Root()
				if root.File == nil || root.File.Path != "s.sh" || root.Start < 0 || root.End > len(data) || root.Start > root.End {
					t.Fatalf("%s %s stands at %v", k, base.Address, base.At)
				}
				if seen[base.ID] && k != facts.KindInput {
					t.Fatalf("two facts are %s", base.ID)
				}
				seen[base.ID] = true
			}
		}
	})
}
