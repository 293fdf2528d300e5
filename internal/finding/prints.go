package finding

import "strconv"

// Fingerprints returns the fingerprint of each finding, in order. Findings of
// one run that would share one (the same fact judged in two documents) are
// told apart by an ordinal, in the order given: the first keeps the plain
// fingerprint, so that it does not change when another appears after it. Give
// all findings of a run, sorted, so that everybody counts alike.
func Fingerprints(fs []*Finding) []string {
	seen := map[string]int{}
	out := make([]string, len(fs))
	for i, f := range fs {
		print := f.Fingerprint()
		seen[print]++
		if n := seen[print]; n > 1 {
			print += "-" + strconv.Itoa(n)
		}
		out[i] = print
	}
	return out
}

// IgnoreDirective is the word that begins a comment which sets findings aside.
const IgnoreDirective = "subaud:ignore"

// IgnoreLine returns the comment that sets the findings of a rule aside in a
// file of a language, given by the name that discover.Language has for it. It
// is ready to be pasted but for the reason, which is for people to give. It is
// empty for JSON, which has no comments: there an exceptions file is needed.
func IgnoreLine(rule, language string) string {
	line := IgnoreDirective + " " + rule + ` reason="..."`
	switch language {
	case "json":
		return ""
	case "markdown":
		return "<!-- " + line + " -->"
	default:
		return "# " + line
	}
}
