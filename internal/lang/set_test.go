package lang_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/subaud/subaud/internal/lang"
)

var (
	label     = lang.Runes("a-z0-9-").OrSymbol()
	subdomain = lang.Runes("a-z0-9.-").OrSymbol()
	subjects  = lang.Of(lang.Concat(lang.Text("system:serviceaccount:"), label.Some(), lang.Text(":"), subdomain.Some()))
)

// subject is a pattern of text with ${symbols} and, in like, wildcards.
func subject(text string, like bool) lang.Set {
	var parts []lang.Pattern
	plain := lang.Text
	if like {
		plain = lang.Wild
	}
	for {
		head, rest, found := strings.Cut(text, "${")
		parts = append(parts, plain(head))
		if !found {
			return lang.Of(lang.Concat(parts...))
		}
		id, tail, _ := strings.Cut(rest, "}")
		parts = append(parts, lang.Symbol(id))
		text = tail
	}
}

func like(text string) lang.Set  { return subject(text, true) }
func exact(text string) lang.Set { return subject(text, false) }

func TestContains(t *testing.T) {
	digits := lang.Of(lang.Concat(lang.Text("arn:aws:iam::"), lang.Runes("0-9").Times(12), lang.Text(":root")))
	for _, c := range []struct {
		set  lang.Set
		text string
		want lang.Verdict
	}{
		{lang.None(), "", lang.No},
		{lang.Set{}, "", lang.No},
		{lang.All(), "x", lang.Yes},
		{lang.All().Complement(), "x", lang.No},
		{lang.Intersect(), "x", lang.Yes},
		{lang.Union(), "x", lang.No},
		{lang.Lits("a", "b"), "b", lang.Yes},
		{lang.Lits("a", "b"), "ab", lang.No},
		{lang.Lit("*"), "x", lang.No},
		{lang.Glob("repo:*"), "repo:a/b:c", lang.Yes},
		{lang.Glob("a?c"), "aéc", lang.Yes},
		{lang.Glob("a?c"), "ac", lang.No},
		{lang.Glob("*?*?"), "x", lang.No},
		{lang.Glob("*?*?"), "xy", lang.Yes},
		{digits, "arn:aws:iam::123456789012:root", lang.Yes},
		{digits, "arn:aws:iam::12345678901:root", lang.No},
		{lang.Of(lang.Wild("Repo:K*").FoldCase()), "rEPO:\u212aelvin", lang.Yes},
		{lang.Of(lang.Runes("a-c").Some().FoldCase()), "aBC", lang.Yes},
		{lang.Of(lang.Runes("-a").Some()), "a-", lang.Yes},
		{lang.Of(lang.Runes("").One()), "", lang.No},
		{lang.Of(lang.Runes("").Many()), "", lang.Yes},
		{lang.Of(lang.Runes("a").Times(-1)), "", lang.Yes},
		{lang.Lit("\xff"), "\xff", lang.Yes},
		{lang.Lit("\xff"), "\xfe", lang.No},
		{lang.Lit("\xff"), "\ufffd", lang.No},
		{exact("a${x}"), "b", lang.No},
		{exact("a${x}"), "ab", lang.Unknown},
		{exact("a${x}").Complement(), "b", lang.Yes},
		{lang.Union(exact("a${x}"), lang.Glob("a*")), "ab", lang.Yes},
	} {
		if got := c.set.Contains(c.text); got != c.want {
			t.Errorf("%v contains %q: got %v, want %v", c.set, c.text, got, c.want)
		}
	}
}

