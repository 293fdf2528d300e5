package arch_test

import (
	"strings"
	"testing"
)

// TestChecks shows each check of style a file that it must refuse, with the
// sentence that it must say, and files that it must let stand.
func TestChecks(t *testing.T) {
	long := "package p\n\nfunc (r *recv[T]) long() {\n" + strings.Repeat("\tprintln()\n", maxFunctionLines-1) + "}\n"
	tests := []struct {
		name, path, text, want string
	}{
		{"a quiet file", "internal/iam/a.go", "package iam\n\n// A is documented.\nfunc A() {}\n\nfunc b() {}\n", ""},
		{"a long file", "internal/iam/a.go", "package iam\n" + strings.Repeat("\n", maxFileLines),
			"internal/iam/a.go has 451 lines, more than 450: split it by what its parts do"},
		{"a long method of a generic type", "internal/iam/a.go", long,
			"internal/iam/a.go: recv.long has 71 lines, more than 70: give each of its steps a function with a name"},
		{"init", "rules/a.go", "package rules\n\nfunc init() {}\n",
			"rules/a.go has a func init: make it a function that its user calls, or a value"},
		{"a method may be called init", "rules/a.go", "package rules\n\nfunc (x y) init() {}\n", ""},
		{"printing", "rules/a.go", "package rules\n\nimport \"fmt\"\n\nfunc a() { fmt.Println() }\n",
			"rules/a.go:5 uses fmt.Println: return a value, or take an io.Writer: only internal/cli and cmd write to the terminal"},
		{"printing where it is meant to be", "internal/cli/a.go", "package cli\n\nimport \"fmt\"\n\nfunc a() { fmt.Println() }\n", ""},
		{"fmt.Fprintf and Sprint print nothing by themselves", "rules/a.go", "package rules\n\nimport \"fmt\"\n\nvar _ = fmt.Sprint() + f(fmt.Fprintf)\n", ""},
		{"an alias hides nothing", "rules/a.go", "package rules\n\nimport sys \"os\"\n\nvar w = sys.Stderr\n",
			"rules/a.go:5 uses os.Stderr: take an io.Writer: only internal/cli and cmd write to the terminal"},
		{"log", "rules/a.go", "package rules\n\nimport \"log\"\n\nfunc a() { log.Fatal() }\n",
			"rules/a.go:5 uses log.Fatal: return an error or a Problem: only internal/cli and cmd write to the terminal"},
		{"path globs", "internal/iam/a.go", "package iam\n\nimport \"path/filepath\"\n\nvar m = filepath.Match\n",
			"internal/iam/a.go:5 uses filepath.Match: use internal/lang for the globs of IAM and Kubernetes, and doublestar for those of paths"},
		{"the clock", "internal/triage/a.go", "package triage\n\nimport \"time\"\n\nvar now = time.Now\n",
			"internal/triage/a.go:5 uses time.Now: take the time as an argument: what is found must not depend on the clock"},
		{"no comment on a method", "internal/iam/a.go", "package iam\n\n// T is documented.\ntype T int\n\nfunc (*T) M() {}\n",
			"internal/iam/a.go:6: T.M is exported and has no doc comment: say what it is, in which units, and which errors it gives"},
		{"no comment on a type of a group", "internal/iam/a.go", "package iam\n\n// Types.\ntype (\n\tT int\n)\n",
			"internal/iam/a.go:5: T is exported and has no doc comment: say what it is, in which units, and which errors it gives"},
		{"a method of an unexported type", "internal/iam/a.go", "package iam\n\ntype t int\n\nfunc (t) String() string { return \"\" }\n", ""},
		{"constants under one comment, or with one behind", "internal/iam/a.go", "package iam\n\n// Kinds.\nconst (\n\tA = 1\n)\n\nconst B = 2 // why\n", ""},
		{"a constant without any", "internal/iam/a.go", "package iam\n\nconst (\n\tA = 1\n)\n",
			"internal/iam/a.go:4: A is exported and has no doc comment: say what it is, in which units, and which errors it gives"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file, err := parseGo(test.path, []byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, check := range checks {
				got = append(got, check(file)...)
			}
			if text := strings.Join(got, "\n"); text != test.want {
				t.Errorf("\n got: %s\nwant: %s", text, test.want)
			}
		})
	}
}

func TestFilesThatNoBuildHolds(t *testing.T) {
	for text, want := range map[string]bool{
		"//go:build deps\n\npackage p\n":    true,
		"//go:build ignore\n\npackage p\n":  true,
		"//go:build windows\n\npackage p\n": false,
		"package p\n":                       false,
	} {
		file, err := parseGo("a.go", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := file.inNoBuild(); got != want {
			t.Errorf("inNoBuild(%q) = %t, want %t", text, got, want)
		}
	}
}
