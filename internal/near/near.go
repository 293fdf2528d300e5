// Package near finds the word that a misspelled one was meant to be.
package near

import "strings"

// maxLength bounds the words that are compared, in bytes: the cost of a
// comparison is the product of two lengths, and names are short.
const maxLength = 100

// Word returns the candidate that is closest to a misspelled word, or "" if
// none is close enough to be meant: it may differ by case, by "-", "_" and
// spaces, and by about one letter in three. Of equally close candidates the
// first is returned.
func Word(word string, candidates []string) string {
	folded := fold(word)
	if len(folded) == 0 || len(folded) > maxLength {
		return ""
	}
	best, least := "", max(1, len(folded)/3)+1
	for _, c := range candidates {
		other := fold(c)
		if len(other) > maxLength || other == "" {
			continue
		}
		// A word of two letters is not a misspelling of another one.
		if d := Distance(folded, other); d < least && d < max(len(folded), len(other))-1 || d == 0 && least > 0 {
			best, least = c, d
		}
	}
	return best
}

// fold removes what people vary without meaning it.
func fold(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s))
}

// Distance counts the bytes to insert, delete or replace, and the neighbours
// to swap, that make b of a (optimal string alignment).
func Distance(a, b string) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}