func TestSubsetOf(t *testing.T) {
	for _, c := range []struct {
		name string
		s, t lang.Set
		want lang.Verdict
	}{
		{"same", lang.Glob("a*"), lang.Glob("a*"), lang.Yes},
		{"wildcards in another order", lang.Glob("a*?"), lang.Glob("a?**"), lang.Yes},
		{"split by length", lang.Glob("a*"), lang.Union(lang.Lit("a"), lang.Glob("a?*")), lang.Yes},
		{"wider", lang.Glob("a*"), lang.Glob("a?*"), lang.No},
		{"no subject has a star in it", lang.Intersect(subjects, lang.Lit("system:serviceaccount:a:*")), lang.None(), lang.Yes},
		{"colon straddle", lang.Intersect(subjects, like("system:serviceaccount:app*:web")), like("system:serviceaccount:app:*"), lang.No},
		{"same symbol", exact("x:${ns}:web"), like("x:${ns}:*"), lang.Yes},
		{"other symbol", exact("x:${ns}:web"), exact("x:${other}:web"), lang.Unknown},
		{"symbol where text is wanted", exact("x:${ns}:web"), exact("x:app:web"), lang.Unknown},
		{"any namespace", exact("x:${ns}:web"), like("x:*:web"), lang.Yes},
		{"beyond one subject of an unknown namespace", like("system:serviceaccount:${ns}:*"), exact("system:serviceaccount:app:web"), lang.No},
		{"unknown namespace against another name", exact("x:${ns}:api"), exact("x:app:web"), lang.No},
		// It is not, but no one string shows it whatever x is.
		{"symbol is one string", lang.Glob("*"), exact("${x}"), lang.Unknown},
		{"a known one against a symbol", lang.Lit("a"), exact("${x}"), lang.Unknown},
		{"two symbols joined", exact("${a}${b}"), exact("${b}${a}"), lang.Unknown},
		{"repeated symbol", exact("${a}-${a}"), exact("${a}-${a}"), lang.Yes},
		{"symbol in any case", exact("${a}"), lang.Of(lang.Symbol("a").FoldCase()), lang.Yes},
		{"case of a symbol", lang.Of(lang.Symbol("a").FoldCase()), exact("${a}"), lang.Unknown},
	} {
		if got := c.s.SubsetOf(c.t); got != c.want {
			t.Errorf("%s: %v in %v: got %v, want %v", c.name, c.s, c.t, got, c.want)
		}
	}
}

func TestIntersects(t *testing.T) {
	for _, c := range []struct {
		s, t lang.Set
		want lang.Verdict
	}{
		{lang.Glob("a*b"), lang.Glob("*ab"), lang.Yes},
		{lang.Glob("a*"), lang.Glob("b*"), lang.No},
		{lang.Glob("*a"), lang.Glob("*b"), lang.No},
		{lang.Lit("abc"), lang.Glob("ab?*?"), lang.No},
		{exact("${x}a"), exact("${x}b"), lang.No},
		{exact("${x}"), exact("${y}"), lang.Unknown},
		{exact("${x}"), exact("${x}"), lang.Yes},
		{subjects, exact("system:serviceaccount:${ns}:web"), lang.Yes},
		{subjects, exact("${sub}"), lang.Unknown},
		{subjects, exact("repo:${sub}"), lang.No},
	} {
		if got := c.s.Intersects(c.t); got != c.want {
			t.Errorf("%v meets %v: got %v, want %v", c.s, c.t, got, c.want)
		}
		if got := c.s.Disjoint(c.t); got != c.want.Not() {
			t.Errorf("%v apart from %v: got %v, want %v", c.s, c.t, got, c.want.Not())
		}
	}
}

func TestWitness(t *testing.T) {
	github := lang.Preferences{
		Samples: []string{"repo:attacker/attacker:pull_request"},
		Fill:    []string{"ref:refs/heads/main", "-attacker/any-repo:ref:refs/heads/main"},
	}
	known := lang.Union(like("repo:acme/*"))
	for _, c := range []struct {
		name   string
		set    lang.Set
		prefer lang.Preferences
		want   string
	}{
		{"sample", like("repo:*"), github, "repo:attacker/attacker:pull_request"},
		{"filled in", like("repo:acme/app:*"), github, "repo:acme/app:ref:refs/heads/main"},
		{"filled in beyond", like("repo:acme*").Minus(known).Minus(like("repo:acmeref*")), github, "repo:acme-attacker/any-repo:ref:refs/heads/main"},
		{"searched", like("a*b").Minus(like("a*x*b")).Minus(lang.Lit("ab")), lang.Preferences{Fill: []string{"x"}}, "aab"},
		{"shortest of two", lang.Lits("abc", "xy"), lang.Preferences{}, "xy"},
		{"shortest", like("a?*b"), lang.Preferences{}, "aab"},
		{"complement", lang.Lit("").Complement(), lang.Preferences{}, "a"},
		{"symbol", like("x:${ns}:*").Minus(exact("x:app:web")), lang.Preferences{Fill: []string{"attacker"}}, "x:${ns}:attacker"},
		{"next to no characters", lang.Of(lang.Runes("\ud7ff-\ue000").One()).Minus(lang.Lit("\ud7ff")), lang.Preferences{}, "\ue000"},
		{"class without readable ones", lang.Of(lang.Runes("\u0100-\u0110").One()), lang.Preferences{Fill: []string{"x"}}, "\u0100"},
		{"fill that does not fit", lang.Of(lang.Runes("a-c").Some()), lang.Preferences{Fill: []string{"X", "cc"}}, "a"},
		{"subject", subjects, lang.Preferences{}, "system:serviceaccount:a:a"},
	} {
		word, v := c.set.Witness(c.prefer)
		if v != lang.Yes || word.String() != c.want {
			t.Errorf("%s: %v: got %v %q, want %q", c.name, c.set, v, word, c.want)
		}
		if got := c.set.Matches(word); got != lang.Yes {
			t.Errorf("%s: the witness %v matches: %v", c.name, word, got)
		}
	}
	if word, v := like("a*").Minus(like("a*")).Witness(github); v != lang.No {
		t.Errorf("empty set: %v %v", word, v)
	}
}

