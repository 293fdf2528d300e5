package eval_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/subaud/subaud/analyzers/terraform/eval"
	"github.com/subaud/subaud/analyzers/terraform/value"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// world is a scope in which x, y and b are not known (two strings and a
// boolean), and r is a resource of which nothing is known. Every other name is
// a symbol, too.
type world struct {
	env   *value.Env
	known map[string]cty.Value // instead of symbols
}

func (w *world) Env() *value.Env { return w.env }
func (w *world) Nested(int) bool { return true }

func (w *world) Resolve(t hcl.Traversal) (cty.Value, hcl.Traversal) {
	if v, ok := w.known[t.RootName()]; ok {
		return v, t[1:]
	}
	r := w.env.Symbol(t.RootName())
	switch t.RootName() {
	case "x", "y":
		return r.Typed(cty.String), t[1:]
	case "b":
		return r.Typed(cty.Bool), t[1:]
	case "arn":
		return w.env.String(text.Concat(text.Known("arn:aws:iam::", source.Span{}), text.Of(w.env.Symbol("account").Text.Parts()[0].Sym, source.Span{}),
			text.Known(":oidc-provider/", source.Span{}), text.Of(w.env.Symbol("host").Text.Parts()[0].Sym, source.Span{}))), t[1:]
	}
	return r.Val(), t[1:]
}

func (w *world) ReadFile(name string) (*source.File, error) {
	if name == "trust.tpl" {
		return source.NewFile(name, []byte(`{"aud": "${aud}", "subs": ${jsonencode(subs)}}`)), nil
	}
	return nil, errors.New("no such file")
}

func evaluate(t testing.TB, src string) (*value.Env, cty.Value, hcl.Diagnostics) {
	t.Helper()
	return evaluateWith(t, src, nil)
}

func evaluateWith(t testing.TB, src string, known map[string]cty.Value) (*value.Env, cty.Value, hcl.Diagnostics) {
	t.Helper()
	f := source.NewFile("t.tf", []byte(src))
	parsed, diags := hclsyntax.ParseExpression(f.Data, f.Path, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%s: %s", src, diags)
	}
	w := &world{value.NewEnv("test"), known}
	v, diags := eval.Rewriter{File: f}.Expression(parsed).Value(eval.Context(w))
	return w.env, v, diags
}

