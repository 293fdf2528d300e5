package comments

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/finding"
)

// covers prints, for each comment of a file, its line and the lines that it
// covers.
func covers(path, text string) string {
	line := func(at int) int { return 1 + strings.Count(text[:at], "\n") }
	var out []string
	for _, c := range Find(path, []byte(text)) {
		s := fmt.Sprintf("%d:", line(c.Start))
		switch {
		case c.Fault != "":
			s += "fault"
		case c.From < 0:
			s += "nothing"
		default:
			s += fmt.Sprintf("%d-%d", line(c.From), line(max(c.From, c.To-1)))
		}
		if c.Example {
			s += "e"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// TestCovers abbreviates the word subaud:ignore by @@.
func TestCovers(t *testing.T) {
	for _, test := range []struct {
		name, path, text, want string
	}{
		{"hcl block", "a.tf", "# @@ r\nresource \"a\" \"b\" {\n  x = \"}\" # }\n  y {\n  }\n}\nz = 1\n", "1:2-6"},
		{"hcl attribute", "a.tf", "a {\n  // @@ r\n  x = f({\n    y = [1,\n    2]\n  })\n  z = 1\n}\n", "2:3-6"},
		{"hcl trailing", "a.tf", "resource \"a\" \"b\" { # @@ r\n  x = 1 // @@ r\n  y = 2 /* @@ r */\n}\n", "1:1-1 2:2-2 3:3-3"},
		{"hcl block comment", "a.tf", "/* @@ r */\nx = 1\n/*\n * @@ r\n */\n\ny = 2\n/* @@ r */ z = 3\n", "1:2-2 4:7-7 8:8-8"},
		{"hcl comments in a row", "a.tf", "# @@ r\n# why\n// @@ r\n\nx {\n}\n", "1:5-6 3:5-6"},
		{"hcl end of a block", "a.tf", "x {\n  y = 1\n  # @@ r\n}\n# @@ r\n", "3:nothing 5:nothing"},
		{"hcl list", "a.tf", "x = [\n  # @@ r\n  \"a\",\n  \"b\", # @@ r\n  { a = 1\n  },\n]\n", "2:3-3 4:4-4"},
		{"hcl strings", "a.tf", "x = \"# @@ r\"\ny = \"${f(\"}\", {a = \"# @@ r\"})} # @@ r\"\nz = \"\\\" # @@ r\"\nw = \"$${ # @@ r\"\n# @@ r\nv = 1\n", "5:6-6"},
		{"hcl heredoc of yaml", "a.tf", "x = <<-EOT\n  - a: 1\n    # @@ r\n    b:\n    - c\n  # @@ r\n  - d\n  EOT\n# @@ r\ny = <<EOT\n}\n# @@ r\nEOT\n", "3:4-5 6:7-7 9:10-13 12:nothing"},
		{"hcl heredoc of a script", "a.tf", "x {\n  u = <<-EOT\n    #!/bin/sh\n    # @@ r\n    a \\\n      b\n    c # @@ r\n  EOT\n}\n", "4:5-6 7:7-7"},
		{"hcl heredoc of JSON", "a.tf", "x = <<EOT\n{\n  // @@ r\n  \"a\": 1\n}\nEOT\n", "3:fault"},
		{"hcl is no heredoc", "a.tf", "x = a << b\n# @@ r\ny = 1\n", "2:3-3"},
		{"crlf", "a.tf", "# @@ r\r\nx {\r\n}\r\ny = 1 # @@ r\r\n", "1:2-3 4:4-4"},
		{"byte order mark", "a.tf", "\xef\xbb\xbf# @@ r\nx {\n}\n", "1:2-3"},
		{"no line break at the end", "a.tf", "# @@ r\nx = 1", "1:2-2"},
		{"behind another tool's comment", "a.tf", "x = 1 # tfsec:ignore:x # @@ r\n# see @@ r\ny = 1 # @@d\n", "1:1-1"},
		{"rego", "a.rego", "# @@ r\nfinding contains x if {\n\ty := `}` # @@ r\n\tz := \"# @@ r\"\n}\n", "1:2-5 3:3-3"},
		{"json", "a.json", "{\n  // @@ r\n  \"//\": \"@@ r\",\n  \"a\": \"see # @@ r\"\n}\n", "2:fault 3:fault"},
		{"terraform in json", "a.tf.json", "{\n  \"//\": \"@@ r\"\n}\n", "2:fault"},

		{"yaml object", "a.yaml", "# @@ r\napiVersion: v1\nkind: X\nmetadata:\n  name: x\n---\n# @@ r\n\nkind: Y\napiVersion: v1\n", "1:2-5 7:9-10"},
		{"yaml above the marker", "a.yaml", "a: 1\n# @@ r\n---\napiVersion: v1\nkind: X\n", "2:4-5"},
		{"yaml above the marker, deeper before", "a.yaml", "a:\n  b: 1\n  # @@ r\n---\napiVersion: v1\nkind: X\n", "3:5-6"},
		{"yaml entry", "a.yaml", "a: 1\n# @@ r\nb:\n- c\n\n# why\n-   d: 1\n    e: 2\nf: 1\n", "2:3-8"},
		{"yaml first entry of what is no object", "a.yaml", "# @@ r\na: 1\nkind: x\n", "1:2-2"},
		{"yaml item", "a.yaml", "a:\n  # @@ r\n  - b: 1\n    c:\n      - d\n  - e: 1\n", "2:3-5"},
		{"yaml item of a list without margin", "a.yaml", "a:\n# @@ r\n- b: 1\n  c: 2\n- d: 1\n", "2:3-4"},
		{"yaml first and later entries of an item", "a.yaml", "- a: 1\n  # @@ r\n  b:\n    c: 1\n  d: 1\n", "2:3-4"},
		{"yaml trailing", "a.yaml", "a: # @@ r\n  b: x#y # @@ r\n  c: \"# @@ r\"\n  d: 'it''s # @@ r'\n  e: it's # @@ r\n", "1:1-1 2:2-2 5:5-5"},
		{"yaml end of a block", "a.yaml", "a:\n  b: 1\n  # @@ r\nc: 1\n# @@ r\n", "3:nothing 5:nothing"},
		{"yaml comment that is not indented", "a.yaml", "a:\n# @@ r\n  b:\n    c: 1\n  d: 1\n", "2:3-4"},
		{"yaml flow", "a.yaml", "# @@ r\na: [x,\n  # @@ r\n  {b: \"]\"}, # @@ r\n]\nc: 1\n", "1:2-5 3:4-4 4:4-4"},
		{"yaml flow at the end", "a.yaml", "a: {\n  # @@ r\n  b: 1\n}", "2:3-3"},
		{"yaml long quoted", "a.yaml", "# @@ r\na: \"x\n  # @@ r\n  y: \\\" z\"\nb: 1 # @@ r\n", "1:2-4 5:5-5"},
		{"yaml block scalar", "a.yaml", "# @@ r\na: |\n  x: 1\n\n  # @@ r\n  y:\n    z: 1\nb: >- # @@ r\n  c\n", "1:2-7 5:6-7 8:8-8"},
		{"yaml object in a block scalar", "a.yaml", "x:\n  a: |\n    ---\n    # @@ r\n    apiVersion: v1\n    kind: X\n    # @@ r\n  b: |-\n    # @@ r\n    kind: X\n    apiVersion: v1\nc: 1\n", "4:5-6 7:nothing 9:10-11"},
		{"yaml block scalar of an item", "a.yaml", "a:\n- k: |\n    # @@ r\n    x\n  l: |\n    y\n- |\n  # @@ r\n  z\n# @@ r\n- w\n", "3:4-4 8:9-9 10:11-11"},
		{"yaml script", "a.yaml", "run: |\n  #!/bin/sh\n  # @@ r\n  a \\\n  b\n  c\n", "3:4-5"},
		{"yaml object within", "a.yaml", "a:\n  # @@ r\n  apiVersion: v1\n  kind: X\n  b:\n    c: 1\nd: 1\n", "2:3-6"},
		{"yaml chart", "t.yaml", "{{- /* @@ r */}}\n{{- if .Values.x }}\napiVersion: v1\nkind: X\nmetadata:\n  {{- /*\n  @@ r\n  */}}\n  name: {{ .Values.a }}\n{{- with .Values.b }}\n  # @@ r\n  annotations:\n    {{- toYaml . | nindent 4 }}\n    x: \"{{ .y }}\" # @@ r\n{{- end }}\n{{- end }}\n",
			"1:3-14 7:9-9 11:12-14 14:14-14"},
		{"yaml unclosed quote ends with the document", "a.yaml", "a: \"x\n# @@ r\n---\n# @@ r\nb: 1\n", "4:5-5"},
		{"yaml tag and anchor", "a.yaml", "a: !Sub \"# @@ r\"\nb: &x '# @@ r'\n# @@ r\nc: !Sub |\n  x\n  # @@ r\n  y\n", "3:4-7 6:7-7"},
		{"yaml by its bytes", "config", "apiVersion: v1 # @@ r\n", "1:1-1"},

		{"shell command", "a.sh", "# @@ r\na b \\\n  c 'x\ny' | # @@ r\n  d &&\n  e\nf\n", "1:2-6 4:4-4"},
		{"shell compound", "a.sh", "# @@ r\nif a; then\n  # @@ r\n  for x in $(b); do\n    c\n  done\n  # @@ r\nfi\n# @@ r\nf() {\n  g\n}\nh\n", "1:2-8 3:4-6 7:nothing 9:10-12"},
		{"shell case", "a.sh", "# @@ r\ncase $1 in\n  a) b ;;\n  (c) d\n  # @@ r\n  e ;;\nesac\nf\n", "1:2-7 5:6-6"},
		{"shell subshell", "a.sh", "# @@ r\n( a\n  b )\nc=$(d # e\n)\n# @@ r\nx=$((1<<2))\ny\n", "1:2-3 6:7-7"},
		{"shell heredoc", "a.sh", "# @@ r\nkubectl apply -f - <<EOF | tee x\napiVersion: v1\n# @@ r\nkind: X\nEOF\nx <<-'A' <<\"B\"\n\t# @@ r\n\ta: 1\n\tA\nb: 1 # @@ r\nB\ny # @@ r\n", "1:2-6 4:5-5 8:9-9 11:11-11 13:13-13"},
		{"shell words", "a.sh", "echo a#@@ \"# @@ r\" '# @@ r' \\# $# ${x# @@ r} ${#x}\nif_x=1 # @@ r\necho if done fi # @@ r\n# @@ r\na\nb\n", "2:2-2 3:3-3 4:5-5"},
		{"shell heredoc that does not end", "a.sh", "a << 'x'\n# @@ r\nb\n", "2:3-3"},
		{"dockerfile", "Dockerfile", "# @@ r\nENV A=it's \\\n  # @@ r\n  B=\"# @@ r\"\nRUN <<EOF\n# @@ r\na: 1\nEOF\nUSER x # @@ r\n", "1:2-4 3:4-4 6:7-7"},

		{"markdown paragraph", "a.md", "<!-- @@ r -->\n\nText of\ntwo lines.\n\nMore <!-- @@ r -->\n", "1:3-4 6:6-6"},
		{"markdown fence", "a.md", "<!--\n@@ r\n-->\n```hcl\nx {\n\n}\n```\nafter\n", "2:4-8"},
		{"markdown inside fences", "a.md", "```hcl\n# @@ r\nx {\n}\n```\n- b\n  ~~~ yaml title=x\n  # @@ r\n  a: 1\n  ~~~\n```text\n# @@ r\n```\n````md\n```sh\n# @@ r\n```\n````\n", "2:3-4e 8:9-9e"},
		{"markdown code span", "a.md", "Write `<!-- @@ r -->` or ``# @@ r``.\n# @@ r\n", ""},
		{"markdown fence that is not closed", "a.md", "```sh\n# @@ r\na\nb\n", "2:3-3e"},
		{"heredoc in a fence", "a.md", "```sh\ncat <<EOF\na:\n  # @@ r\n  b: 1\nEOF\n```\n", "4:5-5e"},
		{"nothing", "a.md", "<!-- @@ r -->\n\n", "1:nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.ReplaceAll(test.text, "@@", finding.IgnoreDirective)
			if got := covers(test.path, text); got != test.want {
				t.Errorf("got %q, want %q\n%s", got, test.want, text)
			}
		})
	}
}

// TestPasteReadyLine checks that what reports print is found in every language,
// and that it covers what follows it.
func TestPasteReadyLine(t *testing.T) {
	for path, block := range map[string]string{
		"a.tf": "x {\n}", "a.tfvars": "x = {\n}", "a.hcl": "x {\n}", "a.yaml": "x:\n  y: 1", "a.sh": "a \\\n b", "a.md": "a\nb", "Dockerfile": "RUN a \\\n b", "a.tpl": "x:\n  y: 1",
	} {
		line := finding.IgnoreLine("trust/any-subject", string(discover.Language(path, nil)))
		text := line + "\n" + block + "\n"
		if got := covers(path, text); got != "1:2-3" {
			t.Errorf("%s: %s covers %q", path, line, got)
		}
		c := Find(path, []byte(text))[0]
		if want := finding.IgnoreDirective + ` trust/any-subject reason="..."`; text[c.Start:c.End] != want {
			t.Errorf("%s: %s is read as %q", path, line, text[c.Start:c.End])
		}
	}
	for _, path := range []string{"a.json", "a.tf.json", "a.tfvars.json"} {
		if line := finding.IgnoreLine("trust/any-subject", string(discover.Language(path, nil))); line != "" {
			t.Errorf("%s: %s", path, line)
		}
	}
}

// TestHostileSizes takes files for which reading line by line, again and again,
// would not end: it hangs if one does.
func TestHostileSizes(t *testing.T) {
	const many = 30_000
	tail := "\n# subaud:ignore a/b reason=c\nx = 1\n"
	for name, text := range map[string]string{
		"a.tf":   strings.Repeat("x = <<A\n", many),
		"b.tf":   strings.Repeat("\"${", many),
		"c.tf":   strings.Repeat("# subaud:ignore a/b reason=c\n", many),
		"a.yaml": strings.Repeat("{{", many),
		"b.yaml": strings.Repeat("- ", many) + "|",
		"c.yaml": strings.Repeat("a: |\n", many),
		"a.sh":   strings.Repeat("a <<B", many) + "\n",
		"b.sh":   strings.Repeat("$(", many),
		"c.sh":   strings.Repeat("{", many),
		"a.md":   strings.Repeat("<!--", many),
		"b.md":   strings.Repeat("```sh\n", many),
		"a.json": strings.Repeat("[", many),
	} {
		var b strings.Builder
		for i := range many {
			fmt.Fprintf(&b, "x <<A%d\n", i)
		}
		Find(name, []byte(text+tail))
		Find(name, []byte(b.String()+tail))
	}
	if got := covers("c.tf", strings.Repeat("# subaud:ignore a/b reason=c\n", maxComments+1)); got != "1:fault" {
		t.Errorf("too many comments: %q", got)
	}
}

func FuzzComments(f *testing.F) {
	for _, path := range []string{"a.tf", "a.yaml", "a.sh", "a.md", "a.json", "Dockerfile", "a.rego"} {
		f.Add(path, []byte("x \"${\n# subaud:ignore a/b reason=x\n```sh\n<<EOT\n  k: |\n    - [\n{{/* subaud:ignore */}}\nEOT\n"))
	}
	f.Fuzz(func(t *testing.T, path string, data []byte) {
		data = append(data, " # subaud:ignore a/b reason=c"...)
		for _, c := range Find(path, data) {
			if c.Start < 0 || c.End < c.Start || c.End > len(data) || string(data[c.Start:c.Start+len(finding.IgnoreDirective)]) != finding.IgnoreDirective {
				t.Fatalf("a comment at %d to %d", c.Start, c.End)
			}
			if c.From >= 0 && (c.To < c.From || c.To > len(data)) {
				t.Fatalf("the comment at %d covers %d to %d of %d", c.Start, c.From, c.To, len(data))
			}
		}
	})
}
