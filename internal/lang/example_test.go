package lang_test

import (
	"fmt"

	"github.com/subaud/subaud/internal/lang"
)

// A trust policy admits subjects by a glob; one workload is meant.
func Example() {
	dns := lang.Runes("a-z0-9-").OrSymbol()
	minted := lang.Of(lang.Concat(lang.Text("system:serviceaccount:"), dns.Some(), lang.Text(":"), dns.Some()))
	accepted := lang.Of(lang.Concat(lang.Text("system:serviceaccount:"), lang.Symbol("var.ns"), lang.Wild(":*")))
	meant := lang.Of(lang.Concat(lang.Text("system:serviceaccount:"), lang.Symbol("var.ns"), lang.Text(":web")))

	beyond := lang.Intersect(minted, accepted).Minus(meant)
	word, verdict := beyond.Witness(lang.Preferences{Fill: []string{"attacker"}})
	fmt.Println(verdict, word)
	fmt.Println(lang.Intersect(minted, meant).SubsetOf(accepted))
	fmt.Println(accepted.SubsetOf(lang.Glob("system:serviceaccount:app:*")))
	// Output:
	// yes system:serviceaccount:${var.ns}:attacker
	// yes
	// unknown
}
