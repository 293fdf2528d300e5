package lang

// MatchGlob matches one known string against a pattern of IAM, in which * is any
// run of characters and ? is one. It builds no set, and takes time in proportion
// to the product of the two lengths at most.
func MatchGlob(p, s string) bool {
	var star, mark = -1, 0
	i, j := 0, 0
	pr, sr := []rune(p), []rune(s)
	for j < len(sr) {
		switch {
		case i < len(pr) && pr[i] == '*':
			star, mark = i, j
			i++
		case i < len(pr) && (pr[i] == '?' || pr[i] == sr[j]):
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(pr) && pr[i] == '*' {
		i++
	}
	return i == len(pr)
}