func TestOnly(t *testing.T) {
	for _, c := range []struct {
		set  lang.Set
		want string
		ok   bool
	}{
		{lang.Lit("a"), "a", true},
		{lang.Lit(""), "", true},
		{lang.Lits("a", "b").Minus(lang.Lit("b")), "a", true},
		{lang.Intersect(like("a*b"), like("??")), "ab", true},
		{lang.Lits("a", "b"), "", false},
		{like("a*"), "", false},
		{lang.None(), "", false},
		{exact("${x}"), "", false},
		{lang.Union(lang.Lit("a"), exact("${x}")), "", false},
	} {
		if got, ok := c.set.Only(); got != c.want || ok != c.ok {
			t.Errorf("%v: got %q %v, want %q %v", c.set, got, ok, c.want, c.ok)
		}
	}
}

func TestMustMay(t *testing.T) {
	s := lang.Union(exact("a${x}b"), lang.Lit("c")).Minus(exact("${y}"))
	if got, want := s.May().String(), lang.Of(lang.Wild("a*b"), lang.Text("c")).String(); got != want {
		t.Errorf("may: got %s, want %s", got, want)
	}
	if got := s.Must(); got.Empty() != lang.Yes {
		t.Errorf("must: got %v, want nothing, for ${y} may be c", got)
	}
	if got := fmt.Sprint(s.Symbols()); got != "[x y]" {
		t.Errorf("symbols: %s", got)
	}
}

