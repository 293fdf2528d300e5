package lang_test

import (
	"fmt"
	"testing"

	"github.com/subaud/subaud/internal/lang"
)

func globs(n int, format string) lang.Set {
	var out []lang.Pattern
	for i := range n {
		out = append(out, lang.Wild(fmt.Sprintf(format, i, i)))
	}
	return lang.Of(out...)
}

func benchmarkSubset(b *testing.B, s, t lang.Set, want lang.Verdict) {
	b.ReportAllocs()
	for b.Loop() {
		if got := s.SubsetOf(t); got != want {
			b.Fatalf("got %v, want %v", got, want)
		}
	}
}

func BenchmarkContains(b *testing.B) {
	s := globs(200, "repo:acme/app%d-%d:*")
	b.ReportAllocs()
	for b.Loop() {
		if s.Contains("repo:acme/app199-199:ref:refs/heads/main") != lang.Yes {
			b.Fatal("wrong answer")
		}
	}
}

func BenchmarkExactBeyond(b *testing.B) {
	s := lang.Intersect(subjects, lang.Lit("system:serviceaccount:app:web"))
	benchmarkSubset(b, s, lang.Lit("system:serviceaccount:app:web"), lang.Yes)
}

func BenchmarkWildcardWitness(b *testing.B) {
	s := lang.Intersect(subjects, like("system:serviceaccount:app*:web")).Minus(like("system:serviceaccount:app:*"))
	prefer := lang.Preferences{Fill: []string{"-attacker", "attacker"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, v := s.Witness(prefer); v != lang.Yes {
			b.Fatal("no witness")
		}
	}
}

func BenchmarkSearchedWitness(b *testing.B) {
	s := lang.Intersect(subjects, like("system:serviceaccount:app*:web")).Minus(like("system:serviceaccount:app:*"))
	b.ReportAllocs()
	for b.Loop() {
		if _, v := s.Witness(lang.Preferences{}); v != lang.Yes {
			b.Fatal("no witness")
		}
	}
}

func BenchmarkSymbolicSubset(b *testing.B) {
	benchmarkSubset(b, lang.Intersect(subjects, exact("system:serviceaccount:${ns}:web")), like("system:serviceaccount:${ns}:*"), lang.Yes)
}

func BenchmarkSame200(b *testing.B) {
	benchmarkSubset(b, globs(200, "repo:acme/app%d-%d:*"), globs(200, "repo:acme/app%d-%d:*"), lang.Yes)
}

func BenchmarkSame1000(b *testing.B) {
	benchmarkSubset(b, globs(1000, "repo:acme/app%d-%d:*"), globs(1000, "repo:acme/app%d-%d:*"), lang.Yes)
}

func Benchmark201In200(b *testing.B) {
	benchmarkSubset(b, globs(201, "repo:acme/app%d-%d:*"), globs(200, "repo:acme/app%d-%d:*"), lang.No)
}

func Benchmark200InOne(b *testing.B) {
	benchmarkSubset(b, globs(200, "repo:acme/app%d-%d:*"), lang.Glob("repo:acme/*"), lang.Yes)
}

func BenchmarkManyStars(b *testing.B) {
	s := lang.Glob("*a*b*c*d*e*f*g*h*").Minus(lang.Union(lang.Glob("*ab*"), lang.Glob("*bc*"), lang.Glob("*cd*")))
	benchmarkSubset(b, s, lang.Glob("*a*d*h*"), lang.Yes)
}

func BenchmarkTwoStarsSame20(b *testing.B) {
	benchmarkSubset(b, globs(20, "repo:*k%d*v%d*"), globs(20, "repo:*k%d*v%d*"), lang.Yes)
}

func BenchmarkTwoStars20Beyond20(b *testing.B) {
	benchmarkSubset(b, globs(20, "repo:*k%d*v%d*"), globs(20, "repo:*x%d*y%d*"), lang.No)
}

// Included only in the union, so that neither guessing nor comparing pairs of
// patterns helps.
func BenchmarkTwoStars20Split(b *testing.B) {
	wide := globs(20, "repo:*k%d*v%d*")
	benchmarkSubset(b, wide, lang.Union(globs(20, "repo:*k%d*v%d*?"), globs(20, "repo:*k%d*v%d")), lang.Yes)
}

func BenchmarkTwoStarsShortest(b *testing.B) {
	s := globs(20, "repo:*k%d*v%d*").Minus(globs(20, "repo:*x%d*y%d*"))
	b.ReportAllocs()
	for b.Loop() {
		if _, v := s.Witness(lang.Preferences{}); v != lang.Yes {
			b.Fatal("no witness")
		}
	}
}

// What it costs to find that a set is too hard.
func BenchmarkGivesUp(b *testing.B) {
	s := lang.Intersect(hard(), lang.Of(lang.Runes("a-q").Many()))
	b.ReportAllocs()
	for b.Loop() {
		if _, v := s.Witness(lang.Preferences{}); v != lang.Unknown {
			b.Fatalf("got %v", v)
		}
	}
}