// print writes a node as JSON would be, with symbols in ${}, and "?" behind
// what may not be there.
func print(n *text.Node) string {
	switch {
	case n.Is(text.Map):
		var parts []string
		for _, f := range n.Fields {
			parts = append(parts, f.Key.String()+": "+print(f.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case n.Is(text.List):
		var parts []string
		for _, i := range n.Items {
			s := print(i.Value)
			if i.Maybe {
				s += "?"
			}
			parts = append(parts, s)
		}
		if n.Open {
			parts = append(parts, "...")
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case n.Is(text.Null):
		return "null"
	}
	return n.Text.String()
}

// TestExpressions holds expressions that a naive evaluator gets wrong. Each
// result is right, or a symbol that stands for it; error means that Terraform
// gives one, too.
func TestExpressions(t *testing.T) {
	for _, c := range expressions() {
		env, v, diags := evaluate(t, c.src)
		got := "error"
		if !diags.HasErrors() {
			got = print(env.Node(v, source.Span{}))
		}
		if got != c.want {
			t.Errorf("%s\n\tgives %s\n\twant  %s", c.src, got, c.want)
		}
	}
}

// row is an expression with what it gives.
type row struct{ src, want string }

func expressions() []row {
	return []row{
		{`"${x}:sub"`, `${x}:sub`},
		{`replace(x, "https://", "")`, `${host(x)}`},
		{`trimprefix(x, "https://")`, `${host(x)}`},
		{`trimprefix(replace(x, "https://", ""), "https://")`, `${host(x)}`},
		{`split("https://", x)[1]`, `${host(x)}`},
		{`element(split("//", x), 1)`, `${host(x)}`},
		{`replace("https://${x}/id", "https://", "")`, `${x}/id`},
		{`replace(arn, "/^(.*provider/)/", "")`, `${host}`},
		{`element(split("oidc-provider/", arn), 1)`, `${host}`},
		{`element(split("oidc-provider/", x), 1)`, `${oidcHost(x)}`},
		{`replace(x, "/^(.*provider/)/", "")`, `${oidcHost(x)}`},
		{`regex("oidc-provider/(.*)", x)[0]`, `${oidcHost(x)}`},
		{`replace(x, "a", "b")`, `${replace(x, "a", "b")}`},
		{`jsonencode({ k = x })`, `{"k":"${x}"}`},
		{`jsonencode({ k = r })`, `${jsonencode(...)}`},
		{`{ "${x}:sub" = "v" }`, `{${x}:sub: v}`},
		{`{ (x) = "v" }[x]`, `v`},
		{`{ (x) = "v" }["k"]`, `${index(..., "k")}`},
		{`split("/", x)[1]`, `${split("/", x)[1]}`},
		{`x == "https://a" ? "StringEquals" : "StringLike"`, `${x == "https://a" ? "StringEquals" : "StringLike"}`},
		{`x == "https://a" ? "same" : "same"`, `same`},
		{`"a${x}" == "b${x}"`, `false`},
		{`"a${x}" == "a${x}"`, `true`},
		{`x == y`, `${x == y}`},
		{`x != null ? x : "d"`, `${x != null ? x : "d"}`},
		{`startswith(x, "https://") ? 1 : 2`, `${startswith(x, "https://") ? 1 : 2}`},
		{`startswith("arn:${x}", "arn:")`, `true`},
		{`startswith("arn:${x}", "urn")`, `false`},
		{`length(x)`, `${length(x)}`},
		{`length([x, y])`, `2`},
		{`length(toset([x, y]))`, `${length(...)}`},
		{`length(distinct([x, y]))`, `${length(...)}`},
		{`distinct([x, x])`, `[${x}]`},
		{`toset([x, "b"])`, `[b, ${x}]`},
		{`[for s in toset([x]) : s == "b"]`, `[${s == "b"}]`},
		{`lower(x)`, `${lower(x)}`},
		{`base64encode(x)`, `${base64encode(x)}`},
		{`contains(["https://a"], x)`, `${contains(..., x)}`},
		{`contains(["a${x}"], "b")`, `false`},
		{`contains([x, "b"], "b")`, `true`},
		{`try(r.list[0].arn, "none")`, `${r.list[0].arn}`},
		{`try({}.a, "none")`, `none`},
		{`r[*].arn`, `${r[*].arn}`},
		{`[{ arn = x }][*].arn`, `[${x}]`},
		{`toset([x])[*]`, `[${x}]`},
		{`tonumber(x)`, `${tonumber(x)}`},
		{`join(",", [x, "b"])`, `${x},b`},
		{`join(",", toset([x, "b"]))`, `${join(",", ...)}`},
		{`jsondecode(jsonencode({ k = x })).k`, `${x}`},
		{`jsondecode(upper(jsonencode({ k = "v" })))`, `{K: V}`},
		{`[for s in [x, "b"] : "p:${s}"]`, `[p:${x}, p:b]`},
		{`merge({ a = x }, { b = 1 }).a`, `${x}`},
		{`merge({ a = 1 }, { a = x })`, `{a: ${x}}`},
		{`can(regex("^https", x))`, `${can(regex("^https", x))}`},
		{`can({}.a)`, `false`},
		{`format("%s:sub", x)`, `${x}:sub`},
		{`format("%q", x)`, `${format("%q", x)}`},
		{`format("%s-%02d", "a", 7)`, `a-07`},
		{`formatlist("p:%s", [x, "b"])`, `[p:${x}, p:b]`},
		{`x != "" ? x : null`, `${x != "" ? x : null}`},
		{`compact(["", "a", x])`, `[a, ${x}?]`},
		{`compact(["", "a", x])[0]`, `${index(..., 0)}`},
		{`concat([x], ["b"])[1]`, `b`},
		{`concat(["a"], r.list)`, `[a, ...]`},
		{`concat(["a"], r.list)[0]`, `${index(..., 0)}`},
		{`length(concat(["a"], r.list))`, `${length(...)}`},
		{`contains(concat(["a"], r.list), "b")`, `${contains(..., "b")}`},
		{`[for s in concat(["a"], r.list) : "p-${s}"]`, `[p-a, ...]`},
		{`flatten([["a"], r.list])`, `[a, ...]`},
		{`toset(concat(["a"], r.list))`, `[a, ...]`},
		{`concat(r.list, r.list)`, `${concat(r.list, r.list)}`},
		{`flatten([[x], ["b", ["c"]]])`, `[${x}, b, c]`},
		{`coalesce(null, "", "d")`, `d`},
		{`coalesce(x, "d")`, `${coalesce(x, "d")}`},
		{`lookup({ a = x }, "z", "d")`, `d`},
		{`keys({ b = 1, a = 2 })`, `[a, b]`},
		{`values({ b = x, a = 2 })`, `[2, ${x}]`},
		{`one([x])`, `${x}`},
		{`one([])`, `null`},
		{`slice(["a", x, "c"], 1, 2)`, `[${x}]`},
		{`reverse(["a", x])`, `[${x}, a]`},
		{`zipmap(["a"], [x])`, `{a: ${x}}`},
		{`b && false`, `false`},
		{`true || b`, `true`},
		{`b ? [1] : []`, `${b ? [1] : []}`},
		{`(b ? { n = "p" } : { n = "q" }).n`, `${b ? { n = "p" } : { n = "q" }.n}`},
		{`templatefile("trust.tpl", { aud = x, subs = ["s", "t:${y}"] })`, `{"aud": "${x}", "subs": ["s","t:${y}"]}`},
		{`file("absent")`, `${file("absent")}`},
		{`timestamp()`, `${timestamp()}`},
		{`"%{ for s in ["a", x] }<${s}>%{ endfor }"`, `<a><${x}>`},
		{`"%{ if b }a%{ else }b%{ endif }"`, `${%{ if b }a%{ else }b%{ endif }}`},
		{`yamldecode("a: [1]").a[0]`, `1`},
		{`substr(x, 8, -1)`, `${host(x)}`},
		{`1 + 2`, `3`},
		{`x + 1`, `${x + 1}`},
		{`-x`, `${-x}`},
		{`"${null}"`, `null`},
		{`"a${null}"`, `error`},
		{`"a${[]}"`, `error`},
		{`[1][2]`, `error`},
		{`nonsensitive(sensitive(x))`, `${x}`},
		{`provider::aws::arn_parse(x).account`, `${provider::aws::arn_parse(x).account}`},
		{`provider::aws::arn_parse("arn:aws:iam::1:role/a:b").resource`, `role/a:b`},
		{`provider::aws::arn_parse("arn:aws:iam:eu:1:${x}:b").resource`, `${x}:b`},
		{`provider::aws::arn_parse("arn:aws:iam:eu:1:${x}:b").account_id`, `1`},
		{`provider::aws::arn_parse("arn:${x}:iam::1:role/a")`, `${provider::aws::arn_parse("arn:${x}:iam::1:role/a")}`},
		{`provider::aws::arn_parse("arn:aws:s3")`, `error`},
		{`provider::aws::arn_parse("urn:aws:s3:::b")`, `error`},
		{`provider::aws::arn_build("aws", "iam", "", x, "role/r")`, `arn:aws:iam::${x}:role/r`},
		{`provider::aws::trim_iam_role_path("arn:aws:iam::1:role/p/q/r")`, `arn:aws:iam::1:role/r`},
		{`provider::aws::trim_iam_role_path("arn:aws:iam::1:user/p/r")`, `error`},
		{`provider::aws::trim_iam_role_path(x)`, `${provider::aws::trim_iam_role_path(x)}`},
		{`provider::aws::user_agent("a")`, `${provider::aws::user_agent("a")}`},
		{`concat(["a"], toset(["b"]))`, `error`},
		{`contains([1], "1")`, `false`},
		{`tolist([x, 1])`, `[${x}, 1]`},
		{`tomap({ a = x, b = 1 })`, `{a: ${x}, b: 1}`},
		{`true ? 1 : x`, `1`},
		{`{ a = 1 } == null`, `false`},
		{`[x] != null`, `true`},
		{`uuid()`, `${uuid()}`},
		{`bcrypt("a")`, `${bcrypt("a")}`},
		{`textdecodebase64("aABpAA==", "UTF-16LE")`, `${textdecodebase64("aABpAA==", "UTF-16LE")}`},
		{`cidrsubnet(x, 8, 1)`, `${cidrsubnet(x, 8, 1)}`},
		{`setproduct([x], ["a"])`, `${setproduct(..., ...)}`},
		{`sort([x, "a"])`, `${sort(...)}`},
		{`upper("${x}a")`, `${upper("${x}a")}`},
		{`regexall("a", x)`, `${regexall("a", x)}`},
		{`abspath("a")`, `${abspath("a")}`},
		{`{ for k, v in { (x) = 1 } : k => v }`, `{${x}: 1}`},
		{`[for k in [x, y] : k if k != ""]`, `${[for k in [x, y] : k if k != ""]}`},
		{`[for k in ["a", x] : k if k == "a"]`, `${[for k in ["a", x] : k if k == "a"]}`},
		{`merge({ a = 1 }, r)`, `${merge(..., r)}`},
		{`lookup(r, "a", "d")`, `${lookup(r, "a", "d")}`},
		{`element([x, "b"], 0)`, `${x}`},
		{`coalesce(null, x)`, `${x}`},
		{`coalescelist([], [x])`, `[${x}]`},
		{`one(r)`, `${one(r)}`},
		{`matchkeys(["a"], [x], ["b"])`, `${matchkeys(..., ..., ...)}`},
		{`b ? x : x`, `${x}`},
		{`!b`, `${!b}`},
		{`x == x`, `true`},
		{`"${x}" == x`, `true`},
		{`[x][0] == x`, `true`},
		{`{ a = x }.a == y`, `${{ a = x }.a == y}`},
		{`format("%s", b)`, `${b}`},
		{`"${b}"`, `${b}`},
		{`jsonencode([b])`, `${jsonencode(...)}`},
		{`trimprefix("https://${x}", "https://")`, `${x}`},
		{`trimsuffix("${x}/", "/")`, `${x}`},
		{`endswith("${x}/", "/")`, `true`},
		{`strcontains("a${x}", "a")`, `true`},
		{`strcontains(x, "a")`, `${strcontains(x, "a")}`},
		{`"\uE0000\uE001"`, `${string with reserved characters}`},
		{`jsondecode("\"\\uE0000\\uE001\"")`, `${jsondecode("\"\\uE0000\\uE001\"")}`},
		{`{ a = 1, a = 2 }`, `{a: 1, a: 2}`},
		{`trimspace("  a${x}b ")`, `a${x}b`},
		{`trimspace(x)`, `${trimspace(x)}`},
		{`range(3)`, `[0, 1, 2]`},
		{`sum([1, 2])`, `3`},
		{`alltrue([true, b])`, `${alltrue(...)}`},
		{`transpose({ a = ["b"] })`, `{b: [a]}`},
	}
}