func TestString(t *testing.T) {
	s := lang.Union(lang.Of(lang.Wild("a*?b"), lang.Text("x*[")), like("${v}").Complement())
	s = lang.Intersect(s, lang.Of(lang.Runes("a-c_").Some()))
	const want = `((!{${v}} | {a?*b, x\*\[}) & {[_a-c][_a-c]*})`
	if got := s.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestProduct(t *testing.T) {
	a, b := lang.Text("a"), lang.Text("b")
	set := lang.Of(lang.Product([]lang.Pattern{a, b}, []lang.Pattern{b, {}})...)
	if got := set.Equal(lang.Lits("ab", "a", "bb", "b")); got != lang.Yes {
		t.Errorf("%v: %v", set, got)
	}
}

// hard is a set whose automata multiply beyond the budget.
func hard() lang.Set {
	var all []lang.Set
	for i := range 14 {
		all = append(all, lang.Glob(fmt.Sprintf("*%c*%c*%c*%c*", 'a'+i, 'p'-i, 'b'+i, 'q'-i)))
	}
	return lang.Intersect(all...).Minus(lang.Glob("*a*b*a*c*a*"))
}

func TestTooHardIsUnknown(t *testing.T) {
	in := lang.Lit("abcdefghijklmnopqabcdefghijklmnop").Complement()
	s := lang.Intersect(hard(), in, lang.Of(lang.Runes("a-q").Many()), lang.Glob("b*q"))
	word, v := s.Witness(lang.Preferences{})
	if v != lang.Unknown || s.Empty() != lang.Unknown {
		t.Errorf("got %v %q, want to be told that it is not known", v, word)
	}
	if _, ok := s.Only(); ok {
		t.Error("a single member was made up")
	}
	if got := s.Contains("x"); got != lang.No {
		t.Errorf("contains: got %v, for one string it is never too hard", got)
	}
	if got := s.Equal(lang.Lit("x")); got == lang.Yes {
		t.Errorf("equal: got %v", got)
	}
	const text = "abcdefghijklmnopqponmlkjihgfedcbcdefghijklmnopqponmlkjihgfedcb"
	spelled := lang.Intersect(hard(), lang.Glob("*"+text+"*"))
	if word, v := spelled.Witness(lang.Preferences{}); v != lang.Yes || word.String() != text {
		t.Errorf("got %v %q, want what is spelled out", v, word)
	}
}

// Forty patterns that lie inside the union of eighty, none inside one of them.
func TestInclusionInUnionOnly(t *testing.T) {
	inner := globs(40, "repo:*k%d*v%d*")
	outer := lang.Union(globs(40, "repo:*k%d*v%d*?"), globs(40, "repo:*k%d*v%d"))
	if got := inner.SubsetOf(outer); got != lang.Yes {
		t.Errorf("got %v, want yes", got)
	}
	inner = lang.Union(inner, lang.Glob("repo:*jj*uu*"))
	outer = lang.Union(outer, lang.Glob("repo:*jj*uu*?"), lang.Glob("repo:jj*uu"))
	if got := inner.SubsetOf(outer); got != lang.No {
		t.Errorf("all but repo:ajjuu and the like: got %v, want no", got)
	}
}

// Many boxes subtracted make more branches than are taken apart.
func TestManySubtractions(t *testing.T) {
	s := exact("x:${ns}:web")
	for i := range 8 {
		box := lang.Intersect(like(fmt.Sprintf("x:%d*", i)), lang.Glob("*c").Complement())
		s = s.Minus(box)
	}
	if got := s.Empty(); got != lang.Unknown {
		t.Errorf("got %v, for it depends on ns", got)
	}
	if got := s.Minus(like("x:*:web")).Empty(); got != lang.Yes {
		t.Errorf("got %v, want empty for every ns", got)
	}
	s = s.Minus(like("x:*:web"))
	if got := lang.Union(s, lang.Lit("b")).Empty(); got != lang.No {
		t.Errorf("got %v, want not empty", got)
	}
}

// Formulas that are searched whole may use one list with both signs.
func TestSharedLists(t *testing.T) {
	shared := lang.Glob("a*b*")
	s := lang.All()
	for i := range 8 {
		s = lang.Intersect(s, lang.Union(shared, lang.Glob(fmt.Sprintf("%d*", i)).Complement()))
	}
	if got := s.Minus(shared).Minus(lang.Glob("?*")).Empty(); got != lang.No {
		t.Errorf("got %v, want the empty string", got)
	}
	if got := lang.Intersect(s.Minus(shared), lang.Glob("3*")).Empty(); got != lang.Yes {
		t.Errorf("got %v, want nothing", got)
	}
}

func TestMatches(t *testing.T) {
	ns := lang.Symbol("ns")
	for _, c := range []struct {
		set  lang.Set
		word lang.Pattern
		want lang.Verdict
	}{
		{like("x:*"), lang.Concat(lang.Text("x:"), ns), lang.Yes},
		{like("x:?"), lang.Concat(lang.Text("x:"), ns), lang.Unknown},
		{like("y:*"), lang.Concat(lang.Text("x:"), ns), lang.No},
		{like("x:*"), lang.Wild("x:a*"), lang.Yes},
		{like("x:*"), lang.Wild("*"), lang.No},
		{exact("x:${ns}"), lang.Concat(lang.Text("x:"), ns.FoldCase()), lang.Unknown},
	} {
		if got := c.set.Matches(c.word); got != c.want {
			t.Errorf("%v matches %v: got %v, want %v", c.set, c.word, got, c.want)
		}
	}
}

func TestFoldCaseApart(t *testing.T) {
	fold := func(s string) lang.Set { return lang.Of(lang.Wild(s).FoldCase()) }
	if got := fold("AB*").Intersects(fold("aC*")); got != lang.No {
		t.Errorf("got %v", got)
	}
	if got := fold("AB*").Intersects(fold("ab*c")); got != lang.Yes {
		t.Errorf("got %v", got)
	}
	if got := lang.Glob("aB*").SubsetOf(fold("Ab*")); got != lang.Yes {
		t.Errorf("got %v", got)
	}
	if got := fold("Ab*").SubsetOf(lang.Glob("aB*")); got != lang.No {
		t.Errorf("got %v", got)
	}
	if got := fold("k").Equal(lang.Lits("k", "K", "\u212a")); got != lang.Yes {
		t.Errorf("got %v", got)
	}
	if got := fold("k").Equal(lang.Lits("k", "K")); got != lang.No {
		t.Errorf("got %v", got)
	}
}

func TestBrokenText(t *testing.T) {
	// Three broken bytes that would be one character once they stand together.
	broken := lang.Intersect(lang.Glob("???"), lang.Glob("\xe2*"), lang.Glob("*\xac"), lang.Glob("*\x82*"))
	if word, v := broken.Witness(lang.Preferences{}); v == lang.Yes {
		t.Errorf("got %q", word)
	}
	word, v := lang.Glob("?\xff").Minus(lang.Lit("a\xff")).Witness(lang.Preferences{})
	if text, _ := word.Text(); v != lang.Yes || text != "b\xff" {
		t.Errorf("got %v %q", v, text)
	}
}

func TestSharedBetweenGoroutines(t *testing.T) {
	s := like("repo:*a*").Minus(like("repo:*ab*"))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if s.Empty() != lang.No || s.Contains("repo:a") != lang.Yes {
				t.Error("wrong answer")
			}
		})
	}
	wg.Wait()
}
