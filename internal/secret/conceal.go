package secret

import "github.com/subaud/subaud/internal/text"

// run is what a credential could be written with.
var run = text.Regexp(`[A-Za-z0-9/+_.~=-]{16,}`)

// Concealable lists the byte ranges of a text that might be credentials, for
// texts that could not be read and of which some lines are shown. It errs
// towards hiding: a name or a hash may be among them.
func Concealable(s string) [][2]int {
	var out [][2]int
	for _, at := range run().FindAllStringIndex(s, -1) {
		word := s[at[0]:at[1]]
		var upper, lower, digits bool
		for i := range len(word) {
			c := word[i]
			upper = upper || c >= 'A' && c <= 'Z'
			lower = lower || c >= 'a' && c <= 'z'
			digits = digits || c >= '0' && c <= '9'
		}
		drawn := digits && switches(word) >= 3 && distinct(word) >= 8
		if uuid().MatchString(word) || !drawn && !(upper && digits && len(word) >= 20) && !(upper && lower && len(word) >= 40) {
			continue
		}
		out = append(out, [2]int{at[0], at[1]})
	}
	return out
}
